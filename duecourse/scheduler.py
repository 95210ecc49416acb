"""APScheduler wakes the sweep, the outbox and the daily housekeeping; it remembers nothing.

It trusts the wall clock: set back by an hour it would fire nothing for an hour. So a watchdog on the monotonic
clock looks whether the last pass is too long ago, and arms the jobs afresh.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from duecourse.casework.accounts import tidy
from duecourse.casework.office import Office
from duecourse.casework.proving import take_up
from duecourse.casework.sweeping import sweep
from duecourse.outbox import run_outbox

log = logging.getLogger("duecourse.scheduler")
SWEEP_SECONDS = 15
OUTBOX_SECONDS = 5
POLICIES_SECONDS = 60
DAY_SECONDS = 24 * 60 * 60
SILENCES = 3
"""After so many intervals without a pass, something is wrong."""


@dataclass
class Runner:
    """The jobs of one process and their watchdog."""

    office: Office
    scheduler: BackgroundScheduler = field(default_factory=lambda: BackgroundScheduler(timezone="UTC"))
    last_pass: float = 0.0

    def start(self) -> None:
        """Begin to wake the jobs; the first sweep comes at once, so that an outage is caught up with."""
        self.last_pass = self.office.clock.monotonic()
        self.scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self.sweep()
        self.housekeep()
        self.arm()
        self.scheduler.start()

    def arm(self) -> None:
        """Set the jobs, in place of any that stand."""
        jobs = (
            (self.sweep, "sweep", SWEEP_SECONDS),
            (self.outbox, "outbox", OUTBOX_SECONDS),
            (self.policies, "policies", POLICIES_SECONDS),
            (self.housekeep, "housekeeping", DAY_SECONDS),
        )
        for job, name, seconds in jobs:
            self.scheduler.add_job(
                job, "interval", seconds=seconds, id=name, replace_existing=True, coalesce=True, max_instances=1,
                misfire_grace_time=None,
            )  # fmt: skip

    def stop(self) -> None:
        """Let a running job finish, then stop."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)

    def sweep(self) -> None:
        """One pass over what is due."""
        swept = sweep(self.office, self.office.clock.now())
        self.last_pass = self.office.clock.monotonic()
        if swept.fired:
            log.info("Deadlines fired.", extra={"action": "sweep", "fired": swept.fired, "alerts": swept.alerts})

    def outbox(self) -> None:
        """One pass over what leaves."""
        run_outbox(self.office)

    def policies(self) -> None:
        """Look whether policy files were swapped; what passes its proof is in use from then on."""
        take_up(self.office.library)

    def housekeep(self) -> None:
        """At the start and once a day: forget what is too old to matter, and note that the process is alive."""
        tidy(self.office)
        log.info("Housekeeping done.", extra={"action": "housekeeping"})

    @property
    def silent_for(self) -> float:
        """Give the seconds since the last pass, by the clock that only ever grows."""
        return self.office.clock.monotonic() - self.last_pass

    def watch(self) -> bool:
        """Arm the jobs afresh where no pass came for three intervals. Says whether it had to."""
        if self.silent_for <= SILENCES * SWEEP_SECONDS:
            return False
        log.warning("No sweep for three intervals; the jobs are armed afresh.", extra={"action": "watchdog"})
        self.arm()
        self.sweep()
        return True


def _report(event: JobExecutionEvent) -> None:
    name = "missed" if event.code == EVENT_JOB_MISSED else "failed"
    log.error("A job %s.", name, exc_info=event.exception, extra={"action": "scheduler", "job": event.job_id})
