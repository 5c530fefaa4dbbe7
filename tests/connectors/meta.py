"""What the tests of Facebook and Instagram have in common: media that can be lent, calls, accounts."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from PIL import Image

from heraut.connectors.contract import Account, Picture, Prepared, Video
from heraut.kernel.http import Outbound

NUMBERS = count(1)
FILM_BYTES = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 400


def jpeg(colour: str = "navy", size: tuple[int, int] = (400, 400), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


class Lender:
    """Media by their SHA-256, and a server on loopback that lends them."""

    def __init__(self, origin: str = "") -> None:
        self.origin = origin
        self.held: dict[str, tuple[bytes, str]] = {}
        self.lent: list[str] = []

    def hold(self, body: bytes, mime: str) -> str:
        sha = hashlib.sha256(body).hexdigest()
        self.held[sha] = (body, mime)
        return sha

    def picture(
        self, colour: str = "navy", size: tuple[int, int] = (400, 400), kind: str = "JPEG"
    ) -> Picture:
        body, mime = jpeg(colour, size, kind), f"image/{kind.lower()}"
        return Picture(self.hold(body, mime), mime, *size, len(body), f"A {colour} field.")

    def film(self, body: bytes = FILM_BYTES, **more: Any) -> Video:
        return Video(
            self.hold(body, "video/mp4"), "video/mp4", 1080, 1920, 12.0, len(body), "Waves.", **more
        )

    async def read(self, sha256: str) -> bytes:
        if sha256 not in self.held:
            raise FileNotFoundError(sha256)
        return self.held[sha256][0]

    async def lend(self, sha256: str) -> str:
        self.lent.append(sha256)
        return f"{self.origin}/{sha256}"


@contextmanager
def lending() -> Iterator[Lender]:
    """A lender whose addresses can be fetched while the block runs."""
    lender = Lender()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, mime = lender.held.get(self.path.strip("/"), (b"", ""))
            self.send_response(200 if mime else 404)
            self.send_header("Content-Type", mime or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lender.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield lender
    finally:
        server.shutdown()
        server.server_close()


def account(sandbox: Any, platform: str, **secrets: str) -> Account:
    number = next(NUMBERS)
    handle, token = f"belgium.{platform}.{number}", f"token-{platform}-{number}"
    made = sandbox.account(platform, handle, token, f"Belgium {number}")
    return Account("c", made, handle, sandbox.origin, {"token": token, **secrets})


def call(origin: str, work: Any, timeout: float = 10) -> Any:
    async def run() -> Any:
        async with Outbound(private_origins=frozenset({origin}), timeout=timeout) as http:
            return await work(http)

    return asyncio.run(run())


def prepare(connector: Any, of: Account, outgoing: Any) -> Prepared:
    made: Prepared = connector.prepare(outgoing, of, at=datetime.now(UTC), nonce=os.urandom(16))
    return made


def publish(
    connector: Any, of: Account, outgoing: Any, media: Any, *, timeout: float = 10
) -> tuple[Prepared, Any]:
    """As the ledger does it: made ready, then published; what was made ready comes back too."""
    return attempt(connector, of, prepare(connector, of, outgoing), media, timeout=timeout)


def attempt(
    connector: Any, of: Account, prepared: Prepared, media: Any, *, timeout: float = 10
) -> tuple[Prepared, Any]:
    async def work(http: Outbound) -> tuple[Prepared, Any]:
        ready = await connector.stage(prepared, of, media, http)
        if not isinstance(ready, Prepared):
            return prepared, ready
        return ready, await connector.publish(ready, of, media, http)

    result: tuple[Prepared, Any] = call(of.origin, work, timeout)
    return result


def read_back(connector: Any, of: Account, prepared: Prepared) -> Any:
    return call(of.origin, lambda http: connector.read_back(prepared, of, http))
