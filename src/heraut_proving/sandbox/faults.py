"""Faults on demand, one a call, and what each of them does to it."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.state import Post, State, now

KINDS = (
    "refuse",
    "accept_then_drop",
    "accept_late",
    "answer_twice",
    "429_with_reset",
    "429_without_reset",
    "5xx",
    "5xx_applied",
    "malformed",
    "slow",
    "lag",
    "hide",
)
#: Calls that make something: what a plan of faults falls on.
MAKING = ("publish", "edit", "repost")
#: Long enough for never.
_NEVER = 1e12
#: What translators do besides: lose the tags, lose what they hold too, leave a text out.
OF_TRANSLATORS = ("drop_tags", "lose_tags", "fewer")
#: What Instagram does besides: an error, and yet it is published.
OF_INSTAGRAM = ("400_applied",)
#: Kinds in which the change is applied although the client does not learn it.
HIDDEN_ACCEPTS = frozenset(
    {
        "accept_then_drop",
        "accept_late",
        "answer_twice",
        "5xx_applied",
        "malformed",
        "slow",
        "lag",
        "hide",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """``None``: an answer without a body."""
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass(slots=True)
class Rule:
    """``left`` calls still to hit (None: no end), each with probability ``rate``."""

    kind: str
    match: dict[str, str]
    left: int | None = 1
    rate: float = 1.0

    def fits(self, call: dict[str, str]) -> bool:
        if self.left == 0:
            return False
        return all(call.get(name) == value for name, value in self.match.items() if value != "any")


class Faults:
    """Which fault the next call gets. ``late`` and ``lag``: seconds."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.late = 3.0
        self.lag = 3.0
        self.reset = 1.0
        self.given: Counter[str] = Counter()
        self.calls = 0
        self._random = random.Random(1)
        self._plan: dict[str, Any] | None = None

    def add(self, value: dict[str, Any]) -> None:
        if value["kind"] not in KINDS + OF_TRANSLATORS + OF_INSTAGRAM:
            raise ValueError(f"unknown fault {value['kind']}")
        rate = float(value.get("rate", 1.0))
        left = None if "rate" in value and "count" not in value else int(value.get("count", 1))
        self.rules.append(Rule(value["kind"], dict(value.get("match", {})), left, rate))

    def plan(self, value: dict[str, Any]) -> None:
        """``rate`` of all publishing calls, kinds by turns, so that each occurs equally often."""
        self._random = random.Random(value.get("seed", 1))
        self._plan = {
            "rate": float(value["rate"]),
            "kinds": list(value.get("kinds", KINDS)),
            "turn": 0,
        }
        for name in ("late", "lag", "reset"):
            if name in value:
                setattr(self, name, float(value[name]))

    def clear(self) -> None:
        self.rules.clear()
        self._plan = None

    def next(self, call: dict[str, str]) -> str | None:
        if call["call"] in MAKING:
            self.calls += 1
        kind = self._by_rule(call) or self._by_plan(call)
        if kind is not None:
            self.given[kind] += 1
        return kind

    def _by_rule(self, call: dict[str, str]) -> str | None:
        for rule in self.rules:
            if rule.fits(call) and self._random.random() < rule.rate:
                if rule.left is not None:
                    rule.left -= 1
                return rule.kind
        return None

    def _by_plan(self, call: dict[str, str]) -> str | None:
        plan = self._plan
        if plan is None or call["call"] not in MAKING or self._random.random() >= plan["rate"]:
            return None
        kind: str = plan["kinds"][plan["turn"] % len(plan["kinds"])]
        plan["turn"] += 1
        return kind


async def carry_out(
    request: web.Request,
    state: State,
    faults: Faults,
    call: dict[str, str],
    apply: Callable[[], tuple[Answer, Post | None]],
    refuse: Callable[[str], Answer],
) -> web.StreamResponse:
    """One call with its fault. ``apply`` makes the change and gives the honest answer; ``refuse``
    shapes a platform's own error for ``refuse``, ``429`` or ``5xx``."""
    kind = faults.next(call)
    entry: dict[str, Any] = {**call, "at": now(), "fault": kind or "", "applied": False}
    state.journal.append(entry)
    state.inflight += 1
    try:
        return await with_fault(request, faults, kind, apply, refuse, entry)
    finally:
        state.inflight -= 1


async def with_fault(
    request: web.Request,
    faults: Faults,
    kind: str | None,
    apply: Callable[[], tuple[Answer, Post | None]],
    refuse: Callable[[str], Answer],
    entry: dict[str, Any],
) -> web.StreamResponse:
    """A call whose fault is known already; ``entry`` is its line in the journal."""
    if kind in ("refuse", "5xx"):
        return _send(refuse(kind))
    if kind in ("429_with_reset", "429_without_reset"):
        return _send(refuse(kind))
    if kind == "accept_late":
        # The work goes on although the client has gone away.
        task = asyncio.get_running_loop().create_task(_late(faults.late, apply, entry))
        await asyncio.shield(task)
        return _drop(request)
    answer, post = apply()
    entry["applied"] = answer.status < 300
    if post is not None:
        entry["key"] = post.key
    if kind == "400_applied":
        answer = refuse(kind)
    if kind in ("lag", "hide") and post is not None:
        post.conceal(entry["call"], _NEVER if kind == "hide" else now() + faults.lag)
    return await _say(request, faults, kind, answer)


async def _say(
    request: web.Request, faults: Faults, kind: str | None, answer: Answer
) -> web.StreamResponse:
    match kind:
        case "accept_then_drop" | "lag" | "hide":
            return _drop(request)
        case "5xx_applied":
            return web.Response(status=502, text="Bad Gateway")
        case "malformed":
            return web.Response(
                body=answer.encoded()[:-7] + b"\x00", content_type="application/json"
            )
        case "answer_twice":
            return web.Response(body=answer.encoded() * 2, content_type="application/json")
        case "slow":
            return await _trickle(request, answer, faults.late)
    return _send(answer)


async def _late(
    pause: float, apply: Callable[[], tuple[Answer, Post | None]], entry: dict[str, Any]
) -> None:
    await asyncio.sleep(pause)
    answer, post = apply()
    entry["applied"] = answer.status < 300
    if post is not None:
        entry["key"] = post.key


def _send(answer: Answer) -> web.Response:
    return web.Response(
        status=answer.status,
        body=answer.encoded(),
        headers=answer.headers,
        content_type="application/json",
    )


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _trickle(request: web.Request, answer: Answer, seconds: float) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status)
    response.content_type = "application/json"
    await response.prepare(request)
    body = answer.encoded()
    piece = max(1, len(body) // 10)
    try:
        for start in range(0, len(body), piece):
            await response.write(body[start : start + piece])
            await asyncio.sleep(seconds / 10)
    except (ConnectionError, asyncio.CancelledError):
        pass
    return response


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
