"""A backup that was made, or that this database was restored from."""

from django.db import models

from heraut.foundation.models.row import Row


class Backup(Row):
    """``made_at`` is the moment that it holds; ``name`` its folder's; ``size`` in bytes."""

    made_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    restored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
