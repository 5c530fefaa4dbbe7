"""Reading a calendar from outside, in a process of its own.

What arrives may be hostile: an endless rule, a million entries, dates that break a library. The
process has a limit of time and of memory; whatever happens in it, the caller goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

#: A calendar larger than this is none that people keep.
MAX_BYTES = 2 * 1024 * 1024
_SOURCE = Path(__file__).parents[3]
_SECONDS = 10
_MEMORY = 512 * 1024 * 1024
_MOST = 2000
_BEFORE, _AFTER = timedelta(days=62), timedelta(days=400)
#: Rules that fill a day; of such an entry the first time alone is shown.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


class Unreadable(Exception):
    """No calendar came out of it."""


@dataclass(frozen=True, slots=True)
class Read:
    """``events``: dictionaries of text, dates and moments in ISO 8601, empty where there is none;
    ``left_out``: entries that could not be read."""

    events: list[dict[str, str]] = field(default_factory=list)
    left_out: int = 0


def read(data: bytes, now: datetime) -> Read:
    """What lies from two months before ``now`` to thirteen after. Raises ``Unreadable``."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too large")
    try:
        # The module's own interpreter, and nothing of the caller's in its arguments.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", __name__, now.astimezone(UTC).isoformat()],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            # Nothing of the caller's environment: no secret lies where hostile bytes are read.
            env={"PYTHONPATH": str(_SOURCE)},
        )
        value = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise Unreadable(type(error).__name__) from None
    return Read(value["events"], value["left_out"])


# -- inside the process of its own ---------------------------------------------------------------


def parse(data: bytes, now: datetime) -> Read:
    """As ``read``, in this process and without its limits. Raises ``ValueError``."""
    import icalendar
    import recurring_ical_events as recurring

    calendars = icalendar.Calendar.from_ical(data, multiple=True)
    if not calendars:
        raise ValueError("no calendar")
    found: list[dict[str, str]] = []
    left_out = 0
    since, until = now - _BEFORE, now + _AFTER
    for calendar in calendars:
        if calendar.name != "VCALENDAR":
            raise ValueError("no calendar")
        left_out += _tame(calendar)
        events = recurring.of(calendar, skip_bad_series=True).after(since)
        for event in islice(events, _MOST - len(found)):
            made = _event(event)
            if made is None:
                left_out += 1
            elif _begins(made) > until.isoformat():
                break
            else:
                found.append(made)
    return Read(found, left_out)


def _tame(calendar: Any) -> int:
    """Take out rules that would fill a day; how many entries are broken."""
    broken = 0
    for event in calendar.walk("VEVENT"):
        broken += bool(event.errors) or "DTSTART" not in event
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if str(next(iter(rule.get("FREQ", [])), "")).upper() in _TOO_OFTEN:
                event.pop("RRULE", None)
                break
    return broken


def _event(event: Any) -> dict[str, str] | None:
    """One time that an entry comes round; None for what has no usable date."""
    try:
        start, end = event.start, event.end
    except Exception:  # the library's own errors are many
        return None
    made = {
        "title": _text(event.get("SUMMARY")) or "—",
        "place": _text(event.get("LOCATION")),
        **dict.fromkeys(("starts_at", "ends_at", "first", "last"), ""),
    }
    if isinstance(start, datetime):
        made["starts_at"], made["ends_at"] = _utc(start), _utc(end)
    elif isinstance(start, date):
        last = max(start, end - timedelta(days=1))
        made["first"], made["last"] = start.isoformat(), last.isoformat()
    return made


def _utc(moment: datetime) -> str:
    """Times that name no zone are taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat()


def _text(value: Any) -> str:
    """One line without control characters, short enough for a row."""
    plain = "".join(sign if sign.isprintable() else " " for sign in str(value or ""))
    return " ".join(plain.split())[:200]


def _begins(made: dict[str, str]) -> str:
    return made["starts_at"] or made["first"]


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    made = parse(sys.stdin.buffer.read(), datetime.fromisoformat(sys.argv[1]))
    json.dump({"events": made.events, "left_out": made.left_out}, sys.stdout)


if __name__ == "__main__":
    _main()
