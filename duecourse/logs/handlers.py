"""The one way of the log of a process, from which no library's line is left out."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from duecourse.logs.lines import Lines
from duecourse.logs.log import Log
from duecourse.logs.log_settings import LogSettings
from engine.errors import from_system

OURS = "duecourse"
log = Log(OURS)


def write_log(settings: LogSettings, *, serving: bool = False) -> None:
    """Write the log from now on as is set; the log of a program that contains this one stays as it is.

    A process that serves also writes what goes well, opens its file at once, and tells of threads that die.

    Raises BadInput or Unavailable where it is to serve and the file cannot be written.
    """
    root = logging.getLogger()
    ours = [handler for handler in root.handlers if isinstance(handler.formatter, Lines)]
    if len(ours) < len(root.handlers):
        return
    handler = _handler(settings, serving=serving)
    handler.setFormatter(Lines(settings.form, brief=not serving and not settings.file))
    for each in ours:
        root.removeHandler(each)
        each.close()
    root.addHandler(handler)
    if serving:
        logging.getLogger(OURS).setLevel(logging.INFO)
        threading.excepthook = _thread_died


def _handler(settings: LogSettings, *, serving: bool) -> logging.Handler:
    if not settings.file:
        return logging.StreamHandler()
    # most commands write to no file, and this door of the standard library opens a dozen others
    from duecourse.logs.rotated_file import RotatedFile

    made = RotatedFile(Path(settings.file), settings.size, settings.count)
    if serving:
        try:
            made.try_out()
        except OSError as error:
            raise from_system(error, f"The file of DUECOURSE_LOG_FILE, '{settings.file}',") from error
    return made


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and not isinstance(died.exc_value, SystemExit):
        log.fault("thread-died", "A thread died.", died.exc_value)
