"""Answers with a part of a file: browsers ask for films piece by piece (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

_ONE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")
_CHUNK = 256 * 1024


def ranged(
    request: HttpRequest, file: IO[Any], size: int, mime: str
) -> HttpResponse | StreamingHttpResponse:
    """The whole of ``file``, or the one range that is asked for; several at once are answered with
    the whole, as the standard allows. ``size`` in bytes."""
    asked = _ONE.match(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        whole = FileResponse(file, content_type=mime)
        whole.headers["Accept-Ranges"] = "bytes"
        return whole
    first, last = _bounds(asked.group(1), asked.group(2), size)
    if first > last:
        file.close()
        wrong = HttpResponse(status=416)
        wrong.headers["Content-Range"] = f"bytes */{size}"
        return wrong
    part = StreamingHttpResponse(_read(file, first, last), status=206, content_type=mime)
    part.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    part.headers["Content-Length"] = str(last - first + 1)
    part.headers["Accept-Ranges"] = "bytes"
    return part


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Without a first byte, the last so many."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: IO[Any], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
