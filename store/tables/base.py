"""The root of all tables: names for every constraint, and the key that ties a row to its case."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BY_KEY = {"sqlite_with_rowid": False}
"""Lets SQLite keep rows in the order of their key, without an index of it beside them: for rows that are short."""


class Base(SQLModel):
    """The root of all tables, with names for every constraint."""

    metadata = MetaData(naming_convention=NAMING)


def table(name: str) -> Table:
    """Give a table by name, for statements that are written over tables and not over objects."""
    return Base.metadata.tables[name]


def of_case() -> ForeignKeyConstraint:
    """Give the key that ties a row to its case, the organisation first."""
    return ForeignKeyConstraint(["organisation_id", "case_id"], ["cases.organisation_id", "cases.id"])
