"""django-fsm-2 with the ORM of Django: the state of a case is an FSMField, and its step a transition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings


def make(folder: Path) -> Callable[[int], None]:
    """Give the step on a store of its own."""
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "django.db"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    # models can be made only once Django is set up
    from bench.peer_programs import django_models

    django_models.fill()

    def step(number: int) -> None:
        django_models.act(number)

    return step
