"""A real Bluesky personal data server for the length of a test or drill."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heraut_proving.sandbox.client import free_port, wait_for
from heraut_proving.servers import HERE, missing, modules

COLLECTIONS = ("app.bsky.feed.post", "app.bsky.feed.repost")


@dataclass(frozen=True, slots=True)
class PdsAccount:
    did: str
    handle: str
    password: str


class Pds:
    """``origin``: where it answers, on loopback."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def create_account(self, handle: str) -> PdsAccount:
        """``handle`` ends in ``.test``."""
        password = secrets.token_urlsafe(16)
        value = {"handle": handle, "password": password, "email": f"{handle}@example.test"}
        made = self._call("com.atproto.server.createAccount", value)
        return PdsAccount(made["did"], handle, password)

    def records(self, did: str) -> list[tuple[str, dict[str, Any]]]:
        """Posts and reposts in the repository as (address, record), in the order of the record
        keys, which is that of time."""
        found = [each for collection in COLLECTIONS for each in self._listed(did, collection)]
        return sorted(found, key=lambda each: each[0].rsplit("/", 1)[-1])

    def _listed(self, did: str, collection: str) -> list[tuple[str, dict[str, Any]]]:
        found: list[tuple[str, dict[str, Any]]] = []
        cursor = ""
        while True:
            query = f"repo={did}&collection={collection}&limit=100&reverse=true"
            page = self._call(
                f"com.atproto.repo.listRecords?{query}{f'&cursor={cursor}' if cursor else ''}"
            )
            found += [(record["uri"], record["value"]) for record in page["records"]]
            cursor = page.get("cursor", "")
            if not cursor or not page["records"]:
                return found

    def _call(self, method: str, value: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (loopback)
            f"{self.origin}/xrpc/{method}",
            data=None if value is None else json.dumps(value).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)


@contextlib.contextmanager
def running_pds() -> Iterator[Pds]:
    """Raises ``RuntimeError`` with the reason where it is not installed."""
    reason = missing()
    if reason:
        raise RuntimeError(reason)
    folder = Path(tempfile.mkdtemp(prefix="heraut-pds-"))
    port, plc_port = free_port(), free_port()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        ["node", str(HERE / "pds.cjs"), str(port), str(plc_port), str(folder)],
        env={**os.environ, "NODE_PATH": str(modules()), "LOG_ENABLED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/xrpc/_health", process, seconds=60)
        yield Pds(f"http://127.0.0.1:{port}")
    except RuntimeError as error:
        tail = (folder / "log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{error}\n{tail}") from error
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)
