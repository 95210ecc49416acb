"""Duecourse with a thread beside it that ends the one of a name when told: `python -m tests.faults.dying`."""

from __future__ import annotations

import ctypes
import sys
import threading

from duecourse.cli import main


def kill_when_told(name: str) -> None:
    """Wait for a line, then end the thread: it is told until it is dead, as what it is in may swallow the end."""
    sys.stdin.readline()
    thread = next(each for each in threading.enumerate() if each.name == name)
    while thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
        thread.join(1)


if __name__ == "__main__":
    threading.Thread(target=kill_when_told, args=(sys.argv.pop(1),), daemon=True).start()
    main()
