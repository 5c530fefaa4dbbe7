"""From a refusal's code to the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heraut.foundation.slots import Slot
from heraut.kernel.errors import Refusal

Words = Mapping[str, str | Promise]

#: Every app registers the sentences for its own codes; parameters fill them by name.
REFUSALS: Slot[Words] = Slot("foundation.refusals")

#: Every app registers what its verbs of the audit trail mean: verb -> "cleared a text".
AUDIT_WORDS: Slot[Words] = Slot("foundation.audit_words")

AUDIT_WORDS.register(
    "foundation",
    {
        "backup.make": _("made a backup"),
        "backup.restore": _("was restored from a backup"),
    },
)


def audit_verbs() -> dict[str, str]:
    """Every verb that has words, with them."""
    return {verb: str(said) for words in AUDIT_WORDS for verb, said in words.items()}


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence for ``code``, else a general one that names the code for the helpdesk."""
    for words in REFUSALS:
        if code in words:
            return str(words[code]) % dict(params)
    return gettext("This could not be done (%(code)s). Nothing was changed.") % {"code": code}


def explain(request: HttpRequest, refusal: Refusal) -> None:
    """Tell the person on the next page why nothing was changed."""
    messages.error(request, sentence(refusal.code, refusal.params))
