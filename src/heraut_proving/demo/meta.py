"""A Page of Facebook and an Instagram account of the mission in Nairobi, at the simulated platforms.

Done through the product's own actions: the Page was listed and is connected now, the account is
added; both are certified, and one text with a picture goes out on them. The Page and the account that
is linked to it have one sign-in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageDraw

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.network.actions.add_channel import add_channel
from heraut.network.actions.certify_channel import certify_channel
from heraut.network.actions.change_channel import change_channel
from heraut.network.actions.connect_channel import connect_channel
from heraut.network.connecting import ask
from heraut.network.models import Channel
from heraut.newsroom import drafts
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.drafts import Draft
from heraut.newsroom.models import Item
from heraut.people.models import Unit, User
from heraut_proving.sandbox import Sandbox

_TOKEN = "demo-nairobi-page"
_NAME = "Belgium in Nairobi"
_PAGE, _ACCOUNT = "EmbassyBelgiumNairobi", "belgium.in.nairobi"
_TEXT = """Black, yellow and red: the colours of Belgium come from the arms of Brabant.

On 15 November we keep the King’s Feast. Which Belgian word do you know? #Belgium #Nairobi"""
_ALT = "Three upright bands of the same width: black, yellow and red."


def load(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """Nothing where there are no simulated platforms."""
    if not settings.HERAUT.sandbox_origin:
        return
    sandbox = Sandbox(settings.HERAUT.sandbox_origin)
    mission, by = Unit.objects.get(slug="nairobi"), people["admin@demo.example"]
    page = Channel.objects.get(holder=mission, platform="facebook", handle=_PAGE)
    account = add_channel("instagram", _ACCOUNT, mission, by=by, name=_NAME)
    for channel in (page, account):
        _connect(sandbox, channel, by)
    _say(mission, items["federation"], {page.pk, account.pk}, people)


def _connect(sandbox: Sandbox, channel: Channel, by: User) -> None:
    sandbox.account(channel.platform, channel.handle, _TOKEN, _NAME)
    secrets = {"token": _TOKEN}
    identity, limits = ask(channel, sandbox.origin, channel.handle, secrets)
    connect_channel(
        channel.pk, by=by, origin=sandbox.origin, secrets=secrets, identity=identity, limits=limits
    )
    change_channel(channel.pk, {"languages": ["en"]}, by=by)
    certify_channel(channel.pk, by=by)


def _say(mission: Unit, item: Item, on: set[UUID], people: Mapping[str, User]) -> None:
    officer, head = people["nairobi@demo.example"], people["head@demo.example"]
    drawn = _drawn()
    picture = add_picture(io.BytesIO(drawn), len(drawn), by=officer, unit=mission, credit="Heraut")
    draft = start_adaptation(mission, by=officer, item_id=item.pk)
    texts = tuple(
        replace(
            each,
            included=each.channel_id in on,
            text=_TEXT if each.channel_id in on else each.text,
            language="en" if each.channel_id in on else each.language,
            pictures=frozenset({picture.pk}) if each.channel_id in on else frozenset(),
            link="" if each.channel_id in on else each.link,
            own=each.channel_id in on,
        )
        for each in drafts.of(draft).texts
    )
    made = Draft(texts, {(picture.pk, "en"): _ALT})
    saved = save_adaptation(draft.pk, by=officer, revision=draft.revision, draft=made)
    clearance: Any = submit(
        saved.pk, by=officer, revision=saved.revision, at=None, time_zone="Africa/Nairobi"
    ).clearance
    assert clearance is not None
    clear(clearance.pk, by=head, seen=clearance.digest)


def _drawn() -> bytes:
    image = Image.new("RGB", (1080, 1080), "#000000")
    pen = ImageDraw.Draw(image)
    pen.rectangle((360, 0, 720, 1080), fill="#fdda24")
    pen.rectangle((720, 0, 1080, 1080), fill="#ef3340")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
