"""What differs between two texts, word by word, as HTML that a screen reader reads too."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_PIECES = re.compile(r"\s+|[^\w\s]|\w+", re.UNICODE)


def words(before: str, after: str) -> SafeString:
    """``after`` with what was added in ``<ins>`` and what was taken out in ``<del>``."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    out: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            out.append(escape(came))
            continue
        if gone:
            out.append(f"<del>{escape(gone)}</del>")
        if came:
            out.append(f"<ins>{escape(came)}</ins>")
    return mark_safe("".join(out).replace("\n", "<br>"))  # noqa: S308 every piece is escaped
