"""The sockets of the site, taken before anything else is begun, so that a slip in --listen costs nothing."""

from __future__ import annotations

import errno
import socket
from collections.abc import Generator
from contextlib import contextmanager

from duecourse.web.serving.settings import Listen
from engine.errors import BadInput, DuecourseError, Unavailable, from_system

NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""A kind of address that this machine does not have."""


@contextmanager
def bound(listen: Listen) -> Generator[list[socket.socket]]:
    """Hold the sockets of a place to listen at for as long as the block lasts. Raises as `bind`."""
    sockets = bind(listen)
    try:
        yield sockets
    finally:
        for each in sockets:
            each.close()


def bind(listen: Listen) -> list[socket.socket]:
    """Take every address that a place to listen at means, before anything else is begun.

    Raises:
        BadInput: the name leads nowhere, or not to this machine, or this account may not have the port.
        Unavailable: somebody else has it.
    """
    try:
        found = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise BadInput(f"The name '{listen.host}' to listen at leads nowhere; look for a slip in --listen.") from error
    taken: list[socket.socket] = []
    refused: OSError | None = None
    for family, _, _, _, place in found:
        try:
            taken.append(_bound(family, (place[0], taken[0].getsockname()[1], *place[2:]) if taken else place))
        except OSError as error:
            if error.errno not in NOT_HERE:
                for each in taken:
                    each.close()
                raise _said(listen, error) from error
            refused = error
    if not taken and refused is not None:
        raise _said(listen, refused) from refused
    return taken


def _bound(family: int, place: tuple[object, ...]) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(place)
        bound.listen()
    except OSError:
        bound.close()
        raise
    return bound


def _said(listen: Listen, error: OSError) -> DuecourseError:
    if error.errno == errno.EADDRINUSE:
        return Unavailable(
            f"The site cannot be served at {listen}: something else is running there. Stop it, or choose another port "
            "with --listen HOST:PORT."
        )
    if error.errno in NOT_HERE:
        return BadInput(f"'{listen.host}' is no address of this machine; --listen takes one that is, or 127.0.0.1.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return BadInput(f"This account may not listen at port {listen.port}; choose one from 1024, such as 8000.")
    return from_system(error, f"The place {listen}")
