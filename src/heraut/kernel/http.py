"""The one way a call leaves the house.

Time-outs, size limits and no private addresses; failures are typed by what the caller must know:
whether anything can have arrived.
"""

from __future__ import annotations

import ipaddress
import json as jsonlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from heraut.kernel.errors import HerautError

USER_AGENT = "Heraut/0.1 (+https://example.invalid/heraut)"


class CallFailed(HerautError):
    """A call without a usable answer; ``code`` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        super().__init__(f"{code}: {detail}" if detail else code)


class NotSent(CallFailed):
    """Certainly nothing arrived: no address, no connection, or an address that is refused."""


class Unclear(CallFailed):
    """It may have arrived: time-out, dropped connection, an answer that cannot be read."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: ``headers`` in lower case, ``body`` whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON; raises ``Unclear("malformed")``."""
        try:
            return jsonlib.loads(self.body)
        except ValueError:
            raise Unclear("malformed", f"status {self.status}") from None

    def mapping(self) -> dict[str, Any]:
        """The body as a JSON object; raises ``Unclear("malformed")``."""
        value = self.json()
        if not isinstance(value, dict):
            raise Unclear("malformed", f"status {self.status}")
        return value


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        ip = mapped
    return ip.is_global and not ip.is_multicast


class _PublicResolver(AbstractResolver):
    """Resolves names to public addresses only, at the moment of connecting: a name that points
    elsewhere a second later gains nothing."""

    def __init__(self, private_hosts: frozenset[tuple[str, int]]) -> None:
        self._inner = ThreadedResolver()
        self._private = private_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if (host, port) in self._private:
            return found
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise OSError(f"{host} has no public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


class _Dropped(aiohttp.ClientError):
    """The connection ended without an answer."""


async def _send_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keeps aiohttp from sending a PUT or a DELETE again by itself when the connection drops: one
    call is one call, and whoever made it must know that it may have arrived."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if request.method in ("GET", "HEAD"):
            raise
        raise _Dropped(type(error).__name__) from error


class Outbound:
    """A session with every limit set; make one a process and share it.

    ``private_origins``: origins such as ``http://127.0.0.1:2583`` that may be called although they
    are private or not encrypted. ``timeout``: seconds for a whole call.
    """

    def __init__(
        self,
        *,
        private_origins: frozenset[str] = frozenset(),
        timeout: float = 20.0,
        connect_timeout: float = 5.0,
        per_host: int = 32,
        max_bytes: int = 4 * 1024 * 1024,
    ) -> None:
        self.private = frozenset(_origin(each) for each in private_origins)
        self.timeout = timeout
        self._timeouts = aiohttp.ClientTimeout(total=timeout, connect=connect_timeout)
        self._per_host = per_host
        self._max = max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Outbound:
        self._session = aiohttp.ClientSession(
            timeout=self._timeouts,
            connector=aiohttp.TCPConnector(
                resolver=_PublicResolver(frozenset((h, p) for _, h, p in self.private)),
                limit=0,
                limit_per_host=self._per_host,
                keepalive_timeout=30,
            ),
            headers={"User-Agent": USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=[_send_once],
            auto_decompress=True,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        json: Any = None,
        max_bytes: int | None = None,
        timeout: float | None = None,
    ) -> Response:
        """One call, never redirected. Raises ``NotSent`` or ``Unclear``; any status is an answer.

        Idempotent reads may treat both alike; whoever changes something must not.
        """
        self._check(url)
        if self._session is None:
            raise RuntimeError("Outbound is used outside its context")
        sent = dict(headers or {})
        if json is not None:
            body = jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":")).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            async with self._session.request(
                method,
                url,
                headers=sent,
                data=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=timeout) if timeout else self._timeouts,
            ) as answer:
                content = await self._read(answer, max_bytes or self._max)
                low = {name.lower(): value for name, value in answer.headers.items()}
                return Response(answer.status, low, content)
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent("unreachable", type(error).__name__) from None
        except TimeoutError:
            raise Unclear("timeout") from None
        except aiohttp.InvalidURL:
            raise NotSent("bad_address") from None
        except (aiohttp.ClientError, ConnectionError, ValueError) as error:
            raise Unclear("dropped", type(error).__name__) from None

    @staticmethod
    async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
        content = bytearray()
        async for chunk in answer.content.iter_chunked(65536):
            content += chunk
            if len(content) > most:
                raise Unclear("too_large")
        return bytes(content)

    def _check(self, url: str) -> None:
        try:
            scheme, host, port = _origin(url)
        except ValueError:
            raise NotSent("bad_address") from None
        if (scheme, host, port) in self.private:
            return
        if scheme != "https":
            raise NotSent("not_encrypted", host)
        try:
            literal = is_public(host)
        except ValueError:
            return  # a name: the resolver decides
        if not literal:
            raise NotSent("private_address", host)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]
