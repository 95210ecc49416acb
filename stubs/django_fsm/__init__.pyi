from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., object])

FSMField: Any

def has_transition_perm(bound_method: Callable[..., object], user: object) -> bool: ...
def transition(
    field: object,
    source: str = ...,
    target: str = ...,
    conditions: Sequence[Callable[..., bool]] = ...,
    permission: Callable[..., bool] = ...,
) -> Callable[[Method], Method]: ...
