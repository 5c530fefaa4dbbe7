"""What people are told when something cannot be done, and what a platform objects to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "item.title_missing": _("Give the text a title: it is what people find it by."),
    "item.summary_missing": _(
        "Write a summary in the original’s language: missions publish it most often."
    ),
    "item.alt_missing": _(
        "%(count)s picture(s) have no description in %(language)s. Describe them: not everybody"
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
    "access.right": _("You do not hold the right for that at %(unit)s."),
}
