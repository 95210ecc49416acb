"""Every table. `organisation_id` leads every key, so that a trust can move to a cell or a shard of its own.

Moments are ISO text in UTC of one fixed width (`store.mapping.moment`): it sorts as time on both databases.
"""

from __future__ import annotations

from store.tables import (
    accounts,
    casefile,
    chains,
    documents,
    found,
    house_paper,
    operations,
    organisation,
    sight,
    watch,
    ways_in,
)
from store.tables.base import Base, table

__all__ = [
    "SCHEMA",
    "accounts",
    "casefile",
    "chains",
    "documents",
    "found",
    "house_paper",
    "operations",
    "organisation",
    "sight",
    "table",
    "watch",
    "ways_in",
]
SCHEMA = Base.metadata
