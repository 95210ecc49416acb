"""A peer as a process: reads how many steps to take, takes them, and prints the CPU and wall seconds of these."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from time import perf_counter, process_time


def main(module: str, folder: str, *arguments: str) -> None:
    """Take as many steps as each line of the input says, until there is none."""
    make: Callable[..., Callable[[int], None]] = import_module(f"bench.peer_programs.{module}").make
    step = make(Path(folder), *arguments)
    numbers = count()
    for line in sys.stdin:
        wall, cpu = perf_counter(), process_time()
        for _ in range(int(line)):
            step(next(numbers))
        print(json.dumps([process_time() - cpu, perf_counter() - wall]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
