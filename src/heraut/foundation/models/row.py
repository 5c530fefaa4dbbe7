"""What every row of the domain has."""

from django.db import models

from heraut.kernel import clock
from heraut.kernel.ids import uuid7


class Row(models.Model):
    """A row with an id that sorts by creation, and its moment of creation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
