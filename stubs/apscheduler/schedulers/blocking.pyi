from collections.abc import Callable
from datetime import datetime

from apscheduler.events import JobExecutionEvent
from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job

class BlockingScheduler:
    def __init__(self, *, timezone: str) -> None: ...
    @property
    def running(self) -> bool: ...
    def add_executor(self, executor: BaseExecutor) -> None: ...
    def add_listener(self, callback: Callable[[JobExecutionEvent], None], mask: int) -> None: ...
    def add_job(
        self,
        func: Callable[..., None],
        trigger: str,
        args: tuple[object, ...],
        *,
        id: str,
        seconds: float,
        replace_existing: bool,
        coalesce: bool,
        max_instances: int,
        misfire_grace_time: int | None,
        next_run_time: datetime,
    ) -> Job: ...
    def get_jobs(self) -> list[Job]: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = True) -> None: ...
