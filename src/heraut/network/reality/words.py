"""What each finding says: what happened, and what to do."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from heraut.network.models import Finding, FindingKind

#: kind -> (what happened, what to do); ``params`` fill them by name.
WORDS = {
    FindingKind.SUSPENDED: (
        _("The platform has suspended the account."),
        _(
            "Appeal on the platform’s page today, and tell the ministry. What is due there waits. The public "
            "registry no longer says “yes” for it."
        ),
    ),
    FindingKind.MISSING: (
        _("The platform no longer knows the account."),
        _(
            "Find out who deleted it. If it is gone for good, retire the channel here, so that the registry "
            "says “formerly”."
        ),
    ),
    FindingKind.ANOTHER: (
        _("The sign-in leads to another account than the one certified: %(found)s."),
        _(
            "Treat it as a possible hijack: look at the account, then sign in again with the right one. The "
            "registry no longer says “yes” for it."
        ),
    ),
    FindingKind.SIGN_IN: (
        _("The platform no longer accepts the channel’s sign-in."),
        _("Connect the channel again; what is due there waits."),
    ),
    FindingKind.HANDLE_TAKEN: (
        _("A former name of this channel belongs to somebody else now: %(handles)s."),
        _(
            "Look at what is published there. If it poses as the mission, report it to the platform. The "
            "registry warns who asks for that name."
        ),
    ),
    FindingKind.HANDLE_FREE: (
        _("Anybody can take a former name of this channel: %(handles)s."),
        _("Take it yourselves with an account that only points to the present one, if you can."),
    ),
    FindingKind.BADGE: (
        _("The account no longer shows that it is verified."),
        _("Ask the platform why, and ask for the badge again: readers look for it."),
    ),
    FindingKind.HANDLE: (
        _("The account is called @%(new)s on the platform now; it was @%(old)s."),
        _(
            "The registry has taken the new name over and goes on watching the old one. If nobody of yours "
            "changed it, treat it as a possible hijack."
        ),
    ),
    FindingKind.NAME: (
        _("Readers see the name “%(new)s” there now; it was “%(old)s”."),
        _(
            "If the new name is right, write it into the channel’s page here; if not, change it back on the "
            "platform."
        ),
    ),
    FindingKind.SILENT: (
        _("Nothing has gone out for %(days)s days; the plan asks for %(per_week)s texts a week."),
        _("Publish something, or change the plan to what the mission can keep."),
    ),
    FindingKind.CERTIFICATION: (
        _("The certification ends on %(until)s."),
        _("Look at the account and certify it again; else the registry no longer says “yes”."),
    ),
}
#: These are more than untidy.
GRAVE = frozenset(
    {
        FindingKind.SUSPENDED,
        FindingKind.MISSING,
        FindingKind.ANOTHER,
        FindingKind.SIGN_IN,
        FindingKind.HANDLE_TAKEN,
        FindingKind.BADGE,
    }
)


def say(finding: Finding) -> tuple[str, str]:
    """What happened and what to do, in the reader's language."""
    what, todo = WORDS[FindingKind(finding.kind)]
    params = dict(finding.params)
    if "until" in params:
        params["until"] = formats.date_format(date.fromisoformat(params["until"]), "j F Y")
    return str(what) % params if params else str(what), str(todo)
