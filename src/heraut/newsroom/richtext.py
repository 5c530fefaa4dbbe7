"""The safe small rich text of item bodies: a subset of CommonMark.

Paragraphs, headings, emphasis, lists, quotes and links. Raw HTML is shown as the characters it is
made of; what the parser makes is cleaned once more by an allow-list.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto", "tel"}
_LEVEL = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["image", "code", "fence", "html_block", "html_inline", "hr"]
)


def render(text: str) -> SafeString:
    """HTML that may stand on any page of ours; headings begin at the third level."""
    tokens = _parser.parse(text)
    for token in tokens:
        token.tag = _LEVEL.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 cleaned just above


def plain(text: str) -> str:
    """The words alone, paragraphs kept apart by an empty line."""
    parts = [
        "".join(_inline(child) for child in token.children or [])
        for token in _parser.parse(text)
        if token.type == "inline"
    ]
    return "\n\n".join(parts)


def _inline(token: object) -> str:
    kind = getattr(token, "type", "")
    if kind in ("softbreak", "hardbreak"):
        return "\n"
    return str(getattr(token, "content", "")) if kind in ("text", "code_inline") else ""
