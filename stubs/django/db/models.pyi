from typing import Any, ClassVar

class Model:
    pk: int
    objects: ClassVar[Any]

    def save(self, *, update_fields: list[str] | None = None) -> None: ...

CASCADE: object

CharField: Any
DateTimeField: Any
ForeignKey: Any
IntegerField: Any
TextField: Any
