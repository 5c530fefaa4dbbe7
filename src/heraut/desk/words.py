"""What is said to a person about their week and their work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from heraut.people.work_time import Area

#: What a page's place in the navigation means as a kind of work (see ``people.work_time``).
AREAS = {
    "today": Area(_("Home"), presence=True),
    "week": Area(_("Your week"), presence=True),
    "calendar": Area(_("Calendar"), presence=True),
    "pool": Area(_("Pool"), presence=True),
    "write": Area(_("Writing"), presence=True),
    "clearance": Area(_("Clearing"), presence=True),
    "dispatches": Area(_("Dispatches"), presence=True),
    "network": Area(_("Network")),
    "newsletter": Area(_("Newsletter")),
    "press": Area(_("Press")),
}

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
