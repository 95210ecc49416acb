"""The only SQL: a store behind `engine.ports.store`, on SQLite by default and on PostgreSQL when asked."""

from store.sql_store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
