"""What migrations of the rooms have in common."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import AddConstraint, AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class CreateTogether(Operation):
    """New tables that refer to each other, made as they are after the last of `operations`.

    Django draws up every model anew after each operation that touches one of them, which for
    sixty tables costs seconds. Here all are drawn up once. `operations` are those that Django
    wrote: `CreateModel`, and what adds a field, an index or a constraint to one of these models;
    ValueError for anything else, which would change nothing.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        made = {each.name_lower for each in self._made()}
        for each in self.operations:
            if isinstance(each, (AddField, AddConstraint, AddIndex)):
                is_part = each.model_name_lower in made
            else:
                is_part = isinstance(each, CreateModel)
            if not is_part:
                raise ValueError(f"not a part of tables that are new: {each.describe()}")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__qualname__, [self.operations], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # drawn up, and whole, when somebody next asks
        state.is_delayed = False
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create {', '.join(made.name for made in self._made())}"

    def _made(self) -> list[CreateModel]:
        return [each for each in self.operations if isinstance(each, CreateModel)]

    def _models(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> list[Any]:
        models = [state.apps.get_model(app_label, made.name) for made in self._made()]
        using = schema_editor.connection.alias
        return [model for model in models if self.allow_migrate_model(using, model)]
