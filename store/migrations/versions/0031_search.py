"""Words are found: a row for each text of a case, and beside it what finds words in them.

Which of them somebody sees who does not work on a case stands in the rows of sight. Of the cases that are there, all
of it is written in batches after the start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

KEY = ("organisation_id", "case_id", "place")
TEXTS = ("kind", "instance", "by_id", "at", "words")
AS_WORDS = "array_to_tsvector(array_remove(string_to_array(words, ' '::text), ''::text))"
FOUND = (
    "CREATE VIRTUAL TABLE piece_words USING fts5("
    "words, content='pieces', content_rowid='number', tokenize='ascii', detail=none, columnsize=0)",
    "CREATE TRIGGER pieces_added AFTER INSERT ON pieces BEGIN "
    "INSERT INTO piece_words (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER pieces_removed AFTER DELETE ON pieces BEGIN "
    "INSERT INTO piece_words (piece_words, rowid, words) VALUES ('delete', old.number, old.words); END",
    "CREATE TRIGGER pieces_changed AFTER UPDATE OF words, number ON pieces BEGIN "
    "INSERT INTO piece_words (piece_words, rowid, words) VALUES ('delete', old.number, old.words); "
    "INSERT INTO piece_words (rowid, words) VALUES (new.number, new.words); END",
)
"""What finds words in SQLite, and stays as the rows are, whatever writes them."""


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "pieces",
        *(sa.Column(name, sa.String(), nullable=False) for name in KEY),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_pieces_organisation_id_cases"),
        ),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_pieces")),
    )
    op.create_index("ix_pieces_number", "pieces", ["number"])
    is_name = sa.text("kind = 'name'")
    op.create_index(
        "ix_pieces_names", "pieces", ["organisation_id", "by_id"], sqlite_where=is_name, postgresql_where=is_name
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in FOUND:
            op.execute(statement)
    else:
        op.create_index("ix_pieces_words", "pieces", [sa.text(AS_WORDS)], postgresql_using="gin")
    op.add_column("case_sights", sa.Column("sees", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE cases SET sighted = 0 WHERE sighted = 1")
