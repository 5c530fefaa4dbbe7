"""What a platform fetches by itself, at an address lent to it for an hour."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from heraut.foundation import media
from heraut.people.gate import public_view


@public_view
@require_safe
def file(request: HttpRequest, token: str, file: str) -> FileResponse:
    """404 for every address that was not lent, or not any more: nothing tells which."""
    try:
        name, mime = media.lent(token, file)
    except FileNotFoundError:
        raise Http404("lent") from None
    answer = FileResponse(default_storage.open(name), content_type=mime)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
