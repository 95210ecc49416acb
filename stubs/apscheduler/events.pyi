EVENT_JOB_ERROR: int
EVENT_JOB_MISSED: int

class JobExecutionEvent:
    code: int
    job_id: str
    exception: BaseException | None
