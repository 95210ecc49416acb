"""How Alembic runs here: on a connection that it is handed, in batch mode, over our own naming convention."""

from __future__ import annotations

from alembic import context

from store.tables import SCHEMA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SCHEMA, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
