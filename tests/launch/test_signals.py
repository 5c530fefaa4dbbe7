"""SIGTERM: what is under way is finished, nothing is left open, and it does not take long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing

import psycopg
import pytest

from heraut_proving.house import QUICK, House

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drill"), pytest.mark.timeout(240)]


def started_house() -> None:
    """In a process of its own: a house turns its whole process to its own database."""
    with House(environment={**QUICK, "HERAUT_CALL_TIMEOUT": "8", "HERAUT_LEASE": "20"}) as house:
        worker_finishes_its_call(house)
        web_finishes_its_answers(house)


def worker_finishes_its_call(house: House) -> None:
    from heraut.kernel import clock
    from heraut.outbound.actions.hand_over import hand_over
    from heraut.outbound.models import Attempt, Parcel
    from heraut.people.models import Role
    from heraut_proving import builders

    mission = builders.mission("drill")
    account = house.sandbox.account("bluesky", "drill.test", "secret")
    channel = builders.channel(
        mission.unit,
        handle="drill.test",
        platform_id=account,
        origin=house.sandbox.origin,
        credentials={"password": "secret"},
    )
    house.sandbox.fault("slow", count=1, match={"call": "publish"})
    worker = house.start_worker("worker")
    content = {"text": "Answered slowly.", "language": "en"}
    officer = builders.person(Role.MISSION_OFFICER, mission.unit)
    hand_over(channel, content, unit=mission.unit, due_at=clock.now(), by=officer)
    until(lambda: Attempt.objects.filter(kind="call", outcome="").exists())
    seconds = ended(worker)
    assert seconds < 25, seconds
    assert list(Parcel.objects.values_list("state", flat=True)) == ["done"]
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["done"], "nothing open"


def web_finishes_its_answers(house: House) -> None:
    web = house.start(
        *("web", "-m", "heraut.config.launch", "web", "--port", str(house.port), "--workers", "2")
    )
    house.wait_for_web()
    answers = []

    def ask() -> None:
        with urllib.request.urlopen(f"{house.origin}/health/ready", timeout=30) as answer:
            answers.append(answer.status)

    asking = threading.Thread(target=ask)
    with closing(psycopg.connect(os.environ["HERAUT_DATABASE_URL"])) as other:
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        asking.start()
        time.sleep(1)
        begun = time.monotonic()
        web.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert refuses(f"{house.origin}/health/live"), "nobody new is let in"
    assert web.wait(30) == 0
    assert time.monotonic() - begun < 25
    asking.join(30)
    assert answers == [200], "who was inside was answered"


def refuses(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=3)
    except urllib.error.URLError:
        return True
    return False


def ended(process) -> float:
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    return time.monotonic() - begun


def until(true, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_worker_and_web_finish_what_is_under_way():

    done = subprocess.run(
        [sys.executable, "-c", "from tests.launch.test_signals import started_house as go; go()"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**outside(), "PYTHONPATH": "src:."},
    )
    assert done.returncode == 0, done.stderr[-3000:]


def outside() -> dict[str, str]:
    """The environment without this test run's own house."""
    names = ("HERAUT_", "DJANGO_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(names)}
