"""Whether this process lives, and whether it can serve."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from heraut.config import readiness
from heraut.people.gate import public_view


@public_view
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "alive"})


@public_view
def ready(request: HttpRequest) -> JsonResponse:
    """200, with warnings, once everything that serving takes is there; 503 with the reasons."""
    found = readiness.look()
    reasons = [_told(each) for each in found if each.stops]
    warnings = [_told(each) for each in found if not each.stops]
    status = "not ready" if reasons else "ready"
    answer = {"status": status, "reasons": reasons, "warnings": warnings}
    return JsonResponse(answer, status=503 if reasons else 200)


def _told(problem: readiness.Problem) -> dict[str, str]:
    return {"code": problem.code, "what": problem.what, "mend": problem.mend}
