"""What is said to a person about their week."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "week.decided": _(
        "“%(title)s” was decided on in the meantime. Cancel it on its own page if it must not go"
        " out."
    ),
}

#: What the audit trail calls each act.
VERBS = {
    "week.plan": _("planned a text for the week"),
    "week.undo": _("took a planned text back"),
}
