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
    "thread.unsupported": _("%(channel)s takes no texts in several parts: shorten this one."),
    "thread.fits": _("The text fits %(channel)s as it is; nothing has to be split."),
    "thread.too_many": _("A thread has at most %(limit)s parts."),
    "thread.command": _("That part is no longer there: look at the text again."),
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
    "thread.unsupported": _("The platform takes no texts in several parts: shorten this one."),
    "thread.too_many": _("%(count)s parts, and %(limit)s are the most. Join or remove some."),
    "quote.unsupported": _(
        "This server does not know quotes yet. Repost the text, or put a link to it into yours."
    ),
    "quote.with_pictures": _(
        "Beside a quote the platform takes no pictures. Leave one of them out."
    ),
    "original.unknown": _(
        "It was a person who said that the other text is there; how the platform names it is not "
        "known here, so nothing can be built on it."
    ),
    "pictures.too_many": _("%(count)s pictures, and the platform takes %(limit)s. Leave some out."),
    "picture.type": _("The platform does not take pictures of this type (%(type)s)."),
    "picture.too_large": _("The picture has %(size)s bytes and the platform takes %(limit)s."),
    "picture.alt_missing": _("Describe the picture: not everybody can see it."),
    "picture.alt_too_long": _(
        "The description has %(used)s characters and the platform takes %(limit)s."
    ),
}


def objection(code: str, params: Mapping[str, object], part: int = 0) -> str:
    """The sentence for an objection; one we have no words for is named by its code. ``part``: of a
    thread, from 1."""
    known = OBJECTIONS.get(code)
    if known is None:
        said = gettext("The platform does not take this (%(code)s).") % {"code": code}
    else:
        said = str(known) % dict(params)
    return gettext("Part %(part)s: %(said)s") % {"part": part, "said": said} if part else said
