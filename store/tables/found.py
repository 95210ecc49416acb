"""The pieces of cases that are found by their words."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from store.search.word_vectors import AS_WORDS
from store.tables.base import Base, of_case

IS_NAME = text("kind = 'name'")


class PieceRow(Base, table=True):
    """A text of a case by its words, with what says who may read it.

    `number` is what the table of words of SQLite knows it by: the second at which it was written, and chance behind it.
    """

    __tablename__ = "pieces"
    __table_args__ = (
        of_case(),
        Index("ix_pieces_number", "number"),
        Index("ix_pieces_names", "organisation_id", "by_id", sqlite_where=IS_NAME, postgresql_where=IS_NAME),
        Index("ix_pieces_words", text(AS_WORDS), postgresql_using="gin").ddl_if(dialect="postgresql"),
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    kind: str
    instance: str
    opens: int
    by_id: str
    at: str
    words: str
    number: int = Field(sa_type=BigInteger)
