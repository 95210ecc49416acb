"""What `tests.provider` uses of a provider for tests, which ships no types."""

from contextlib import AbstractContextManager

class Server:
    server_port: int

def run_server_in_thread() -> AbstractContextManager[Server]: ...
