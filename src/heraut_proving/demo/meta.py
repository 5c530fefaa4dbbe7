"""A Page of Facebook and an Instagram account of the mission in Nairobi, at the simulated platforms.

A person connects them through the product's own actions: added, asked who they are, connected. The
Page and the account that is linked to it have one sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from heraut.kernel import clock
from heraut.network.actions.add_channel import add_channel
from heraut.network.actions.connect_channel import connect_channel
from heraut.network.connecting import ask
from heraut.network.models import Channel
from heraut.people.models import Unit, User
from heraut_proving.sandbox import Sandbox

_TOKEN = "demo-nairobi-page"
#: platform, handle, name
CHANNELS = (
    ("facebook", "belgium.in.nairobi", "Belgium in Nairobi"),
    ("instagram", "belgium.in.nairobi", "Belgium in Nairobi"),
)


def connect(sandbox: Sandbox, people: Mapping[str, User]) -> list[Channel]:
    """Both, ready to publish."""
    by = people["admin@demo.example"]
    holder = Unit.objects.get(slug="nairobi")
    return [_connected(sandbox, holder, by, *each) for each in CHANNELS]


def _connected(
    sandbox: Sandbox, holder: Unit, by: User, platform: str, handle: str, name: str
) -> Channel:
    sandbox.account(platform, handle, _TOKEN, name)
    channel = add_channel(platform, handle, holder, by=by, name=name)
    secrets = {"token": _TOKEN}
    identity, limits = ask(channel, sandbox.origin, handle, secrets)
    made = connect_channel(
        channel.pk,
        by=by,
        origin=sandbox.origin,
        secrets=secrets,
        identity=identity,
        limits=limits,
    )
    # Certified as the other channels of the demonstration are.
    now = clock.now()
    made.languages, made.certified_at = ["en"], now
    made.certified_until = (now + timedelta(days=170)).date()
    made.save(update_fields=["languages", "certified_at", "certified_until"])
    return made
