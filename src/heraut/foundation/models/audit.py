"""Who did what, when: appended in the transaction that did it, chained afterwards."""

from django.conf import settings
from django.db import models

from heraut.kernel import clock


class AuditSeal(models.Model):
    """One link of the chain over a batch of committed entries.

    ``digest`` = SHA-256(previous digest, then each entry's canonical bytes in order of number).
    """

    number = models.BigAutoField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.IntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class AuditEntry(models.Model):
    """One act. Never changed, never deleted; ``number`` is its place in the order of writing."""

    number = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    verb = models.CharField(max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    unit_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    seal = models.ForeignKey(AuditSeal, null=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-number"]),
            models.Index(fields=["unit_id", "-number"]),
            models.Index(fields=["actor", "-number"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
