"""What is said to a person when a clearance cannot be decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "clearance.own_text": _(
        "You wrote in this text, so somebody else has to clear it. Ask a colleague who may."
    ),
    "clearance.changed": _(
        "The text was changed while you were reading. Read it again: the change is shown below."
    ),
    "clearance.moved": _(
        "“%(title)s” was moved to another time while you were reading. Look at it again."
    ),
    "clearance.already_asked": _("This text is already waiting for clearance, or cleared."),
    "clearance.reason_missing": _("Write the reason in a few words, so that the author can act."),
    "state.move": _(
        "Somebody else decided in the meantime. This page now shows what they decided."
    ),
    "access.right": _("You do not hold the right for that at %(unit)s."),
}

#: What the audit trail calls each act.
VERBS = {
    "clearance.ask": _("asked for clearance"),
    "clearance.clear": _("cleared a text"),
    "clearance.clear_many": _("cleared several texts in one go"),
    "clearance.reject": _("sent a text back"),
    "clearance.withdraw": _("withdrew a clearance"),
}
