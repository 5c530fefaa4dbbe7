"""HTTP Digest access authentication (RFC 7616, ``qop=auth``), of which eTranslation asks."""

from __future__ import annotations

import hashlib
import re
import secrets
from urllib.parse import urlsplit

_PART = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}


def challenge(header: str) -> dict[str, str] | None:
    """The parts of ``WWW-Authenticate: Digest ...``; None where it asks for something else."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return None
    parts = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(rest)}
    known = parts.get("algorithm", "MD5").lower() in _HASHES
    return parts if known and "nonce" in parts and "realm" in parts else None


def authorization(
    asked: dict[str, str], method: str, url: str, user: str, password: str, cnonce: str = ""
) -> str:
    """The answer to ``asked`` for one call; a nonce is used once."""
    algorithm = asked.get("algorithm", "MD5")
    parts = urlsplit(url)
    uri = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    cnonce = cnonce or secrets.token_hex(8)
    count = "00000001"

    def hashed(text: str) -> str:
        return _HASHES[algorithm.lower()](text.encode()).hexdigest()

    who = hashed(f"{user}:{asked['realm']}:{password}")
    what = hashed(f"{method}:{uri}")
    qop = "auth" if "auth" in re.split(r"[\s,]+", asked.get("qop", "")) else ""
    middle = f"{asked['nonce']}:{count}:{cnonce}:{qop}" if qop else asked["nonce"]
    said = {
        "username": user,
        "realm": asked["realm"],
        "nonce": asked["nonce"],
        "uri": uri,
        "response": hashed(f"{who}:{middle}:{what}"),
    }
    if "opaque" in asked:
        said["opaque"] = asked["opaque"]
    if qop:
        said["cnonce"] = cnonce
    quoted = ", ".join(f'{name}="{value}"' for name, value in said.items())
    plain = f", algorithm={algorithm}" + (f", qop={qop}, nc={count}" if qop else "")
    return f"Digest {quoted}{plain}"
