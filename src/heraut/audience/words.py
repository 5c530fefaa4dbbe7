"""What is said to a person about recipients and their consents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "address.wrong": _("This is not an e-mail address. Check it: name@example.org"),
    "recipient.reason_missing": _(
        "Say why you look, in a few words: it is kept in the audit trail beside your name."
    ),
    "recipient.unknown": _("Nothing is held about this address."),
    "recipient.erased": _("This person has been erased already: nothing can be read any more."),
    "subscription.link_wrong": _("This link is not complete. Copy all of it from the mail."),
    "subscription.link_expired": _("This link is too old. Ask for a new one: it takes a minute."),
    "import.not_csv": _("The file cannot be read. Save it as CSV in UTF-8 and try again."),
    "import.no_column": _("No column is called “email”. Name it in the first line."),
    "import.proof_missing": _(
        "Say where the proof is kept that these people agreed: without it nobody may be imported."
    ),
    "import.too_long": _("The file has more than %(most)s lines. Split it."),
}

#: What the audit trail calls each act.
VERBS = {
    "subscription.ask": _("was asked for a subscription"),
    "subscription.confirm": _("confirmed a subscription"),
    "subscription.end": _("ended a subscription"),
    "subscription.purge": _("erased subscriptions that nobody confirmed"),
    "subscription.import": _("imported subscribers from a file"),
    "address.suppress": _("stopped all mail to an address"),
    "address.lift": _("allowed mail to an address again"),
    "recipient.read": _("read what is held about a person"),
    "recipient.stop": _("noted that a person wants no more mail"),
    "recipient.erase": _("erased a person"),
}
