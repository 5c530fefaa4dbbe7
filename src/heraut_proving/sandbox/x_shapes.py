"""X's answers when it says no: problem documents (RFC 9457) and lists of errors.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors and, for the words, what clients
report (akrherz/iembot#163: the duplicate).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.faults import Answer
from heraut_proving.sandbox.state import now

_TITLES = {
    400: "Invalid Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found Error",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
_PROBLEMS = "https://api.twitter.com/2/problems"
#: Calls in 15 minutes that a user may make (docs.x.com/x-api/fundamentals/rate-limits).
LIMITS = {"publish": 100, "delete": 50, "read": 900, "repost": 50}


def problem(status: int, detail: str, kind: str = "about:blank") -> Answer:
    title = _TITLES[status]
    return Answer(status, {"detail": detail, "type": kind, "title": title, "status": status})


def not_found(kind: str, key: str) -> Answer:
    """What X says, in a body, of something that is not there."""
    error: dict[str, Any] = {
        "value": key,
        "detail": f"Could not find {kind} with id: [{key}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": "id",
        "resource_id": key,
        "type": f"{_PROBLEMS}/resource-not-found",
    }
    return Answer(404, {"errors": [error]})


def limited(status: int, detail: str) -> web.Response:
    return web.json_response(problem(status, detail).body, status=status)


def unauthorized() -> web.Response:
    return limited(401, "Unauthorized")


def refuse(kind: str) -> Answer:
    """X's own error for a fault that is wished for."""
    if kind.startswith("429"):
        answer = problem(429, "Too Many Requests")
        if kind == "429_with_reset":
            headers = {
                "x-rate-limit-limit": "100",
                "x-rate-limit-remaining": "0",
                "x-rate-limit-reset": str(int(now()) + 2),
            }
            return Answer(429, answer.body, headers)
        return answer
    if kind == "5xx":
        return problem(503, "Service Unavailable")
    return problem(403, "You are not permitted to perform this action.")


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
