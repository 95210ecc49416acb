from datetime import datetime
from logging import Logger
from types import TracebackType

from apscheduler.events import JobExecutionEvent
from apscheduler.job import Job

class BaseExecutor:
    _logger: Logger
    def __init__(self) -> None: ...
    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None: ...
    def _run_job_success(self, job_id: str, events: list[JobExecutionEvent]) -> None: ...
    def _run_job_error(
        self, job_id: str, exc: BaseException | None, traceback: TracebackType | None = None
    ) -> None: ...

def run_job(job: Job, jobstore_alias: str, run_times: list[datetime], logger_name: str) -> list[JobExecutionEvent]: ...
