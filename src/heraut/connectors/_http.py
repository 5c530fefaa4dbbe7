"""How answers over HTTP become outcomes: what all connectors of platforms share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from heraut.connectors.contract import Rejected, Retry, Unknown
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, NotSent, Response


def failed(error: CallFailed, *, changing: bool) -> Retry | Unknown:
    """A call without an answer. Only one that cannot have arrived may be tried again, unless it
    changes nothing (``changing`` false)."""
    if isinstance(error, NotSent) or not changing:
        return Retry(f"call.{error.code}")
    return Unknown(f"call.{error.code}")


def limited(response: Response, reset: datetime | None) -> Retry:
    """429: not done. Without a reset time the caller's own backoff holds."""
    return Retry("platform.limit", not_before=reset)


def server_trouble(response: Response, *, changing: bool) -> Retry | Unknown:
    """5xx: a gateway may answer so although the work behind it was done."""
    if changing and response.status != 503:
        return Unknown("platform.trouble", {"status": response.status})
    return Retry("platform.trouble", {"status": response.status})


def epoch(headers: Mapping[str, str], name: str) -> datetime | None:
    """A header with seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(headers[name]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def iso(headers: Mapping[str, str], name: str) -> datetime | None:
    """A header with an ISO 8601 moment."""
    try:
        moment = datetime.fromisoformat(headers[name])
    except (KeyError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_after(headers: Mapping[str, str]) -> datetime | None:
    """Retry-After in seconds (RFC 9110, section 10.2.3)."""
    try:
        return clock.now() + timedelta(seconds=min(86_400, max(0, int(headers["retry-after"]))))
    except (KeyError, ValueError):
        return None


def said_no(code: str, response: Response, *, account_problem: bool = False) -> Rejected:
    return Rejected(code, {"status": response.status}, account_problem)
