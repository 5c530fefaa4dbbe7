"""What is said to a person when a dispatch cannot be made or changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "dispatch.changed": _(
        "%(name)s changed the text while you were looking. Read it again, then submit it."
    ),
    "dispatch.already_submitted": _(
        "“%(title)s” is already on its way. Open the dispatch to see where it stands."
    ),
    "dispatch.no_channel": _("Choose at least one channel."),
    "dispatch.channel_inactive": _("%(channel)s is not active: leave it out."),
    "dispatch.objection": _(
        "%(channel)s cannot take the text as it stands. Mend what is marked there, or leave it out."
    ),
    "dispatch.past": _("That moment has passed. Choose a later one, or “Now”."),
    "dispatch.embargo": _("The item is under embargo until %(until)s. Choose a moment after that."),
    "dispatch.expired": _(
        "The item expires on %(since)s, and nothing of it goes out after that. Take a newer one."
    ),
    "dispatch.when_missing": _("Choose a day and a time, or “As soon as it is cleared”."),
    "dispatch.over": _(
        "There is nothing left to change: part of it has gone out or was cancelled."
    ),
    "dispatch.moved": _(
        "%(name)s moved it while you were looking, to %(at)s. Nothing was changed."
    ),
    "dispatch.already_out": _(
        "“%(title)s” has gone out. Start a new text, or recall what was published."
    ),
    "delivery.not_published": _("This text was not published, so there is nothing to recall."),
    "delivery.recalled": _("This text is already being recalled."),
    "delivery.edit": _(
        "A correction of a text that was changed where it stands cannot be recalled by itself. Recall "
        "the text, or correct it once more."
    ),
    "delivery.gone": _(
        "That text does not stand on its channel any more, so nothing can be built on it."
    ),
    "correction.note_missing": _("Say in a few words what was wrong: readers see it."),
    "correction.same": _("Nothing was changed yet."),
    "correction.parts": _(
        "A published thread keeps its parts: change their words, or answer it in public."
    ),
    "correction.under_way": _("A correction of this text is already on its way."),
    "repost.already": _("%(channel)s has reposted this already, or is about to."),
    "amplify.channel": _("Choose a channel of %(unit)s on the same platform."),
    "amplify.cannot": _("%(channel)s cannot do that with this text."),
    "delivery.not_refused": _("Only a refused text can be tried again."),
    "time.skipped": _(
        "%(time)s does not exist on that day: clocks go forward (%(zone)s). Choose another time."
    ),
}

#: What the audit trail calls each act.
VERBS = {
    "dispatch.submit": _("submitted a dispatch"),
    "dispatch.correct": _("submitted a correction"),
    "dispatch.repost": _("submitted a repost"),
    "dispatch.quote": _("submitted a quote"),
    "dispatch.hand_over": _("let a dispatch go"),
    "dispatch.cancel": _("cancelled a dispatch"),
    "dispatch.reschedule": _("moved a dispatch"),
    "dispatch.send_back": _("sent a dispatch back"),
    "dispatch.take_back": _("took a dispatch back"),
    "dispatch.withdraw_for_edit": _("edited a submitted text"),
    "delivery.recall": _("recalled a published text"),
    "delivery.try_again": _("had a delivery tried again"),
}
