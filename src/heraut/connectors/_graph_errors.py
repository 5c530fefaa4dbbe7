"""What Meta's Graph API says went wrong, as outcomes.

An error's ``code`` and ``error_subcode`` decide, not the status of HTTP, which is 400 for nearly all.
Sources: https://developers.facebook.com/docs/graph-api/guides/error-handling,
/docs/graph-api/overview/rate-limiting (headers, codes 4, 17, 32, 613, 800xx),
/docs/instagram-platform/instagram-graph-api/reference/error-codes (subcodes 2207xxx).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from heraut.connectors import _http
from heraut.connectors.contract import Rejected, Retry, Unknown
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Response

Trouble = Rejected | Retry | Unknown

#: The account, whatever the text: its queue waits until somebody has acted.
_OF_ACCOUNT = {
    3: "account.permission",
    10: "account.permission",
    102: "account.sign_in",
    190: "account.sign_in",
    368: "account.blocked",
}
#: Subcodes of 190 and 102 that say more.
_OF_SIGN_IN = {
    458: "account.app_removed",
    459: "account.checkpoint",
    460: "account.password_changed",
    464: "account.checkpoint",
    492: "account.role_lost",
}
_THROTTLED = frozenset({4, 17, 32, 341, 613})
_TRANSIENT = frozenset({-1, 1, 2})
_OF_TEXT = {506: "platform.duplicate", 803: "record.missing", 1609005: "link.refused"}
#: Instagram's subcodes: a text is refused for good, or the same may be tried again.
_FOR_GOOD = {
    2207004: "picture.too_large",
    2207005: "picture.type",
    2207006: "media.gone",
    2207009: "picture.shape",
    2207010: "text.too_long",
    2207023: "platform.refused",
    2207026: "video.type",
    2207028: "pictures.too_many",
    2207036: "platform.refused",
    2207037: "platform.refused",
    2207040: "text.mentions",
}
_ONCE_MORE = {
    2207001: "platform.trouble",
    2207003: "media.unfetched",
    2207008: "platform.trouble",
    2207020: "media.processing",
    2207027: "media.processing",
    2207032: "platform.trouble",
    2207052: "media.unfetched",
    2207053: "platform.trouble",
}
_IG_ACCOUNT = {2207050: "account.suspended", 2207051: "account.blocked"}
_DAILY_LIMIT = 2207042
_DAILY_PAUSE = timedelta(hours=1)
#: A throttled page is not asked again sooner, even where Meta says "zero minutes".
_LEAST_PAUSE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class GraphError:
    """The ``error`` of an answer; ``trace`` is what Meta's support asks for."""

    code: int
    subcode: int
    transient: bool
    trace: str

    @property
    def params(self) -> dict[str, str | int]:
        found: dict[str, str | int] = {"status": str(self.code)}
        if self.subcode:
            found["status"] = f"{self.code}/{self.subcode}"
        return found | ({"trace": self.trace} if self.trace else {})


def read(answer: Response) -> GraphError | None:
    """None where the answer is not Graph's own: a gateway's page."""
    try:
        error = answer.mapping()["error"]
        return GraphError(
            int(error["code"]),
            int(error.get("error_subcode") or 0),
            bool(error.get("is_transient")),
            str(error.get("fbtrace_id") or "")[:40],
        )
    except (CallFailed, KeyError, TypeError, ValueError, AttributeError):
        return None


def outcome(answer: Response, *, changing: bool) -> Trouble:
    """Of an answer that is not 2xx, or that is and says ``error``."""
    error = read(answer)
    if error is None:
        return _without_words(answer, changing=changing)
    return _by_subcode(error) or _by_code(error, answer, changing=changing)


def of_container(subcode: int) -> Trouble:
    """Why a container came to nothing: the subcode that its ``status`` gives."""
    error = GraphError(0, subcode, False, "")
    return _by_subcode(error) or Rejected("platform.refused", error.params)


def _without_words(answer: Response, *, changing: bool) -> Trouble:
    if answer.status >= 500:
        return _http.server_trouble(answer, changing=changing)
    if answer.status == 429:
        return _http.limited(answer, _http.retry_after(answer.headers))
    return _http.said_no("platform.refused", answer)


def _by_subcode(error: GraphError) -> Trouble | None:
    subcode = error.subcode
    if subcode == _DAILY_LIMIT:
        return Retry("platform.daily_limit", error.params, clock.now() + _DAILY_PAUSE)
    if subcode in _IG_ACCOUNT:
        return Rejected(_IG_ACCOUNT[subcode], error.params, account_problem=True)
    if subcode in _ONCE_MORE:
        return Retry(_ONCE_MORE[subcode], error.params)
    if subcode in _FOR_GOOD:
        return Rejected(_FOR_GOOD[subcode], error.params)
    return None


def _by_code(error: GraphError, answer: Response, *, changing: bool) -> Trouble:
    code = error.code
    if code in _THROTTLED or 80_000 <= code < 80_100:
        return Retry("platform.limit", error.params, _regained(answer.headers))
    if code in _OF_ACCOUNT or 200 <= code < 300:
        said = _OF_ACCOUNT.get(code, "account.permission")
        if said == "account.sign_in":
            said = _OF_SIGN_IN.get(error.subcode, said)
        return Rejected(said, error.params, account_problem=True)
    if code in _TRANSIENT or error.transient:
        return (Unknown if changing else Retry)("platform.trouble", error.params)
    if code == 100 and error.subcode == 33:
        return Rejected("record.missing", error.params)
    return Rejected(_OF_TEXT.get(code, "platform.refused"), error.params)


def _regained(headers: Mapping[str, str]) -> datetime | None:
    """When the longest pause of ``X-Business-Use-Case-Usage`` is over, in minutes; None where
    nothing is said. ``X-App-Usage`` gives percentages only."""
    try:
        usage: Any = json.loads(headers["x-business-use-case-usage"])
        minutes = [
            int(each["estimated_time_to_regain_access"])
            for kinds in usage.values()
            for each in kinds
            if "estimated_time_to_regain_access" in each
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if not minutes:
        return None
    return clock.now() + max(_LEAST_PAUSE, timedelta(minutes=min(max(minutes), 1440)))
