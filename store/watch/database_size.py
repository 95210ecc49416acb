"""How much room the database takes, as it counts it itself."""

from __future__ import annotations

from store.connection.session import Session

SIZES = {
    True: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    False: "SELECT pg_database_size(current_database())",
}
"""On SQLite and elsewhere."""


class SqlSizeReading(Session):
    """Reads of the database itself."""

    def database_size(self) -> int:
        """Give its size in bytes."""
        return int(self.cursor.fetch(SIZES[self.cursor.is_sqlite])[0][0])
