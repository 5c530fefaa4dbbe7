"""Signing mail with DKIM (RFC 6376), relaxed both ways, with RSA or Ed25519 (RFC 8463).

Written on ``cryptography``: no maintained wheel signs in a way that lets the parts that all
recipients share be prepared once. Whoever signs a message gives its header fields and its body in
canonical form; ``relaxed_field`` and ``relaxed_body`` make them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

#: Signed where they are there; ``from`` once more, so that none can be added.
SIGNED = (
    *("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "reply-to"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post"),
)
_WSP = re.compile(rb"[ \t]+")


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376, section 3.4.4; ``body`` with CRLF at the end of its lines."""
    lines = [_WSP.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def relaxed_field(field: bytes) -> bytes:
    """One header field, folded or not, in the form of section 3.4.2, without CRLF at its end."""
    name, _, value = field.partition(b":")
    plain = _WSP.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower() + b":" + plain


@dataclass(frozen=True, slots=True)
class Signer:
    """A domain's key under its selector. ``public`` is what the DNS record says as ``p=``."""

    domain: str
    selector: str
    key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

    @classmethod
    def load(cls, domain: str, selector: str, pem: bytes) -> Signer:
        """Raises ``ValueError`` for anything but an unencrypted RSA or Ed25519 key."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (TypeError, ValueError) as error:
            raise ValueError(f"not a private key in PEM: {error}") from None
        if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 1024:
            return cls(domain, selector, key)
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return cls(domain, selector, key)
        raise ValueError("the key is neither RSA (1024 bits or more) nor Ed25519")

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.key, rsa.RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """The TXT record at ``selector._domainkey.domain``."""
        public = self.key.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            kind = "rsa"
        else:
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
            kind = "ed25519"
        return f"v=DKIM1; k={kind}; p={base64.b64encode(raw).decode()}"

    def header(self, names: Sequence[str], fields: bytes, body_hash: bytes) -> bytes:
        """The DKIM-Signature field, with CRLF at its end.

        ``fields``: the signed header fields in canonical form, each with CRLF, in the order of
        ``names``; ``body_hash``: SHA-256 of the canonical body.
        """
        unsigned = (
            f"v=1; a={self.algorithm}; c=relaxed/relaxed; d={self.domain}; s={self.selector};"
            f" h={':'.join([*names, 'from'])}; bh={base64.b64encode(body_hash).decode()}; b="
        )
        signed = fields + b"dkim-signature:" + unsigned.encode()
        signature = base64.b64encode(self._sign(signed)).decode()
        return f"DKIM-Signature: {_folded(unsigned, signature)}\r\n".encode()

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        return self.key.sign(hashlib.sha256(data).digest())


def _folded(unsigned: str, signature: str) -> str:
    """Broken into lines at its spaces only: relaxed, a break there is one space again."""
    lines = unsigned.replace("; ", ";\r\n ")
    pieces = [signature[place : place + 72] for place in range(0, len(signature), 72)]
    return lines + "\r\n ".join(pieces)
