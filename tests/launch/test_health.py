"""Readiness says why not; metrics count what the rows say, for a machine with the token alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families as parsed
from pydantic import SecretStr

from heraut.config import readiness
from heraut.foundation import audit, keys, measuring, restoring
from heraut.foundation.actions.record_backup import record_backup
from heraut.kernel import clock
from heraut.kernel.ids import uuid7
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.models import Attempt, HoldScope, Parcel
from tests import builders

ROOT = Path(__file__).parents[2]
TOKEN = "for-the-test-" + "t" * 20


def codes(client) -> tuple[int, list[str], list[str]]:
    answer = client.get(reverse("health_ready"))
    said = answer.json()
    names = [[each["code"] for each in said[part]] for part in ("reasons", "warnings")]
    return answer.status_code, names[0], names[1]


def note_worker(seconds_ago: float = 1) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def note_backup(hours_ago: float = 1) -> None:
    at = clock.now() - timedelta(hours=hours_ago)
    record_backup(uuid7(), made_at=at, name="heraut-x", rows=1, size=1)


# -- readiness -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_house_in_order_is_ready_without_a_warning(client):
    note_worker()
    note_backup()
    assert codes(client) == (200, [], [])


@pytest.mark.django_db
def test_a_worker_or_a_backup_that_is_missing_is_a_warning_that_stops_nobody(client):
    note_worker(seconds_ago=300)
    note_backup(hours_ago=30)
    assert codes(client) == (200, [], ["worker", "backup"])


@pytest.mark.django_db
def test_pending_migrations_are_a_reason(client, monkeypatch):
    monkeypatch.setattr(
        "heraut.config.readiness.MigrationExecutor.migration_plan", lambda *_: [object()] * 3
    )
    assert codes(client)[:2] == (503, ["migrations"])


@pytest.mark.django_db
def test_an_unfinished_restore_is_a_reason(client):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA heraut_restore")
        cursor.execute("CREATE TABLE heraut_restore.unfinished (since timestamptz)")
    assert restoring.unfinished()
    assert codes(client)[:2] == (503, ["restore"])


@pytest.mark.django_db
def test_a_media_folder_that_cannot_be_written_is_a_reason(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert codes(client)[:2] == (503, ["storage"])


@pytest.mark.django_db
def test_missing_master_keys_are_a_reason(client, monkeypatch):
    def gone():
        raise ImproperlyConfigured("no file")

    monkeypatch.setattr(keys, "master_keys", gone)
    assert codes(client)[:2] == (503, ["keys"])


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_a_reason_and_hides_no_other(client, monkeypatch):
    def down():
        raise OperationalError("connection to 10.0.0.7 refused, password hunter2")

    monkeypatch.setattr(readiness, "_OF_THE_DATABASE", (down,))
    answer = client.get(reverse("health_ready"))
    assert [each["code"] for each in answer.json()["reasons"]] == ["database"]
    assert "hunter2" not in answer.content.decode()


# -- metrics -------------------------------------------------------------------------------------


@pytest.fixture
def measured(client, settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"metrics_token": SecretStr(TOKEN)})

    def ask() -> dict[tuple[str, ...], float]:
        answer = client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in parsed(answer.content.decode())
            for sample in family.samples
        }

    return ask


@pytest.mark.django_db
def test_metrics_do_not_exist_for_who_has_no_token(client, settings):
    url = reverse("metrics")
    for given in ("", "Bearer ", "Bearer wrong"):
        assert client.get(url, headers={"Authorization": given}).status_code == 404
    settings.HERAUT = settings.HERAUT.model_copy(update={"metrics_token": SecretStr("short")})
    assert client.get(url, headers={"Authorization": "Bearer short"}).status_code == 404


@pytest.mark.django_db
def test_metrics_say_what_the_rows_say(measured, mission, officer, duty_officer):
    channel = builders.channel(mission.unit)
    late = clock.now() - timedelta(minutes=10)

    def parcel(**fields):
        content = {"text": "A text of hers", "language": "en"}
        made = hand_over(channel, content, unit=mission.unit, due_at=late, by=officer)
        Parcel.objects.filter(pk=made.pk).update(**fields)
        return made

    parcel()
    parcel(state="unknown")
    done = parcel(state="done")
    now = clock.now()
    Attempt.objects.create(
        parcel=done, outcome="done", started_at=now - timedelta(seconds=2), ended_at=now
    )
    Attempt.objects.create(
        parcel=done, outcome="retry", started_at=now - timedelta(hours=2), ended_at=now
    )
    found = measured()
    assert found["heraut_database_up",] == 1
    assert found["heraut_parcels", "waiting"] == found["heraut_parcels", "unknown"] == 1
    assert found["heraut_parcels_due",] == 1
    assert found["heraut_parcels_due_seconds",] == pytest.approx(600, abs=30)
    assert found["heraut_attempts_recent", "bluesky", "done"] == 1
    assert found["heraut_attempt_seconds_recent", "bluesky", "done"] == pytest.approx(2)
    assert ("heraut_attempts_recent", "bluesky", "retry") not in found, "long ago"
    assert found["heraut_channels", "bluesky", "good"] == 1
    assert found["heraut_problem", "worker"] == found["heraut_problem", "backup"] == 1
    assert found["heraut_audit_unsealed_seconds",] > 0

    place_hold(HoldScope.NETWORK, by=duty_officer, reason="Test")
    audit.seal()
    note_worker()
    note_backup()
    found = measured()
    assert found["heraut_parcels_held",] == found["heraut_holds",] == found["heraut_workers",] == 1
    assert found["heraut_parcels_due",] == found["heraut_parcels_due_seconds",] == 0
    assert found["heraut_backup_timestamp_seconds",] > 0
    assert ("heraut_problem", "worker") not in found


@pytest.mark.django_db
def test_metrics_name_nobody_and_ask_no_more_when_there_is_more(
    measured, mission, officer, django_assert_max_num_queries
):
    for _ in range(20):
        channel = builders.channel(mission.unit)
        content = {"text": "A text of hers", "language": "en"}
        hand_over(channel, content, unit=mission.unit, due_at=clock.now(), by=officer)
    with django_assert_max_num_queries(24):
        found = measured()
    said = " ".join(map(str, found))
    for word in (officer.email, officer.name, "A text of hers", channel.handle, mission.key):
        assert word not in said


@pytest.mark.django_db
def test_metrics_are_answered_while_the_database_is_not(measured, monkeypatch):
    def down():
        raise OperationalError("down")

    monkeypatch.setitem(measuring.GAUGES._held, "outbound", down)
    assert measured()["heraut_database_up",] == 0


# -- the example alerts ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_example_alerts_speak_of_metrics_that_exist(client, measured):
    measured()
    answer = client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"})
    names = re.findall(r"^# TYPE (\w+) ", answer.content.decode(), re.MULTILINE)
    known = {*names, *(f"{name}_bucket" for name in names), "up"}
    rules = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len(alerts) >= 8
    for rule in alerts:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["annotations"]["summary"] and rule["annotations"]["do"]
        used = set(re.findall(r"\b(?:heraut_\w+|up)\b", rule["expr"]))
        assert used and used <= known, (rule["alert"], used - known)
