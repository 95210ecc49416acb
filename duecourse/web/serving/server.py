"""The site as a process: uvicorn in a thread of its own, so that the scheduler can live beside it."""

from __future__ import annotations

import socket
import threading

import uvicorn
from fastapi import FastAPI

from engine.errors import Unavailable

STARTING = 0.05
PATIENCE = 20.0
LEAVING = 4
"""Seconds for which an answer may be finished when the process is to end."""


class Server:
    """Serves the site at sockets that were taken, until it is told to stop."""

    def __init__(self, app: FastAPI, sockets: list[socket.socket]) -> None:
        # what proxies say is judged by `duecourse.web.serving.proxies`, which knows which of them were named
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            timeout_graceful_shutdown=LEAVING - 1,
        )
        self.sockets = sockets
        self.server = uvicorn.Server(config)
        # a daemon: a page that waits for the database must not keep a process alive that is to end
        self.thread = threading.Thread(target=self._run, name="duecourse-web", daemon=True)
        self.ended = threading.Event()

    def start(self) -> None:
        """Begin to serve. Raises Unavailable where that does not come about."""
        self.thread.start()
        waited = 0.0
        while not self.server.started and waited < PATIENCE and not self.ended.wait(STARTING):
            waited += STARTING
        if not self.server.started:
            self.server.should_exit = True
            raise Unavailable("The site could not be started; what is above says why.")

    def stop(self) -> None:
        """Finish what is being answered, for a few seconds, and end."""
        self.server.should_exit = True
        self.thread.join(LEAVING)

    def _run(self) -> None:
        try:
            self.server.run(self.sockets)
        except SystemExit:
            # uvicorn's way of saying that it could not begin; `start` says it to the person
            pass
        finally:
            self.ended.set()
