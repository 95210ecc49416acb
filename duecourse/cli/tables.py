"""Plain tables and lists for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import typer


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under headings, columns as wide as they need to be; a sentence where there are none."""
    if not rows:
        typer.echo(empty)
        return
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    for row in (headings, ["-" * width for width in widths], *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    typer.echo()


def heading(text: str) -> None:
    """Print a heading."""
    typer.echo(f"{text}\n{'=' * len(text)}")


def bullets(lines: Iterable[str]) -> None:
    """Print a list, indented."""
    for line in lines:
        typer.echo(f"    - {line}")
