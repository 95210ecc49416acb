"""What posts somebody holds at a moment, as far as cases go: posts that are only lent bring those who keep the systems
no role (ruling 23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.identity import PostName
from engine.language.posts import spelling
