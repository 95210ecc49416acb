"""Run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path

from bench import page, pdf, start, transition
from bench.machine import describe

HEAD = """# Benchmarks

Ratios, both sides interleaved in one run, median over the rounds. Written by `make bench`; absolute times mean nothing
from one machine to another.
"""


def main() -> None:
    """Measure and write."""
    rows = transition.measure()
    lines = [HEAD, f"Machine: {describe()}.", "", "| what | ours | floor | ratio | goal |", "|---|---|---|---|---|"]
    lines += [f"| {row.what} | {row.ours:.0f} µs | {row.floor:.0f} µs | {row.ratio:.2f} | {row.goal} |" for row in rows]
    lines += ["", "## Pages", "", f"CPU milliseconds. Goals: {page.GOALS}; {page.CASES} cases before one person.", ""]
    lines += ["| page | template | whole request | first load |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.template:.1f} | {row.request:.1f} | {row.load:.1f} kB |" for row in page.measure()]
    lines += ["", "## Letters", "", f"Goals: {pdf.GOALS}. No other program was measured beside it.", ""]
    lines += ["| what | CPU milliseconds | in a second of one core |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.milliseconds:.1f} | {row.each_second:.0f} |" for row in pdf.measure()]
    lines += ["", "## The command line", "", f"CPU seconds of whole processes. Goals: {start.GOALS}.", ""]
    lines += ["| command | ours | `import typer` alone | ratio |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.ours:.2f} | {row.library:.2f} | {row.ratio:.1f} |" for row in start.measure()]
    text = "\n".join(lines) + "\n"
    Path("docs/benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
