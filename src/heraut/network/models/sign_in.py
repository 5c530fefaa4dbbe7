"""Signing channels in: the ministry's registrations, sign-ins under way, sign-ins to be ended."""

from __future__ import annotations

from django.db import models

from heraut.connectors.contract import App
from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.network.models.channel import Channel
from heraut.people.models import User


class PlatformApp(Row):
    """The ministry's registration at a platform, or at one server of it.

    ``origin``: the server's, empty where the platform has but one. ``registered_by`` is empty where
    Heraut registered itself, as servers of some platforms allow.
    """

    platform = models.CharField(max_length=30)
    origin = models.CharField(max_length=200, blank=True)
    client_id = models.CharField(max_length=300)
    client_secret = SealedField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["platform", "origin"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "origin"], name="platform_app_once")
        ]

    def as_app(self) -> App:
        return App(self.client_id, self.client_secret or "", self.origin)


class SignInAttempt(Row):
    """One walk to a platform's own page and back; of one person, session and channel, once.

    ``state_sha256``: of the word that comes back with the person; the word itself is kept nowhere.
    ``sealed``: on the way out ``{"verifier": …}``; once several accounts came back,
    ``{"candidates": […]}`` until one is chosen. Rows are deleted a day after they ended.
    """

    state_sha256 = models.CharField(max_length=64, unique=True)
    session_sha256 = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=200, blank=True)
    sealed = SealedField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]


class Revocation(Row):
    """A sign-in that was taken off its channel and is to be ended at the platform.

    ``sealed``: its secrets, until that is done or given up; ``code``: why it could not be.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="revocations")
    platform = models.CharField(max_length=30)
    origin = models.CharField(max_length=200, blank=True)
    sealed = SealedField()
    next_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(done_at=None), name="revocation_open"
            )
        ]
