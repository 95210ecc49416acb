from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

class DBOS:
    def __init__(self, *, config: Mapping[str, object]) -> None: ...
    @classmethod
    def step(cls) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
    @classmethod
    def workflow(cls) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
    @classmethod
    def launch(cls) -> None: ...
