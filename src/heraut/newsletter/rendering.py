"""From an issue's content to a mail that mail programs draw as meant, and to its plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heraut.newsletter.content import Content, Entry
from heraut.newsroom import languages, richtext
from heraut.ui.templatetags.ui import text_dir

HERE = Path(__file__).parent
#: Gmail cuts a longer mail off, and with it the link to leave.
MOST_BYTES = 100_000
#: Behind the preview line, so that mail programs show no other words after it.
_FILLER = "\u00a0\u200c" * 60


@dataclass(frozen=True, slots=True)
class Urls:
    """``picture``: SHA-256 -> address. ``leave`` and ``archive`` may be empty."""

    picture: Callable[[str], str]
    archive: str = ""
    leave: str = ""


def in_language(language: str) -> Any:
    """The fixed words in the list's language where there are some, else in English."""
    base = languages.base(language)
    return translation.override(base if base in languages.MINISTRY else "en")


def html(content: Content, urls: Urls) -> str:
    """The whole document, its style in its elements."""
    entries = [_drawn(each, urls) for each in content.entries]
    with in_language(content.language):
        drawn = render_to_string(
            "newsletter/mail/issue.html",
            {
                "content": content,
                "direction": text_dir(content.language),
                "intro": richtext.render(content.intro),
                "entries": entries,
                "urls": urls,
                "filler": _FILLER,
            },
        )
    return inlined(drawn)


def _drawn(entry: Entry, urls: Urls) -> dict[str, object]:
    return {
        "title": entry.title,
        "text": richtext.render(entry.text),
        "link": entry.link,
        "alt": entry.alt,
        "picture_url": urls.picture(entry.picture) if entry.picture else "",
    }


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        extra_css=(HERE / "mail.css").read_text(), load_remote_stylesheets=False
    )


def inlined(document: str) -> SafeString:
    """The house's style for mails in every element; what only a head can say, in the head."""
    head = f"<style>{(HERE / 'mail_head.css').read_text()}</style></head>"
    return mark_safe(_inliner().inline(document).replace("</head>", head, 1))  # noqa: S308 (ours)


def text(content: Content, urls: Urls) -> str:
    """The same in plain words, for who reads mail so."""
    with in_language(content.language):
        parts = [content.sender_name, _underlined(content.subject)]
        if urls.archive:
            parts.append(_("Read this in your browser") + f":\n{urls.archive}")
        if content.intro:
            parts.append(_wrapped(richtext.plain(content.intro)))
        parts.extend(_entry_text(entry) for entry in content.entries)
        parts.append("-- ")
        if content.footer:
            parts.append(content.footer)
        said = _("You receive this because you subscribed to “%(name)s”.")
        parts.append(said % {"name": content.list_name})
        if urls.leave:
            parts.append(_("Unsubscribe") + f":\n{urls.leave}")
        parts.append(f"{content.sender_name}\n{content.postal_address}")
    return "\n\n".join(parts) + "\n"


def _entry_text(entry: Entry) -> str:
    parts = [_underlined(entry.title)]
    if entry.picture and entry.alt:
        parts.append(_wrapped(f"[{entry.alt}]"))
    if entry.text:
        parts.append(_wrapped(richtext.plain(entry.text)))
    if entry.link:
        parts.append(entry.link)
    return "\n\n".join(parts)


def _underlined(title: str) -> str:
    return f"{title}\n{'-' * min(60, len(title))}"


def _wrapped(words: str) -> str:
    return "\n\n".join(textwrap.fill(each, 72) for each in words.split("\n\n"))
