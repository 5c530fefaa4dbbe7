"""Starting a sandbox and talking to it: for tests, drills and benches."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Sandbox:
    """The admin API of a running sandbox; blocking, for scripts."""

    def __init__(self, origin: str, mail_url: str = "") -> None:
        self.origin = origin
        self.mail_url = mail_url

    def _call(self, method: str, path: str, value: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (loopback)
            self.origin + path,
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def account(
        self,
        platform: str,
        handle: str,
        secret: str,
        name: str = "",
        *,
        id: str = "",
        badge: str = "",
    ) -> str:
        """Its id, ``id`` if one is given; the same account again changes nothing."""
        value = {"platform": platform, "handle": handle, "secret": secret, "name": name, "id": id}
        value["badge"] = badge
        return str(self._call("POST", "/_sandbox/accounts", value)["id"])

    def change(self, platform: str, account: str, **what: Any) -> None:
        """Rename, suspend or delete an account, or take its badge: ``handle``, ``name``, ``secret``,
        ``standing`` (active, suspended, deleted), ``badge``."""
        value = {"platform": platform, "id": account, **what}
        self._call("POST", "/_sandbox/accounts/change", value)

    def fault(self, kind: str, **how: Any) -> None:
        """``count`` or ``rate``, and ``match`` with platform, call, account."""
        self._call("POST", "/_sandbox/faults", {"kind": kind, **how})

    def plan(self, **plan: Any) -> None:
        self._call("POST", "/_sandbox/faults", {"plan": plan})

    def clear_faults(self) -> None:
        self._call("DELETE", "/_sandbox/faults")

    def counts(self) -> dict[str, Any]:
        return dict(self._call("GET", "/_sandbox/counts"))

    def inflight(self) -> int:
        return int(self._call("GET", "/_sandbox/calls/inflight")["inflight"])

    def journal(self) -> list[dict[str, Any]]:
        return list(self._call("GET", "/_sandbox/journal"))

    def timeline(self, platform: str, account: str) -> list[dict[str, Any]]:
        return list(self._call("GET", f"/_sandbox/timeline/{platform}/{account}"))

    def grant(self, platform: str, subject: str, **how: str) -> str:
        """A code, as if the person had agreed on the platform's page: ``client_id``, ``redirect``,
        ``scope``, ``challenge``."""
        value = {"platform": platform, "subject": subject, **how}
        return str(self._call("POST", "/_sandbox/grant", value)["code"])

    def expire(self, platform: str, subject: str) -> int:
        """End the access tokens of a subject, as time would; how many."""
        value = {"platform": platform, "subject": subject}
        return int(self._call("POST", "/_sandbox/expire", value)["ended"])

    def linkedin(self, **settings: Any) -> None:
        """``account`` and ``daily``, ``processing``: see ``sandbox.linkedin``."""
        self._call("POST", "/_sandbox/linkedin", settings)

    def graph(self, **value: Any) -> None:
        """See ``sandbox.graph_host.GraphHost.set``."""
        self._call("POST", "/_sandbox/graph", value)

    def plan_mail(self, **plan: Any) -> None:
        """See ``sandbox.mail.Box.plan``."""
        self._call("POST", "/_sandbox/mail/plan", plan)

    def mail_counts(self) -> dict[str, Any]:
        return dict(self._call("GET", "/_sandbox/mail/counts"))

    def accepted(self) -> dict[str, list[str]]:
        """Address -> the Message-IDs that were taken for it."""
        return dict(self._call("GET", "/_sandbox/mail/accepted"))

    def mails(self) -> list[dict[str, str]]:
        """The latest messages as a person reads them, the oldest first."""
        return list(self._call("GET", "/_sandbox/mail/messages"))

    def reset(self) -> None:
        self._call("POST", "/_sandbox/reset")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(port: int = 0, state: Path | None = None) -> Iterator[Sandbox]:
    """A sandbox in a process of its own, ended with the block."""
    port, mail_port = port or free_port(), free_port()
    command = [sys.executable, "-m", "heraut_proving.sandbox", "--port", str(port)]
    command += ["--mail-port", str(mail_port)]
    if state is not None:
        command += ["--state", str(state)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    sandbox = Sandbox(f"http://127.0.0.1:{port}", f"smtp://127.0.0.1:{mail_port}")
    try:
        wait_for(f"{sandbox.origin}/health", process)
        yield sandbox
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(url: str, process: subprocess.Popen[Any] | None = None, seconds: float = 30) -> None:
    """Return once ``url`` answers 200; ``RuntimeError`` if it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode} before it answered: {url}")
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(url, timeout=2) as answer,  # noqa: S310 (loopback)
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"does not answer: {url}")
