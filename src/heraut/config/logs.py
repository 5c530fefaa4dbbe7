"""What is logged, and how: JSON lines on standard error, and nothing that tells of a person.

Requests are named by their route, never by their path or query. A fault is named by its classes
and the places it passed, never by its message or by values. What code may still let slip is taken
out at the end: addresses of people and machines, tokens, query strings.
"""

from __future__ import annotations

import contextvars
import logging
import os
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

#: Of the request that this thread is answering; set by heraut.config.requests.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
#: In this order; ids of rows stay readable, they say nothing without the database.
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(?:postgres(?:ql)?|smtp(?:\+tls)?|https?)://[^\s/@]*@"), "[secret]@"),
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?[query]"),
    (re.compile(r"[^\s\"'<>@:=,;()\[\]]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s,;\"']+"), r"\1 […]"),
    (re.compile(r"(?i)\b(token|password|secret|key)(\s*[:=]\s*)[^\s,;\"']+"), r"\1\2[…]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[address]"),
    (re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])"), "[address]"),
    (re.compile(rf"(?!{_UUID})(?<![\w-])[A-Za-z0-9_-]*[A-Za-z0-9_]{{24,}}[\w-]*"), "[token]"),
    (re.compile(r"\b[0-9a-z]{1,13}-[0-9a-z]{5,7}-[0-9a-f]{20,}\b"), "[token]"),
)
_MOST_PLACES = 12
_KEPT = ("request_id", "view", "method", "status", "ms", "fault", "places")


def redacted(text: str) -> str:
    """``text`` without what tells of a person or opens a door."""
    for pattern, instead in _SLIPS:
        text = pattern.sub(instead, text)
    return text


def fault(error: BaseException) -> tuple[str, list[str]]:
    """A fault by its classes, cause last, and the places it passed: no message, no values."""
    classes: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(classes) < 8:
        state = getattr(seen, "sqlstate", None)
        classes.append(type(seen).__name__ + (f" {state}" if state else ""))
        seen = seen.__cause__ or seen.__context__
    return " ← ".join(classes), _places(error.__traceback__)


def _places(trace: TracebackType | None) -> list[str]:
    """Heraut's own, and where it ended; templates nest too deep to tell all."""
    frames = traceback.extract_tb(trace)
    told = [each for each in frames if "/src/heraut" in each.filename] + frames[-1:]
    said = [f"{_short(each.filename)}:{each.lineno} {each.name}" for each in told]
    return list(dict.fromkeys(said))[-_MOST_PLACES:]


def _short(path: str) -> str:
    """From the package's name on: nothing of the machine's folders."""
    return re.sub(r"^.*/(?=(?:heraut|heraut_proving|site-packages)/)", "", path)


class Lines(JsonFormatter):
    """One JSON object a record: at, level, logger, message and what the request is known by."""

    def __init__(self) -> None:
        super().__init__("%(message)s", json_ensure_ascii=False)

    def process_log_record(self, log_record: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_record.items() if value not in (None, "")}

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["at"] = datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["message"] = redacted(record.getMessage())
        log_data["request_id"] = request_id.get()
        log_data["process"] = record.process
        for name in _KEPT:
            if hasattr(record, name):
                log_data[name] = getattr(record, name)
        if record.exc_info and record.exc_info[1] is not None:
            log_data["fault"], log_data["places"] = fault(record.exc_info[1])


class Plain(logging.Formatter):
    """The same for who reads along in a window."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        text = redacted(f"{record.levelname} {record.name} {record.getMessage()}")
        if record.exc_info and record.exc_info[1] is not None:
            classes, places = fault(record.exc_info[1])
            text += "\n  " + "\n  ".join([classes, *places])
        return f"{self.formatTime(record)} {text}"


def formatter() -> logging.Formatter:
    """As HERAUT_LOG says, for processes that run outside Django's settings (the web server's own:
    src/heraut/config/launch/granian-log.json)."""
    return Plain() if os.environ.get("HERAUT_LOG") == "plain" else Lines()


def configuration(kind: str) -> dict[str, Any]:
    """Django's LOGGING; ``kind``: ``json`` or ``plain``."""
    formatter = {"json": "heraut.config.logs.Lines", "plain": "heraut.config.logs.Plain"}[kind]
    console = {"handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Its own handler would tell paths; requests are logged by heraut.requests.
            "django": {"level": "INFO", "propagate": True},
            "django.request": {"level": "CRITICAL"},
            "django.security": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "aiohttp": {"level": "WARNING"},
            "_granian": {"level": "WARNING", **console},
        },
    }
