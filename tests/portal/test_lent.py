"""Media that a platform fetches by itself: at an address nobody can guess, for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from heraut.foundation import media
from heraut.kernel import clock

DATA = b"\xff\xd8\xff a picture"


@pytest.fixture
def lent(db):
    import hashlib

    sha256 = hashlib.sha256(DATA).hexdigest()
    media.store(media.name_of(sha256, "image/jpeg"), DATA)
    return sha256, media.lend(sha256)


def path(url):
    return "/" + url.split("/", 3)[3]


def test_whoever_was_lent_the_address_gets_the_bytes(client, lent):
    _, url = lent
    answer = client.get(path(url))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content) == DATA
    assert url.endswith(".jpg")
    assert "no-store" in answer["Cache-Control"]


def test_after_an_hour_nobody_does(client, lent):
    _, url = lent
    with time_machine.travel(clock.now() + timedelta(seconds=media.LENT_FOR + 5), tick=False):
        assert client.get(path(url)).status_code == 404


def test_the_hash_alone_or_another_files_address_opens_nothing(client, lent):
    sha256, url = lent
    token = path(url).split("/")[3]
    other = "ab" * 32
    media.store(media.name_of(other, "image/jpeg"), b"under embargo")
    for guess in (
        f"/official/lent/{token}/{other}.jpg",
        f"/official/lent/{token}x/{sha256}.jpg",
        f"/official/lent/x/{sha256}.jpg",
        f"/official/lent/{token}/{sha256}.mp4",
        f"/official/lent/{token}/{sha256}",
    ):
        assert client.get(guess).status_code == 404


def test_what_a_killed_process_left_half_written_is_written_again(db):
    name = media.name_of("cd" * 32, "image/jpeg")
    media.store(name, b"ha")
    media.store(name, b"half and half")
    assert media.read("cd" * 32) == b"half and half"
