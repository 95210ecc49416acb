class Job:
    id: str
    _jobstore_alias: str
