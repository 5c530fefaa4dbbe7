"""What is said about feeds and calendars from outside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "calendar.address": _(
        "That is not the address of a calendar. It begins with https:// or webcal://."
    ),
    "calendar.name_missing": _("Give the calendar a name, so that people know whose it is."),
    "calendar.too_many": _("There are enough calendars here. Remove one first."),
    "calendar.unreadable": _("This file holds no calendar that can be read. Nothing was changed."),
    "calendar.too_large": _("This file is too large for a calendar. Nothing was changed."),
    "feed.too_many": _("You have enough addresses. First end one that you no longer use."),
}

#: What the audit trail calls each act.
VERBS = {
    "calendar.add": _("added a calendar from outside"),
    "calendar.remove": _("removed a calendar from outside"),
    "calendar.upload": _("uploaded a calendar"),
    "calendar.refresh": _("had a calendar fetched again"),
    "calendar.store": _("replaced the entries of a calendar from outside"),
    "feed.open": _("made a calendar address for themselves"),
    "feed.end": _("ended a calendar address"),
}

#: Why the last fetch came to nothing: code -> (what, what to do).
PROBLEMS = {
    "unreachable": (
        _("It cannot be reached."),
        _("Heraut tries again; what was fetched before is still shown."),
    ),
    "timeout": (
        _("It did not answer in time."),
        _("Heraut tries again; what was fetched before is still shown."),
    ),
    "dropped": (
        _("The connection broke."),
        _("Heraut tries again; what was fetched before is still shown."),
    ),
    "status": (
        _("Its server refuses it."),
        _("Ask whoever keeps it for a new address."),
    ),
    "private_address": (
        _("Its address lies in a private network."),
        _("Such addresses are not fetched, unless the administrator lists them."),
    ),
    "not_encrypted": (
        _("Its address is not encrypted."),
        _("Use the address that begins with https://."),
    ),
    "bad_address": (_("Its address is wrong."), _("Remove it and add it again.")),
    "redirects": (_("Its address leads from one to another without end."), _("Use the last one.")),
    "too_large": (_("It is too large for a calendar."), _("Ask for a smaller one.")),
    "unreadable": (
        _("What it sends is not a calendar."),
        _("Ask whoever keeps it; what was fetched before is still shown."),
    ),
}
