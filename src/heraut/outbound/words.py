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
        _("Heraut checks whether it was published before it does anything else."),
    ),
    "call.dropped": (
        _("The connection broke during the call."),
        _("Heraut checks whether it was published before it does anything else."),
    ),
    "call.malformed": (
        _("The platform’s answer could not be read."),
        _("Heraut checks whether it was published before it does anything else."),
    ),
    "call.too_large": (
        _("The platform’s answer could not be read."),
        _("Heraut checks whether it was published before it does anything else."),
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
        _("Heraut checks whether it was published before it does anything else."),
    ),
    "connector.fault": (
        _("Heraut made a mistake during the call."),
        _("Heraut checks whether it was published; tell the administrator if this goes on."),
    ),
    "restore.since": (
        _("Heraut was restored from a backup; this text had been tried before."),
        _("Heraut checks whether it was published before it does anything else."),
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
    "platform.daily_limit": (
        _("The channel has published as often as the platform allows in a day (%(status)s)."),
        _("Nothing to do: Heraut goes on once the platform allows it."),
    ),
    "platform.duplicate": (
        _("The platform takes this for the same text as the one before (%(status)s)."),
        _("Look at the channel. If it is not there, change the text and dispatch it again."),
    ),
    "stage.slow": (
        _("What is to be published could not be handed over in time; nothing was published."),
        _("Nothing to do: Heraut tries again."),
    ),
    "media.processing": (
        _("The platform is still working on the picture, film or document."),
        _("Nothing to do: Heraut tries again until it is ready."),
    ),
    "media.unfetched": (
        _("The platform could not fetch the picture or the film (%(status)s)."),
        _("Heraut tries again. If it stays: Heraut’s public address must be reachable."),
    ),
    "media.gone": (
        _("The platform no longer holds what was to be published (%(status)s)."),
        _("Look at the channel yourself, then dispatch it again if it is not there."),
    ),
    "media.missing": (
        _("The platform takes no text alone."),
        _("Add a picture or a film and dispatch it again."),
    ),
    "picture.type": (
        _("The platform does not take a picture of this type (%(status)s)."),
        _("Save it as JPEG and dispatch it again."),
    ),
    "picture.shape": (
        _("The picture is too narrow or too wide for the platform (%(status)s)."),
        _("Choose another crop and dispatch it again."),
    ),
    "picture.too_large": (
        _("The picture is too large for the platform (%(status)s)."),
        _("Make it smaller and dispatch it again."),
    ),
    "pictures.too_many": (
        _("The platform does not take these pictures together (%(status)s)."),
        _("Leave some out and dispatch it again."),
    ),
    "video.type": (
        _("The platform cannot read the film (%(status)s)."),
        _("Save it as MP4 (H.264, AAC) and dispatch it again."),
    ),
    "text.too_long": (
        _("The text is too long for the platform, or has too many hashtags (%(status)s)."),
        _("Shorten it and dispatch it again."),
    ),
    "text.mentions": (
        _("The text mentions too many others (%(status)s)."),
        _("Leave some out and dispatch it again."),
    ),
    "link.refused": (
        _("The platform does not take this link (%(status)s)."),
        _("Check the address, or leave it out, and dispatch it again."),
    ),
    "recall.by_hand": (
        _("The platform lets no machine delete this."),
        _("Delete it in the platform’s own app, now."),
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
    "account.permission": (
        _("The sign-in may not publish on this channel (%(status)s)."),
        _("Connect it anew as a person who may create content there, with all permissions."),
    ),
    "account.blocked": (
        _("The platform has blocked what this account does for a while (%(status)s)."),
        _("Look into the platform’s app for its notice. What waits goes out once it is lifted."),
    ),
    "account.app_removed": (
        _("Heraut’s application was removed from the account that signed the channel in."),
        _("Connect the channel again; what waits goes out afterwards."),
    ),
    "account.checkpoint": (
        _("The platform wants the person who connected the channel to prove who they are."),
        _("Sign in on the platform’s own page, follow it, then connect the channel again."),
    ),
    "account.password_changed": (
        _("The person who connected the channel has changed the password there."),
        _("Connect the channel again; what waits goes out afterwards."),
    ),
    "account.role_lost": (
        _("The person who connected the channel no longer works on its page there."),
        _("Have somebody who does connect the channel again."),
    ),
    "account.unpublished": (
        _("The page is not public: unpublished, or restricted by the platform."),
        _("Look into the page’s settings. What waits goes out once it is public."),
    ),
    "account.not_linked": (
        _("No professional Instagram account is linked to this page."),
        _("Link it in the page’s settings, then connect the channel again."),
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
        _("The sign-in belongs to a different account from this channel’s."),
        _("Connect the channel with the right account."),
    ),
    "record.missing": (
        _("The platform no longer knows this text."),
        _("Nothing to do if it was deleted there on purpose."),
    ),
    "account.rights": (
        _("The platform says that this sign-in may not publish for the account any more."),
        _("Have the role given back there, or connect the channel with somebody who has it."),
    ),
    "platform.version": (
        _("The platform no longer speaks the version of its interface that Heraut uses."),
        _("Tell the administrator: Heraut needs an update. What waits goes out afterwards."),
    ),
    "platform.day_limit": (
        _("What the platform takes from the ministry in a day is used up."),
        _("Nothing to do: Heraut goes on after midnight UTC. What cannot wait goes out by hand."),
    ),
    "text.stands_already": (
        _("The platform refuses it: the same text stands there already, at %(url)s."),
        _("Look at it. If it is to appear once more, change the text and dispatch it again."),
    ),
    "text.stands_unseen": (
        _("The platform says that this text exists already, and does not show it (%(url)s)."),
        _("Heraut checks whether it was published before it does anything else."),
    ),
    "media.uploading": (
        _("The film or document is still on its way to the platform."),
        _("Nothing to do: Heraut goes on where it stopped."),
    ),
    "video.failed": (
        _("The platform could not work with the film."),
        _("Choose another film, or the same in another format."),
    ),
    "video.rights": (
        _("Whoever signed this channel in may publish there, but not upload films."),
        _("Leave the film out, or connect the channel with an administrator of the page."),
    ),
    "document.failed": (
        _("The platform could not work with the document."),
        _("Save it as PDF again, without a password, and try once more."),
    ),
    "original.missing": (
        _("The text that this one answers, quotes or passes on is not there, or may not be used."),
        _("Look at it on the platform. Cancel this, or choose another text."),
    ),
    "parts.stopped": (
        _("The platform refused part %(next)s of %(parts)s (%(status)s). What came before stands."),
        _("Try again from there, or recall what stands."),
    ),
    "text.duplicate": (
        _("The platform says that the same words stand on the channel already, and refuses them."),
        _("Look at the channel. If the text is not there, change a word and dispatch it again."),
    ),
    "reply.not_allowed": (
        _("The platform does not let this text be answered through its interface."),
        _("Answer it on the platform itself, or dispatch the text by itself."),
    ),
    "quote.not_allowed": (
        _("The platform does not let this text be quoted through its interface."),
        _("Repost it, or put a link to it into the text."),
    ),
    "video.processing": (
        _("The film is still being uploaded, or the platform is still working on it."),
        _("Nothing to do: Heraut goes on where it stopped."),
    ),
    "video.refused": (
        _("The platform could not work with the film."),
        _("Choose another film, or the same in another format."),
    ),
    "platform.no_credit": (
        _("The ministry’s credit at the platform is used up, or its own limit is reached."),
        _("Tell the administrator: what waits goes out once there is credit again."),
    ),
    "account.not_permitted": (
        _("The platform does not let the ministry’s application do this."),
        _("Tell the administrator; what waits goes out once it may."),
    ),
    "budget.none": (
        _("%(platform)s asks money, and the ministry has set no budget. Nothing was sent."),
        _("Ask the administrator to set one, then try again."),
    ),
    "budget.used_up": (
        _(
            "This costs %(cost)s US dollars, and %(left)s are left of this month’s budget for "
            "%(platform)s. Nothing was sent."
        ),
        _("Ask the administrator to raise the budget, then try again."),
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
        _("Heraut tries again. If this goes on, tell the administrator."),
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

#: What calls cost: a code of a connector's price list -> what is paid for.
PRICES = {
    "text": _("A message"),
    "text_with_link": _("A message with a link"),
    "repost": _("A repost"),
    "recall": _("Recalling a message or a repost"),
    "description": _("Describing a picture"),
}

REFUSALS = {
    "budget.platform": _("This platform asks no money."),
    "budget.amount": _("Give an amount between 0 and 1,000,000 US dollars."),
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
    "parcel.hand_over": _("handed a text over to a channel’s queue"),
    "parcel.cancel": _("cancelled a delivery"),
    "parcel.release": _("released a held delivery"),
    "parcel.resolve": _("said what became of a delivery"),
    "budget.set": _("set what a platform may cost in a month"),
    "parcel.by_hand": _("did by hand what no machine can, or said that it was not done"),
    "hold.place": _("placed a hold"),
    "hold.end": _("ended a hold"),
    "mailing.hand_over": _("handed a mailing over"),
    "mailing.open": _("began to send confirmations"),
    "mailing.stop": _("stopped a mailing"),
    "mailing.release": _("released a held mailing"),
    "mailing.resolve": _("decided about recipients whose delivery is unclear"),
    "mailing.returned": _("took in a mail that came back"),
    "channel.resume": _("let a channel’s queue go on"),
}
