"""What a person writes of a line to take, and the digest of what is cleared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heraut.press.models import LineEdit


@dataclass(frozen=True, slots=True)
class LineText:
    """``pairs``: (question, answer); those without a question or an answer are dropped."""

    title: str
    message: str
    pairs: tuple[tuple[str, str], ...] = field(default=())

    def stripped(self) -> LineText:
        pairs = tuple((q.strip(), a.strip()) for q, a in self.pairs)
        return LineText(
            " ".join(self.title.split()),
            self.message.replace("\r\n", "\n").strip(),
            tuple((q, a) for q, a in pairs if q and a),
        )

    @classmethod
    def of(cls, edit: LineEdit) -> LineText:
        return cls(edit.title, edit.message, tuple((q, a) for q, a in edit.pairs))


def line_digest(edit: LineEdit, language: str) -> str:
    """SHA-256 over what is cleared: the text in its language, and from when until when."""
    return _digest(
        {
            "language": language,
            "title": edit.title,
            "message": edit.message,
            "pairs": edit.pairs,
            "valid_from": _moment(edit.valid_from),
            "expires_at": _moment(edit.expires_at),
        }
    )


def answer_digest(answer: str, language: str) -> str:
    """SHA-256 over an answer to an enquiry."""
    return _digest({"language": language, "answer": answer})


def _digest(value: Mapping[str, Any]) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
