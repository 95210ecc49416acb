"""The figures as Prometheus reads them, at an address of their own that is never the site's."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from duecourse.casework.context.services import Services
from duecourse.metrics.figures import Figures, figures
from duecourse.metrics.tally import Tally
from engine.errors import BadInput, Unavailable, from_system

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
COUNTED = {
    "fired": ("duecourse_deadlines_fired", "Deadlines that this process fired."),
    "mail": ("duecourse_mail_sent", "Messages that the relay took from this process."),
}


class Exposition(Collector):
    """What one process tells; `observe` is for the site, `tally` for the scheduler."""

    def __init__(self, services: Services, tally: Tally) -> None:
        """Register what is counted and what is read."""
        self.services, self.tally, self.registry = services, tally, CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(self)
        says = "Requests by method, template of the route and status, with how long they took."
        labels = ("method", "route", "status")
        self.requests = Histogram("duecourse_request_seconds", says, labels, buckets=SECONDS, registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request, by the template of its route and never by its address."""
        self.requests.labels(method, route, str(status)).observe(seconds)

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: to name it would be to read it."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Read what is asked for."""
        yield from self._counted()
        yield from _standing(figures(self.services))

    def _counted(self) -> Iterator[Metric]:
        passes = CounterMetricFamily("duecourse_passes", "Passes of the scheduler by job and outcome.", labels=LABELS)
        for (job, well), number in self.tally.passes.items():
            passes.add_metric((job, "well" if well else "failed"), number)
        yield passes
        for name, (metric, says) in COUNTED.items():
            yield CounterMetricFamily(metric, says, value=self.tally.of(name))

    def serve(self, host: str, port: int) -> WSGIServer:
        """Serve them from now on, in a thread that keeps no process alive.

        Raises:
            Unavailable: something else is running there. BadInput: it is no place of this machine.
        """
        try:
            server, _ = start_http_server(port, addr=host, registry=self.registry)
        except OSError as error:
            place = f"The metrics cannot be served at {host}:{port}"
            if error.errno == errno.EADDRINUSE:
                raise Unavailable(
                    f"{place}: something else is running there. Choose another --metrics-listen."
                ) from error
            if error.errno == errno.EADDRNOTAVAIL or error.errno is None or error.errno < 0:
                raise BadInput(f"{place}: that is no address of this machine.") from error
            raise from_system(error, f"{host}:{port}, where the metrics are to be served,") from error
        return server


LABELS = ("job", "outcome")


def _standing(found: Figures) -> Iterator[Metric]:
    well = GaugeMetricFamily("duecourse_well", "1 where what /ready looks at is well.", labels=("check",))
    for name, is_well in found.well.items():
        well.add_metric((name,), is_well)
    yield well
    notices = GaugeMetricFamily(
        "duecourse_outbox_notices", "Notices that have not left, by kind and state.", labels=("kind", "state")
    )
    for (kind, state), number in found.notices.items():
        notices.add_metric((kind, state), number)
    yield notices
    oldest = GaugeMetricFamily(
        "duecourse_outbox_oldest_seconds", "How long the oldest notice of a kind waits.", labels=("kind",)
    )
    for kind, seconds in found.oldest.items():
        oldest.add_metric((kind,), seconds)
    yield oldest
    yield from _single(found)


def _single(found: Figures) -> Iterator[Metric]:
    for name, says, value in (
        ("duecourse_last_sweep_age_seconds", "Since the last sweep ended.", found.sweep_age),
        ("duecourse_due_cases", "Cases with an alert whose time has come; 2000 at most.", found.due_cases),
        ("duecourse_cases_set_aside", "Cases whose clocks stand still.", found.set_aside),
        ("duecourse_relay_refuses", "1 where the mail relay takes nothing.", int(found.relay_refuses)),
        ("duecourse_database_bytes", "The size of the database.", found.database),
        ("duecourse_disk_free_bytes", "Free space of the disk that holds the evidence.", found.disk),
    ):
        if value is not None:
            yield GaugeMetricFamily(name, says, value=value)
