"""What people are told when something cannot be done, and what a platform objects to."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "item.title_missing": _("Give the text a title: it is what people find it by."),
    "item.summary_missing": _(
        "Write a summary in the original’s language: missions publish it most often."
    ),
    "item.alt_missing": _(
        "Pictures without a description in %(language)s: %(count)s. Describe them: not everybody"
        " can see them."
    ),
    "item.not_draft": _("This item is already in the pool."),
    "item.not_offered": _("This item is not in the pool, so it cannot be withdrawn."),
    "item.withdrawn": _("This item was withdrawn from the pool. Nothing new can be made of it."),
    "item.expired": _("This item expired on %(date)s. Nothing new can be made of it."),
    "item.partner_text": _(
        "This text belongs to %(unit)s. Only its own people change it; you may relay or adapt it."
    ),
    "item.dates": _("An item cannot expire before its embargo ends."),
    "version.stale": _(
        "%(name)s saved this text while you were writing. Nothing was overwritten: both texts"
        " are shown below."
    ),
    "version.language": _("This language is not known here."),
    "fact.incomplete": _("A fact needs a sentence, a source and a date."),
    "picture.too_big": _("The picture is larger than %(most)s MB. Make it smaller first."),
    "picture.too_many_pixels": _(
        "The picture has more than %(most)s million pixels. Make it smaller first."
    ),
    "picture.not_an_image": _("This is not a JPEG, PNG or WebP image, or it is damaged."),
    "picture.alt_missing": _("Write what the picture shows, for who cannot see it."),
    "picture.foreign": _("This picture does not belong to this text."),
    "adaptation.stale": _(
        "%(name)s saved this text while you were writing. Nothing was overwritten: both texts"
        " are shown below."
    ),
    "adaptation.no_channels": _(
        "%(unit)s has no active channel to write for. A colleague who manages channels can"
        " connect one."
    ),
    "adaptation.channel": _("This channel is not one of %(unit)s."),
    "adaptation.no_version": _("This item has no text yet."),
    "value.unnamed": _("Name the value in at least one language."),
    "value.known": _("This value is on the list already."),
    "message.empty": _("Write the message in at least one language."),
    "message.dates": _("A key message cannot end before it begins."),
    "message.ended": _("This key message has ended. Write a new one."),
    "message.stale": _(
        "%(name)s changed this key message while you were writing. Nothing was overwritten: open"
        " it again and take over what you want to change."
    ),
    "audience.unnamed": _("Name the group in at least one language."),
    "audience.size_unsourced": _("A number needs its source and its day."),
    "offer.nobody": _("Choose at least one mission that does not have it yet."),
    "offer.unanswered": _("Say why not: the mission reads it and can mend the text."),
    "question.empty": _("Write something first."),
    "question.nobody": _("Choose whom to ask."),
    "question.cannot_read": _(
        "%(name)s cannot read what this is about. Offer it to them first, or ask somebody else."
    ),
    "question.closed": _("This question is closed. Ask a new one."),
    "question.not_yours": _("%(name)s asked this; only they and their colleagues close it."),
    "access.right": _("You do not hold the right for that at %(unit)s."),
}

#: What the audit trail calls each act.
VERBS = {
    "item.create": _("created an item"),
    "item.edit_details": _("changed an item’s details"),
    "item.save_version": _("saved a text in the pool"),
    "item.offer": _("offered an item to the pool"),
    "item.withdraw": _("withdrew an item from the pool"),
    "fact.record": _("recorded a fact"),
    "item.attach_fact": _("put a fact with an item"),
    "item.detach_fact": _("took a fact from an item"),
    "picture.add": _("added a picture"),
    "picture.describe": _("described a picture"),
    "picture.remove": _("removed a picture"),
    "adaptation.start": _("began a text"),
    "adaptation.save": _("saved a text"),
    "adaptation.aim": _("chose a text’s readers and key messages"),
    "adaptation.open": _("changed who may look at a text"),
    "value.name": _("named a value"),
    "value.end": _("ended a value"),
    "message.save": _("saved a key message"),
    "message.in_force": _("put a key message in force"),
    "message.end": _("ended a key message"),
    "audience.save": _("described an audience group"),
    "audience.end": _("ended an audience group"),
    "plan.aim": _("chose a plan’s readers and key messages"),
    "offer.neighbours": _("offered an item to neighbours"),
    "offer.ask_pool": _("asked to put an item into the pool"),
    "offer.decline": _("left an item out of the pool"),
    "offer.withdraw": _("took back an offer"),
    "sharing.change": _("changed who may look at texts in the making"),
    "question.ask": _("asked a colleague"),
    "question.reply": _("wrote in a thread"),
    "question.close": _("closed a question"),
}

#: What a platform cannot take: an objection's code -> the sentence, filled by its parameters.
OBJECTIONS = {
    "text.empty": _("There is no text yet."),
    "text.too_long": _("%(over)s too many: shorten it to %(limit)s."),
    "text.too_many_bytes": _(
        "The letters take %(used)s bytes and the platform takes %(limit)s: shorten the text."
    ),
    "link.beside_pictures": _(
        "Beside pictures there is no room for a link card. Put the link into the text, or leave"
        " the pictures out here."
    ),
    "pictures.too_many": _("%(count)s pictures, and the platform takes %(limit)s. Leave some out."),
    "picture.type": _("The platform does not take pictures of this type (%(type)s)."),
    "picture.too_large": _("The picture has %(size)s bytes and the platform takes %(limit)s."),
    "picture.alt_missing": _("Describe the picture: not everybody can see it."),
    "picture.alt_too_long": _(
        "The description has %(used)s characters and the platform takes %(limit)s."
    ),
}


def objection(code: str, params: Mapping[str, object]) -> str:
    """The sentence for an objection; one we have no words for is named by its code."""
    known = OBJECTIONS.get(code)
    if known is None:
        return gettext("The platform does not take this (%(code)s).") % {"code": code}
    return str(known) % dict(params)
