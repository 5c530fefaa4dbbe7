"""Films and captions on the platforms that carry them, against the simulated and the real ones."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from heraut.connectors.bluesky import Bluesky
from heraut.connectors.contract import Account, Done, Outgoing, Picture, Video
from heraut.connectors.mastodon import Mastodon
from heraut.kernel.http import Outbound
from heraut.newsroom import captions
from tests.connectors.test_servers import PICTURE, PNG, _numbers, bluesky, mastodon  # noqa: F401

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
#: What a server looks at first is the mark of the container.
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 400
VTT = captions.write([captions.Cue(0, 2000, "Goedemorgen")])


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


FILM = Video(
    _sha(MP4), "video/mp4", 640, 360, 12.5, len(MP4), "Waves at Ostend.", _sha(VTT), "nl", len(VTT)
)


class Stored:
    async def read(self, sha256: str) -> bytes:
        return {_sha(MP4): MP4, _sha(VTT): VTT, PICTURE.sha256: PNG}[sha256]

    async def lend(self, sha256: str) -> str:
        raise FileNotFoundError(sha256)


def _publish(connector: Any, account: Account, outgoing: Outgoing) -> Any:
    async def run() -> Any:
        async with Outbound(private_origins=frozenset({account.origin}), timeout=10) as http:
            prepared = connector.prepare(outgoing, account, at=AT, nonce=bytes(16))
            made = await connector.publish(prepared, account, Stored(), http)
            return made, await connector.read_back(prepared, account, http)

    return asyncio.run(run())


def test_a_film_with_captions_is_published_on_bluesky_and_read_back(bluesky):  # noqa: F811
    connector, account = bluesky
    outgoing = Outgoing("Waves.", "nl", video=FILM)
    assert connector.objections(outgoing, connector.declaration.limits) == []
    made, read = _publish(connector, account, outgoing)
    assert isinstance(made, Done), made
    assert read == made


def test_blueskys_record_names_the_film_its_words_and_its_captions():
    account = Account("c", "did:plc:x", "be.test", "https://pds.test", {"password": "x"})
    prepared = Bluesky().prepare(
        Outgoing("Waves.", "nl", video=FILM), account, at=AT, nonce=bytes(16)
    )
    assert '"alt":"Waves at Ostend."' in prepared.body
    assert '"captions":[{"lang":"nl"' in prepared.body
    assert f'"size":{len(VTT)}' in prepared.body


def test_captions_larger_than_bluesky_takes_are_refused_before():
    connector = Bluesky()
    film = replace(FILM, captions_size=20_001)
    found = connector.objections(Outgoing("x", "nl", video=film), connector.declaration.limits)
    assert [each.code for each in found] == ["captions.too_large"]


def test_a_film_that_is_not_ready_goes_nowhere():
    for connector in (Bluesky(), Mastodon()):
        film = Video("", "video/mp4", 0, 0, 0, 0, "")
        found = connector.objections(Outgoing("x", "nl", video=film), connector.declaration.limits)
        assert [each.code for each in found] == ["video.not_ready"]


def test_a_film_is_published_on_mastodon_once_it_was_processed(mastodon, sandbox):  # noqa: F811
    connector, account = mastodon
    film = replace(FILM, captions="", captions_language="", captions_size=0)
    made, read = _publish(connector, account, Outgoing("Waves.", "nl", video=film))
    assert isinstance(made, Done), made
    assert read == made


def test_mastodon_says_how_large_a_film_may_be(mastodon):  # noqa: F811
    connector, account = mastodon

    async def run() -> Any:
        async with Outbound(private_origins=frozenset({account.origin}), timeout=5) as http:
            return await connector.read_limits(account, http)

    limits = asyncio.run(run())
    assert limits.max_video_bytes == 103_809_024
    assert "video/mp4" in limits.video_types


def test_pictures_beside_a_film_are_refused_before():
    both = Outgoing("x", "nl", pictures=(PICTURE,), video=FILM)
    assert isinstance(both.pictures[0], Picture)
    for connector in (Bluesky(), Mastodon()):
        codes = [each.code for each in connector.objections(both, connector.declaration.limits)]
        assert "media.mixed" in codes
