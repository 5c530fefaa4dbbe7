"""What signing channels in brings to the walks."""

from __future__ import annotations

from datetime import timedelta

from heraut.kernel import clock
from heraut.network import sign_ins
from heraut.network.actions.freeze_channel import freeze_channel
from heraut.network.models import Channel, PlatformApp, SignInAttempt
from heraut.people.models import Role
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows

shows("head", "channel_freeze", "sign_ins", "today")
shows("admin", "platform_apps", "sign_ins", "channel")


def _app(origin: str) -> PlatformApp:
    return PlatformApp.objects.create(
        platform="mastodon",
        origin=origin,
        client_id="id",
        client_secret="secret",
        registered_at=clock.now(),
    )


def _troubled(everything: Examples) -> None:
    """One whose tokens end, one of a person who left, one that is frozen."""
    unit, officer = everything.mission.unit, everything.people["officer"]
    builders.channel(unit, "mastodon", tokens_expire_at=clock.now() + timedelta(days=2))
    leaver = builders.person(Role.MISSION_OFFICER, unit, is_active=False)
    builders.channel(unit, "mastodon", custodian=leaver, signed_in_by=leaver)
    frozen = builders.channel(unit, "mastodon")
    freeze_channel(frozen.pk, "It sells coins.", by=officer)


@brings
def _rows(everything: Examples) -> None:
    app = _app("https://mastodon.example")
    channel = Channel.objects.filter(holder=everything.mission.unit, platform="mastodon").first()
    assert channel is not None
    sign_ins.fresh(channel.pk, everything.people["head"], "session", app.origin)
    attempt = SignInAttempt.objects.get()
    _troubled(everything)
    of = {"channel_id": everything.kwargs["channel"]["channel_id"]}
    everything.kwargs.update(
        {
            "sign_in_choose": {"attempt_id": attempt.pk},
            "platform_app_register": {"platform": "mastodon"},
            "platform_app_forget": {"app_id": app.pk},
            **dict.fromkeys(
                (
                    "channel_sign_off",
                    "channel_freeze",
                    "channel_unfreeze",
                    "channel_evidence",
                ),
                of,
            ),
        }
    )


@multiplies
def _more_sign_ins(everything: Examples, mark: str) -> None:
    _app(f"https://{mark}.example")
    _troubled(everything)
