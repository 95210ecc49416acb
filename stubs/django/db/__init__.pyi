from contextlib import AbstractContextManager

from django.db import models as models
from django.db import transaction as transaction

class Editor:
    def create_model(self, model: type[models.Model]) -> None: ...

class Connection:
    def schema_editor(self) -> AbstractContextManager[Editor]: ...

connection: Connection
