"""Pictures, films, captions and documents as they are kept: each under the SHA-256 of its bytes.

What is kept never changes under its name. A platform that fetches by itself is lent an address
that nobody can guess and that ends soon; it is made at the call, so that what is scheduled cannot
be read before it is due.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse

#: Folder and ending by type.
KINDS = {
    "image/jpeg": ("pictures", "jpg"),
    "image/png": ("pictures", "png"),
    "video/mp4": ("videos", "mp4"),
    "text/vtt": ("captions", "vtt"),
    "application/pdf": ("documents", "pdf"),
}
_TYPES = {ending: mime for mime, (_, ending) in KINDS.items()}
#: Seconds for which a lent address answers: as long as a platform may take to fetch a film.
LENT_FOR = 3600
_SALT = "heraut.media.lent"
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


def name_of(sha256: str, mime: str) -> str:
    """The name in storage; ``KeyError`` for a type that is not kept."""
    folder, ending = KINDS[mime]
    return f"{folder}/{sha256}.{ending}"


def store(name: str, data: bytes) -> None:
    """Write it unless it stands there; what a killed process left half written is written again."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(data))


def store_file(name: str, path: Path) -> None:
    """The same for a file too large to be held in memory."""
    if default_storage.exists(name):
        if default_storage.size(name) == path.stat().st_size:
            return
        default_storage.delete(name)
    with path.open("rb") as file:
        default_storage.save(name, File(file))


def fetch(name: str, path: Path) -> None:
    """Copy what is kept under ``name`` to ``path``. Raises ``FileNotFoundError``."""
    with default_storage.open(name) as kept, path.open("wb") as file:
        for chunk in kept.chunks():
            file.write(chunk)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find(sha256: str) -> tuple[str, str]:
    """Name and type of what is kept under that hash. Raises ``FileNotFoundError``."""
    if _SHA256.match(sha256):
        for mime in KINDS:
            name = name_of(sha256, mime)
            if default_storage.exists(name):
                return name, mime
    raise FileNotFoundError(f"nothing is kept under {sha256[:64]}")


def read(sha256: str) -> bytes:
    """Raises ``FileNotFoundError``."""
    with default_storage.open(find(sha256)[0]) as file:
        return bytes(file.read())


def lend(sha256: str) -> str:
    """A public address of it that answers for an hour. Raises ``FileNotFoundError``."""
    name, _ = find(sha256)
    # The ending is there because platforms judge by it.
    token = signing.TimestampSigner(salt=_SALT).sign(sha256).removeprefix(f"{sha256}:")
    file = f"{sha256}.{PurePosixPath(name).suffix.lstrip('.')}"
    return settings.HERAUT.origin.rstrip("/") + reverse("official_lent", args=[token, file])


def lent(token: str, file: str) -> tuple[str, str]:
    """Name and type of what that address was lent for. Raises ``FileNotFoundError`` where it was
    not, or not any more."""
    sha256, _, ending = file.partition(".")
    try:
        signing.TimestampSigner(salt=_SALT).unsign(f"{sha256}:{token}", max_age=LENT_FOR)
    except signing.BadSignature:
        raise FileNotFoundError("not lent") from None
    name, mime = find(sha256)
    if _TYPES.get(ending) != mime:
        raise FileNotFoundError("not lent")
    return name, mime
