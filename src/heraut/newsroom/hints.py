"""What may help while a text is written: for whom it is, how they are spoken to, how it reads.

Hints advise and never block. Nothing here claims to judge a text: it counts words and compares
languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heraut.newsroom import languages
from heraut.newsroom.models import AudienceGroup, KeyMessage, Register

#: Words from which a sentence is called long, for people who read on a telephone.
LONG = 25
#: language -> how readers are spoken to, formally and familiarly.
_ADDRESS = {
    "nl": ("u", "je"),
    "fr": ("vous", "tu"),
    "de": ("Sie", "du"),
    "es": ("usted", "tú"),
    "it": ("Lei", "tu"),
    "pt": ("o senhor, a senhora", "você"),
    "ru": ("Вы", "ты"),
    "pl": ("Pan, Pani", "ty"),
    "tr": ("siz", "sen"),
}
#: Written without spaces between words, so that words cannot be counted by them.
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_SENTENCE = re.compile(r"(?<=[.!?…؟।])\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_ADDRESS_OF_PAGE = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Hint:
    """``code`` for tests and order; ``text`` for people."""

    code: str
    text: str


def longest_sentence(text: str) -> int:
    """Words in the longest sentence; addresses of pages do not count."""
    plain = _ADDRESS_OF_PAGE.sub("", text)
    return max((len(_WORD.findall(each)) for each in _SENTENCE.split(plain)), default=0)


def hints(
    texts: Sequence[tuple[str, str]],
    audiences: Iterable[AudienceGroup],
    missing: Sequence[KeyMessage],
) -> list[Hint]:
    """``texts``: (language, text) of what goes out; ``missing``: key messages of the plan that
    were not carried this month and are not chosen here."""
    found: list[Hint] = []
    for group in audiences:
        found += _for_group(group, [language for language, _text in texts])
    found += _reading(texts)
    if missing:
        found.append(_missing(missing))
    return list({each.text: each for each in found}.values())


def dead_links(names: Sequence[str]) -> list[Hint]:
    """``names``: channels with a link in a text that readers there cannot follow."""
    if not names:
        return []
    text = _(
        "%(channels)s: readers cannot tap a link there. Say where they find it, as “the link is in "
        "our profile”."
    ) % {"channels": ", ".join(dict.fromkeys(names))}
    return [Hint("dead_link", text)]


def _for_group(group: AudienceGroup, used: Sequence[str]) -> list[Hint]:
    found = []
    spoken = languages.base(group.language)
    if used and spoken not in {languages.base(each) for each in used}:
        text = _("%(group)s: their language is %(theirs)s; this text is in %(ours)s.") % {
            "group": group,
            "theirs": languages.name(group.language),
            "ours": ", ".join(dict.fromkeys(languages.name(each) for each in used)),
        }
        found.append(Hint("language", text))
    address = _ADDRESS.get(spoken)
    formal, familiar = address if address and not found else ("", "")
    if group.register == Register.FORMAL:
        said = _("%(group)s: a formal tone.") % {"group": group}
        found.append(Hint("register", _addressed(said, formal)))
    elif group.register == Register.FAMILIAR:
        said = _("%(group)s: a familiar tone.") % {"group": group}
        found.append(Hint("register", _addressed(said, familiar)))
    return found


def _addressed(said: str, word: str) -> str:
    return f"{said} {_('Address them as “%(word)s”.') % {'word': word}}" if word else said


def _reading(texts: Sequence[tuple[str, str]]) -> list[Hint]:
    counted = [
        longest_sentence(text)
        for language, text in texts
        if languages.base(language) not in _UNSPACED
    ]
    most = max(counted, default=0)
    if most <= LONG:
        return []
    text = _("The longest sentence has %(words)s words. Below %(most)s it reads easily.") % {
        "words": most,
        "most": LONG,
    }
    return [Hint("sentence", text)]


def _missing(missing: Sequence[KeyMessage]) -> Hint:
    shown = "; ".join(str(each) for each in missing[:2])
    rest = len(missing) - 2
    text = _("In your plan and not carried this month: %(messages)s") % {"messages": shown}
    if rest > 0:
        more = ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}
        text = f"{text} ({more})"
    return Hint("missing", text)
