"""APScheduler wakes the sweep, the outbox, the mail and the daily housekeeping; it remembers nothing.

Nothing ends it but its process: every pass is guarded, and one that fails is taken up by the next. APScheduler trusts
the wall clock, and set back by an hour it would fire nothing for an hour. So a watchdog on the monotonic clock looks
whether the last pass is too long ago, and arms the jobs again. It runs none of them: the one who asks it, mostly the
main thread of a process, stays free to hear signals. For the same reason no thread here keeps a process alive.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job
from apscheduler.schedulers.blocking import BlockingScheduler

from duecourse.casework.accounts.sessions import KEEP_FORMS, tidy
from duecourse.casework.administration.departures import depart
from duecourse.casework.case_handovers.role_returns import return_roles
from duecourse.casework.commands.custody.waiting_files import let_go_of_old
from duecourse.casework.commands.evidence_upkeep import seal_earlier
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.commands.sweep import EVERY, SILENT, sweep
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.policies.proofs import take_up
from duecourse.casework.upkeep.troubles import look_after, note_jump
from duecourse.clock import SystemClock
from duecourse.logs.log import Log
from duecourse.metrics.tally import Tally
from duecourse.outbox import run_outbox
from engine.errors import Unavailable
from engine.record.snapshot import prepare

log = Log("duecourse.scheduler")
SWEEP_SECONDS = EVERY.total_seconds()
OUTBOX_SECONDS = 5
POLICIES_SECONDS = 60
TROUBLES_SECONDS = 60
JUMP_SECONDS = 60
"""By how many seconds the wall clock goes otherwise than the one that only grows, before that is called a jump."""

HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS
SLICE = 0.0005
"""Seconds for which a thread that computes keeps others from going on, a tenth of what is usual in Python.

A sweep lets go with each statement, and beside a page that computes it comes back only after as long: twenty statements
of one case then held the write lock for 160 ms instead of 60.
"""

PATIENCE = 2.0
"""Seconds for which a running job may finish when the process is to end; what it has not committed is undone."""


def make_room() -> None:
    """Have no thread of this process keep the others waiting for long.

    What was made so far stays for as long as the process, and is not looked through for rubbish: that took a tenth of a
    second, sometimes under the lock that people wait for.
    """
    sys.setswitchinterval(SLICE)
    prepare()
    gc.freeze()


def tidy_memory() -> None:
    """Look for rubbish now, among what was made since the last time, as Python does by itself in the midst of anything.

    Between two batches nobody waits for the lock: with 10,000 due cases, each hold above 200 ms was a search.
    """
    gc.collect(int(gc.get_count()[1] > gc.get_threshold()[1]))


class Threads(BaseExecutor):
    """Runs each job in a thread of its own, which never keeps the process alive."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[threading.Thread] = []

    def wait(self, seconds: float) -> None:
        """Wait for what is running, for so many seconds in all."""
        for thread in self.running:
            begun = SystemClock().monotonic()
            thread.join(max(seconds, 0))
            seconds -= SystemClock().monotonic() - begun

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        self.running = [thread for thread in self.running if thread.is_alive()]
        thread = threading.Thread(target=self._run, args=(job, run_times), name=f"duecourse-{job.id}", daemon=True)
        thread.start()
        self.running.append(thread)

    def _run(self, job: Job, run_times: list[datetime]) -> None:
        try:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
        except BaseException:
            self._run_job_error(job.id, *sys.exc_info()[1:])
        else:
            self._run_job_success(job.id, events)


@dataclass(kw_only=True)
class Runner:
    """The jobs of one process and their watchdog; `ended` is set once nothing wakes them any more."""

    services: Services
    scheduler: BlockingScheduler = field(default_factory=lambda: BlockingScheduler(timezone="UTC"))
    threads: Threads = field(default_factory=Threads)
    ended: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    last_pass: float = 0.0
    armed: float = 0.0
    retried: float | None = None
    tally: Tally = field(default_factory=Tally)
    seen: tuple[datetime, float] | None = None
    beside: threading.Thread | None = None
    told_beside: float | None = None

    def start(self) -> None:
        """Begin to wake the jobs; the first pass of each comes at once, so that an outage is caught up with."""
        self.last_pass = self.services.clock.monotonic()
        self.seen = (self.services.clock.now(), self.last_pass)
        self.scheduler.add_executor(self.threads)
        self.scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self.arm()
        self._set("housekeeping", self.housekeep, DAY_SECONDS)
        threading.Thread(target=self._wake, name="APScheduler", daemon=True).start()

    def arm(self) -> None:
        """Set the jobs, in place of any that stand; each comes at once, and from then on in its time.

        What is wrong is looked for a little later: much of it the first pass mends.
        """
        self.armed = self.services.clock.monotonic()
        self._set("sweep", self.sweep, SWEEP_SECONDS)
        self._set("outbox", self.outbox, OUTBOX_SECONDS)
        self._set("mail", self.mail, OUTBOX_SECONDS)
        self._set("reads", self.reads, OUTBOX_SECONDS)
        self._set("policies", self.policies, POLICIES_SECONDS)
        self._set("troubles", self.troubles, TROUBLES_SECONDS, after=SWEEP_SECONDS)

    def _set(self, name: str, job: Callable[[], None], seconds: float, after: float = 0.0) -> None:
        # by the machine's own clock, whatever clock the services go by: it is the one that APScheduler trusts
        self.scheduler.add_job(
            self.run,
            "interval",
            (name, job),
            seconds=seconds,
            id=name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=SystemClock().now() + timedelta(seconds=after),
        )

    def run(self, name: str, job: Callable[[], None]) -> None:
        """Run one pass of a job, guarded, and count it."""
        self.tally.passed(name, well=guarded(name, job))

    def _wake(self) -> None:
        try:
            self.scheduler.start()
        finally:
            self.ended.set()

    def stop(self) -> None:
        """Let running jobs finish for a moment, then leave them; what they have not committed is undone."""
        self.stopping.set()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        self.threads.wait(PATIENCE)

    def sweep(self) -> None:
        """One pass over what is due; the first one, and one an hour, tries what was set aside as well."""
        begun = self.services.clock.monotonic()
        retry = self.retried is None or begun - self.retried >= HOUR_SECONDS
        swept = sweep(self.services, self.services.clock.now(), retry=retry, rest=self.rest)
        depart(self.services, self.services.clock.now())
        return_roles(self.services, self.services.clock.now(), rest=self.rest)
        catch_up(self.services, self.services.clock.now(), rest=self.rest)
        self.retried = begun if retry else self.retried
        self.last_pass = self.services.clock.monotonic()
        self.tally.add("fired", swept.fired)
        if swept.fired:
            log.note("deadlines-fired", "Deadlines fired.", fired=swept.fired, alerts=swept.alerts)

    def rest(self, seconds: float) -> bool:
        """Let others write between two batches of a pass, which shows that it lives; says whether all is to stop."""
        self.last_pass = self.services.clock.monotonic()
        tidy_memory()
        return self.stopping.wait(seconds)

    def outbox(self) -> None:
        """One pass over what leaves."""
        run_outbox(self.services)

    def mail(self) -> None:
        """One pass over the mail: what may leave is handed to the relay."""
        self.tally.add("mail", send_mail(self.services))

    def reads(self) -> None:
        """One pass over who looked: from the spools into the access chain."""
        take_reads(self.services)

    def policies(self) -> None:
        """Look whether policy files were swapped; what passes its proof is in use from then on."""
        if take_up(self.services.library, self.services.letters):
            self.services.library.taken_up_at = self.services.clock.now()

    def troubles(self) -> None:
        """One look at what of the installation wants an administrator."""
        look_after(self.services)

    def housekeep(self) -> None:
        """At the start and once a day: forget what is too old to matter, seal what no event tells all of yet."""
        # one moment for both: no form is forgotten whose files were not let go of
        now = self.services.clock.now()
        let_go_of_old(self.services, now - KEEP_FORMS)
        tidy(self.services, now)
        seal_earlier(self.services)
        log.note("housekept", "Housekeeping done.")

    @property
    def silent_for(self) -> float:
        """Give the seconds since the sweep last got on, by the clock that only ever grows."""
        return self.services.clock.monotonic() - self.last_pass

    def watch(self) -> bool:
        """Arm the jobs again where no pass went well for three intervals, once an interval. Says whether it had to."""
        self._notice_jump()
        since_armed = self.services.clock.monotonic() - self.armed
        if self.silent_for > SILENT.total_seconds():
            self._tell_beside()
        if self.silent_for <= SILENT.total_seconds() or since_armed < SWEEP_SECONDS:
            return False
        log.warning("sweep-silent", "No sweep for three intervals; the jobs are armed again.")
        self.arm()
        return True

    def _notice_jump(self) -> None:
        """Note where the wall clock went otherwise since the last look than the one that only grows."""
        wall, steady = self.services.clock.now(), self.services.clock.monotonic()
        before, self.seen = self.seen, (wall, steady)
        if before is None:
            return
        jump = (wall - before[0]).total_seconds() - (steady - before[1])
        if abs(jump) >= JUMP_SECONDS:
            log.warning("clock-jumped", "The wall clock jumped.", seconds=round(jump))
            if jump < 0:
                self.arm()  # what wakes the jobs would wait until its clock is again where it was
            self._beside("jump", lambda: note_jump(self.services, jump))

    def _tell_beside(self) -> None:
        """Look for troubles once a minute where nothing wakes the jobs: an administrator must know of that too."""
        steady = self.services.clock.monotonic()
        busy = self.beside is not None and self.beside.is_alive()
        if busy or (self.told_beside is not None and steady - self.told_beside < TROUBLES_SECONDS):
            return
        self.told_beside = steady
        self.beside = self._beside("troubles", self.troubles)

    def _beside(self, name: str, job: Callable[[], None]) -> threading.Thread:
        """Run one pass in a thread of its own: the one who asks has to stay free to hear signals."""
        thread = threading.Thread(target=self.run, args=(name, job), name=f"duecourse-{name}-beside", daemon=True)
        thread.start()
        return thread


def guarded(name: str, job: Callable[[], None]) -> bool:
    """Run one pass of a job; whatever goes wrong in it is logged, and the next pass comes all the same.

    Says whether it went well.
    """
    try:
        job()
    except Unavailable as away:
        log.warning("pass-failed", "A pass failed, and the next one tries again.", job=name, why=away)
    except Exception:
        log.fault("pass-failed", "A pass failed, and the next one tries again.", job=name)
    else:
        return True
    return False


def _report(event: JobExecutionEvent) -> None:
    if event.code == EVENT_JOB_MISSED:
        log.warning("job-missed", "A job was missed.", job=event.job_id)
    else:
        log.fault("job-failed", "A job failed.", event.exception, job=event.job_id)
