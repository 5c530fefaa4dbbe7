"""What went wrong with a delivery, in words, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: code -> (what happened, what to do); parameters fill them by name.
FAILURES = {
    "call.unreachable": (
        _("The platform cannot be reached."),
        _("Nothing to do: Heraut tries again until it answers."),
    ),
    "call.timeout": (
        _("The platform did not answer in time."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "call.dropped": (
        _("The connection broke during the call."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "call.malformed": (
        _("The platform’s answer could not be read."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "call.too_large": (
        _("The platform’s answer could not be read."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "call.private_address": (
        _("The channel’s server lies in a private network."),
        _("Ask the administrator to correct the server’s address."),
    ),
    "call.not_encrypted": (
        _("The channel’s server is not reached over an encrypted connection."),
        _("Ask the administrator to correct the server’s address."),
    ),
    "call.bad_address": (
        _("The address of the channel’s server is wrong."),
        _("Ask the administrator to correct the server’s address."),
    ),
    "worker.died": (
        _("Heraut was interrupted during the call."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "connector.fault": (
        _("Heraut made a mistake during the call."),
        _("It looks whether it was published; tell the administrator if this stays."),
    ),
    "restore.since": (
        _("Heraut was restored from a backup; this text had been tried before."),
        _("Heraut looks whether it was published before it does anything else."),
    ),
    "connector.unprepared": (
        _("Heraut could not prepare this for the platform; nothing was sent."),
        _("Tell the administrator."),
    ),
    "read_back.absent": (
        _("The channel was read back: the text is not there."),
        _("Look at the channel yourself, then say below what you saw."),
    ),
    "read_back.too_far": (
        _("The channel has too many newer texts to find this one."),
        _("Look at the channel yourself, then say below what you saw."),
    ),
    "platform.limit": (
        _("The platform asks for a pause: too many texts in a short time."),
        _("Nothing to do: Heraut waits as long as the platform asks."),
    ),
    "platform.trouble": (
        _("The platform has a fault of its own (%(status)s)."),
        _("Nothing to do: Heraut tries again until it works."),
    ),
    "platform.refused": (
        _("The platform refused the text (%(status)s)."),
        _("Change the text and dispatch it again."),
    ),
    "picture.processing": (
        _("The platform is still working on the picture."),
        _("Nothing to do: Heraut tries again."),
    ),
    "picture.damaged": (
        _("The picture arrived damaged."),
        _("Nothing to do: Heraut tries again."),
    ),
    "account.sign_in": (
        _("The platform no longer accepts the channel’s sign-in."),
        _("Connect the channel again; what waits goes out afterwards."),
    ),
    "account.app_password": (
        _("The platform wants an app password."),
        _("Make an app password in the account’s settings and connect the channel again."),
    ),
    "account.suspended": (
        _("The platform has suspended the account."),
        _("Contact the platform; what waits goes out once the account is back."),
    ),
    "account.another": (
        _("The sign-in belongs to another account than this channel."),
        _("Connect the channel with the right account."),
    ),
    "record.missing": (
        _("The platform no longer knows this text."),
        _("Nothing to do if it was deleted there on purpose."),
    ),
    "original.missing": (
        _("The text that this one answers, quotes or passes on is not there, or may not be used."),
        _("Look at it on the platform. Cancel this, or choose another text."),
    ),
    "parts.stopped": (
        _("The platform refused part %(next)s of %(parts)s (%(status)s). What came before stands."),
        _("Try again from there, or recall what stands."),
    ),
    "outbound.gave_up": (
        _("The platform could not be reached for a whole day."),
        _("Decide whether the text is still timely, and dispatch it again."),
    ),
    "person.not_published": (
        _("It was not published by hand: %(reason)s"),
        _("If it is still timely, try again: it becomes a task once more."),
    ),
    "person.said": (
        _("A person looked at the channel and decided."),
        _("Nothing to do."),
    ),
}

#: The same for a mailing as a whole.
MAILING_TROUBLES = {
    "mail.unreachable": (
        _("The mail server cannot be reached."),
        _("Nothing to do: Heraut goes on as soon as it answers. Nobody gets it twice."),
    ),
    "mail.refused": (
        _("The mail server refuses the connection."),
        _("Heraut tries again. If this stays, tell the administrator."),
    ),
    "mail.sign_in": (
        _("The mail server no longer accepts Heraut’s sign-in."),
        _("Tell the administrator; it goes on by itself once that is mended."),
    ),
    "mail.sender_refused": (
        _("The mail server does not let Heraut write in this name."),
        _("Tell the administrator; it goes on by itself once that is mended."),
    ),
}

#: What became of a recipient, in a few words: counted, never beside an address.
ROW_CODES = {
    "mail.no_such_address": _("The address does not exist; nothing is sent there any more."),
    "mail.recipient_refused": _("The recipient’s server does not take mail for this address."),
    "mail.content_refused": _("The recipient’s server refuses the mail."),
    "mail.no_answer": _("The connection broke after the mail was handed over."),
    "worker.died": _("Heraut was interrupted while the mail was handed over."),
    "mail.later": _("The server asks to come back later."),
    "mail.dropped": _("The connection broke before the mail was handed over."),
    "mail.returned": _("The mail came back."),
    "mail.complaint": _("The reader reported it as unwanted."),
    "recipient.left": _("Left the list in the meantime."),
    "recipient.suppressed": _("Nothing is sent to this address."),
    "recipient.erased": _("Was erased in the meantime."),
    "recipient.unreadable": _("The address cannot be read with the keys that are here."),
    "mailing.stopped": _("The mailing was stopped before."),
    "outbound.gave_up": _("The recipient’s server could not be reached for a whole day."),
    "person.said": _("A person decided."),
}

REFUSALS = {
    "mailing.over": _("There is nothing left to stop: it has been sent or was stopped before."),
    "mailing.none_unknown": _("Somebody has already decided about these recipients."),
    "parcel.under_way": _(
        "One of these texts is being published at this moment. Wait until that is settled, then "
        "recall it."
    ),
    "parcel.not_unknown": _(
        "It is already known what became of this text: look at the page again."
    ),
    "parcel.not_by_hand": _(
        "There is nothing left to do by hand: it was done, withdrawn or cancelled meanwhile. If you have "
        "published it, recall it."
    ),
    "parcel.reason_missing": _("Say why it was not published, in a few words."),
    "parcel.address_wrong": _("That is no address of a page. It begins with https://."),
    "parcel.address_elsewhere": _(
        "That address does not seem to belong to %(handle)s on %(platform)s. Check it; if it is right all the "
        "same, tick the box and note it again."
    ),
    "parcel.address_missing": _("Paste the address where you saw the text, as proof."),
    "parcel.address_unusable": _(
        "This address does not name the text itself. Open the text on the platform and paste the "
        "address of that page, so that the next part can answer it."
    ),
    "hold.reason_missing": _("Say why, in a few words: everybody whose text is held reads it."),
    "hold.no_mission": _("No mission lies in that country."),
    "hold.over": _("Somebody has already ended this hold."),
}

#: What the audit trail calls each act.
VERBS = {
    "parcel.hand_over": _("handed a text over to a channel’s line"),
    "parcel.cancel": _("cancelled a delivery"),
    "parcel.release": _("released a held delivery"),
    "parcel.resolve": _("said what became of a delivery"),
    "parcel.by_hand": _("did by hand what no machine can, or said that it was not done"),
    "hold.place": _("placed a hold"),
    "hold.end": _("ended a hold"),
    "mailing.hand_over": _("handed a mailing over"),
    "mailing.open": _("began to send confirmations"),
    "mailing.stop": _("stopped a mailing"),
    "mailing.release": _("released a held mailing"),
    "mailing.resolve": _("decided about recipients that nobody can tell of"),
    "mailing.returned": _("took in a mail that came back"),
    "channel.resume": _("let a channel’s line go on"),
}
