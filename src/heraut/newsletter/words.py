"""What is said to a person about newsletters, and what codes of the ledger mean to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "newsletter.known": _("There is a list “%(name)s” in this language already."),
    "newsletter.closed": _("“%(name)s” takes no new subscribers at the moment."),
    "newsletter.retired": _("“%(name)s” is not active any more: no new issue can be made."),
    "newsletter.list_changed": _(
        "%(name)s changed the list while you were writing. Look at it again, then save."
    ),
    "newsletter.no_mail_server": _(
        "No mail server is set up yet. Ask the administrator: ./heraut doctor says what is missing."
    ),
    "newsletter.test_failed": _(
        "The test mail could not be sent. Try again, or ask the administrator."
    ),
    "issue.stale": _(
        "%(name)s changed this issue while you were writing. Nothing of yours was saved: copy "
        "what you wrote, look at theirs, and add yours."
    ),
    "issue.over": _("This issue has gone out or was cancelled: it cannot be changed any more."),
    "issue.left": _("The first mails have gone: you can stop the rest, not take it back."),
    "issue.full": _("An issue holds at most %(most)s items. Remove one first."),
    "issue.submitted": _("This issue has been submitted already."),
    "issue.not_submitted": _("This issue has not been submitted."),
    "issue.not_going": _("This issue is not being sent."),
    "issue.no_subject": _("Write a subject: it is all that readers see before they open it."),
    "issue.empty": _("Add at least one item, or write an introduction."),
    "issue.no_title": _("Item %(number)s has no title."),
    "issue.no_alt": _(
        "The picture of “%(title)s” has no description in this language. Add it to the item in "
        "the pool, then take the item again."
    ),
    "issue.too_large": _(
        "The mail is %(size)s kB long; more than %(most)s kB is cut off by mail programs. Shorten "
        "it or remove an item."
    ),
    "issue.embargo": _("“%(title)s” is under embargo until %(until)s. Choose a later moment."),
    "issue.expired": _("“%(title)s” will have expired by then. Remove it."),
}

#: What the audit trail calls each act.
VERBS = {
    "newsletter.open": _("opened a newsletter list"),
    "newsletter.change": _("changed a newsletter list"),
    "newsletter.confirmation": _("sent a request for confirmation"),
    "issue.start": _("began a newsletter issue"),
    "issue.save": _("saved a newsletter issue"),
    "issue.submit": _("submitted a newsletter issue"),
    "issue.hand_over": _("handed a newsletter issue over"),
    "issue.return": _("sent a newsletter issue back"),
    "issue.take_back": _("took a newsletter issue back"),
    "issue.cancel": _("cancelled a newsletter issue"),
    "issue.withdraw": _("took a newsletter issue back to change it"),
    "issue.stop": _("stopped a newsletter issue"),
}
