"""Where a process that serves tells its metrics: nowhere, unless that is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from duecourse.cli.call import Call
from duecourse.web.serving.settings import Listen, listen_of

if TYPE_CHECKING:
    from duecourse.scheduler import Runner
    from duecourse.web.measured import Observe

MetricsAt = Annotated[
    str,
    typer.Option(
        "--metrics-listen",
        metavar="HOST:PORT",
        help="Tell Prometheus at this socket of its own; off without it.",
    ),
]


def tell_metrics(call: Call, runner: Runner, asked: str) -> Observe | None:
    """Tell the figures of this process from now on, where that is asked for or set. Gives what hears of requests.

    Raises BadInput or Unavailable.
    """
    text = asked or call.settings.metrics_listen
    if not text:
        return None
    from duecourse.metrics.exposition import Exposition

    place = listen_of(text)
    exposition = Exposition(runner.services, runner.tally)
    server = exposition.serve(place.host, place.port)
    typer.echo(f"Metrics are told at http://{Listen(place.host, server.server_port)}/metrics")
    return exposition.observe
