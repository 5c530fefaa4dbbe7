"""A column whose content only this installation can read.

Every value has its own data key, wrapped by the master key that lives outside the database.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from heraut.foundation import keys
from heraut.kernel.envelope import Unreadable

if TYPE_CHECKING:
    _Binary = models.BinaryField[Any, Any]
else:
    _Binary = models.BinaryField


class SealedField(_Binary):
    """Holds any JSON value, sealed. Never used in a filter; never shown in repr."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(keys.unseal(bytes(value)))

    def to_python(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        sealed = keys.seal(json.dumps(value, separators=(",", ":")).encode())
        return super().get_db_prep_value(sealed, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return ""


def unreadable() -> list[str]:
    """The sealed columns whose newest value the master keys at hand do not open."""
    found = []
    for model in apps.get_models():
        for column in model._meta.fields:
            if not isinstance(column, SealedField):
                continue
            newest = model._base_manager.exclude(**{column.name: None}).order_by("-pk")
            try:
                newest.values_list(column.name, flat=True).first()
            except Unreadable:
                found.append(f"{model._meta.label_lower}.{column.name}")
    return found
