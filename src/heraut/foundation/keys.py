"""The installation's master keys, read once from the file the operator named."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from heraut.kernel.envelope import MasterKeys


@cache
def master_keys() -> MasterKeys:
    """Raises ``ImproperlyConfigured`` where the file is missing or wrong."""
    path = settings.HERAUT.master_key_file
    if path is None:
        raise ImproperlyConfigured("Set HERAUT_MASTER_KEY_FILE to the file with the master keys.")
    try:
        return MasterKeys.parse(path.read_text())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"HERAUT_MASTER_KEY_FILE {path}: {error}") from error


def seal(plain: bytes) -> bytes:
    return master_keys().seal_whole(plain)


def unseal(sealed: bytes) -> bytes:
    return master_keys().open_whole(sealed)
