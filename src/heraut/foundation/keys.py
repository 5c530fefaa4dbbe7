"""The installation's master keys, read once from the file the operator named."""

from __future__ import annotations

import hashlib
import hmac
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


def fingerprints(salt: str) -> dict[str, str]:
    """Each master key's name with a digest that only the key can make; tells nothing of the key."""
    return {
        name: hmac.new(key, f"fingerprint\0{salt}".encode(), hashlib.sha256).hexdigest()
        for name, key in master_keys().keys.items()
    }
