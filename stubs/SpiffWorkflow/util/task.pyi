class TaskState:
    READY: int
