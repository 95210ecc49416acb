"""Who looks is written down before the page is shown, beside whatever else is being written."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from duecourse.casework.context.access_log import take_reads
from tests.services import report
from tests.site import Site


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Hold the write lock of the store from another connection."""
    other = sqlite3.connect(folder / "duecourse.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_pages_of_a_case_wait_for_nobody_who_writes(site: Site, tmp_path: Path) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    with locked(tmp_path):
        pages = [
            senior.get(path).status_code for path in ("/work", f"/cases/{reference}", f"/cases/{reference}/history")
        ]

    assert pages == [200, 200, 200]


def test_a_page_is_not_shown_where_the_look_cannot_be_written_down(site: Site, tmp_path: Path) -> None:
    reference = report(site.services, what_happened="Two posts insult my daughter.")
    senior = site.person("oakfield-senior")
    take_reads(site.services)
    site.services.spool.close()
    shutil.rmtree(tmp_path / "spool")
    (tmp_path / "spool").write_text("A file stands where the folder should be.")
    page = senior.get(f"/cases/{reference}")

    assert page.status_code == 503
    assert "cannot be shown now" in page.text
    assert "daughter" not in page.text
