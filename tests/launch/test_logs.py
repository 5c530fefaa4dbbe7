"""Nothing in the log tells of a person, whatever they do and whatever breaks."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import reverse

from heraut.config import logs
from tests.meta import examples
from tests.meta.test_urls import NAMES, address

SECRET = "s3cret-Passw0rd-of-hers"
ADDRESS = "203.0.113.77"
ADDRESS_6 = "2001:db8:85a3::8a2e:370:7334"


@pytest.fixture
def lines():
    """What is written, as text, while the test runs."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Lines())
    watched = [logging.getLogger(name) for name in ("", "django", "heraut", "procrastinate")]
    levels = [each.level for each in watched]
    for each in watched:
        each.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)  # off outside DEBUG
    yield out
    logging.getLogger().removeHandler(handler)
    for each, level in zip(watched, levels, strict=True):
        each.setLevel(level)


@pytest.mark.django_db
def test_a_walk_over_every_address_leaves_no_personal_data_in_the_log(lines, settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})
    everything = examples.build()
    officer = everything.people["officer"]
    officer.name, officer.email = "Amina Odhiambo-Wekesa", "amina.odhiambo@mission.example"
    officer.set_password(SECRET)
    officer.save()
    client = Client(
        raise_request_exception=False,
        HTTP_X_FORWARDED_FOR=f"{ADDRESS}, {ADDRESS_6}",
        REMOTE_ADDR=ADDRESS,
        HTTP_USER_AGENT="Amina's telephone",
        HTTP_X_REQUEST_ID=officer.email,
    )
    login = {"login": officer.email, "password": SECRET}
    client.post(reverse("account_login"), {**login, "password": "wrong-" + SECRET})
    assert client.post(reverse("account_login"), login).status_code == 302
    said = {"q": "Odhiambo", "text": "A text of hers", "email": officer.email, "next": "/x"}
    for name in NAMES:
        client.get(address(everything, name), said)
        client.post(address(everything, name), said)
    client.get("/account/password/reset/key/3k-cq2b1x-0123456789abcdef0123456789abcdef/")
    client.get(f"/nowhere/{officer.email}/?token={SECRET}")
    text = lines.getvalue()
    assert text.count("\n") > 2 * len(NAMES)
    session = client.cookies["sessionid"].value if "sessionid" in client.cookies else "none here"
    slips = ["Odhiambo", "amina", "mission.example", SECRET, ADDRESS, "2001:db8", "telephone"]
    for slip in [*slips, "A text of hers", "cq2b1x", "0123456789abcdef", session]:
        assert slip.lower() not in text.lower(), slip


@pytest.mark.django_db
def test_a_request_is_one_line_that_names_its_view(lines, client):
    answer = client.get(reverse("official"), {"q": "amina@mission.example"})
    line = json.loads(lines.getvalue().splitlines()[-1])
    assert (line["view"], line["method"], line["status"]) == ("official", "GET", 200)
    assert line["ms"] > 0
    assert line["request_id"] == answer.headers["X-Request-ID"]
    given = "0123456789abcdef0123456789abcdef"
    assert client.get("/official/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.django_db
def test_probes_that_succeed_leave_no_line(lines, client):
    client.get(reverse("health_live"))
    assert "health_live" not in lines.getvalue()


class Grumble(Exception):
    pass


def _fail_with(person: str) -> None:
    kept = f"local {person}"
    try:
        raise KeyError(kept)
    except KeyError as error:
        raise Grumble(f"Key (email)=({person}) already exists") from error


def test_a_fault_is_told_by_its_classes_and_places_alone(lines):
    try:
        _fail_with("amina@mission.example")
    except Grumble:
        got_request_exception.send(sender=None, request=None)
        logging.getLogger("heraut.outbound.engine").exception("connector %s failed", "bluesky")
    for line in map(json.loads, lines.getvalue().splitlines()):
        assert line["fault"] == "Grumble ← KeyError"
        assert any("_fail_with" in place for place in line["places"])
    assert "amina" not in lines.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail to jan.peeters@diplobel.example failed", "mail to [e-mail] failed"),
        ("from 192.0.2.7 and 2001:db8::1:2:3", "from [address] and [address]"),
        ("GET /official/?q=jan&lang=nl", "GET /official/?[query]"),
        ("connection to postgresql://heraut:hunter2@db/heraut", "[secret]@db/heraut"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer […]"),
        ("key eyJhbGciOiJIUzI1NiJ9abcdefghijk_x", "key [token]"),
        ("password=hunter2, key: x", "password=[…], key: […]"),
        ("at 10:15:42 the key is missing", "at 10:15:42 the key is missing"),
        (
            "lost the lease on channel 01932c4e-8a6b-7c3d-9e0f-1a2b3c4d5e6f",
            "lost the lease on channel 01932c4e-8a6b-7c3d-9e0f-1a2b3c4d5e6f",
        ),
    ],
)
def test_what_slips_through_is_taken_out_at_the_end(said, kept):
    assert kept in logs.redacted(said)
    assert "hunter2" not in logs.redacted(said)


def test_the_plain_form_is_as_silent(caplog):
    record = logging.LogRecord("x", 20, "f", 1, "to %s", ("jan@ministry.example",), None)
    assert "jan@" not in logs.Plain().format(record)
