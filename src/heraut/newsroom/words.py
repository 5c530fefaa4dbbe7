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
        "This text belongs to %(unit)s. Only its own people change it; you may pass it on "
        "or adapt it."
    ),
    "item.dates": _("An item cannot expire before its embargo ends."),
    "version.stale": _(
        "%(name)s saved this text while you were writing. Nothing was overwritten: both texts"
        " are shown below."
    ),
    "version.language": _("This language is not known here."),
    "item.unconfirmed": _(
        "A machine translated this into %(language)s and nobody has confirmed it. Confirm it, or"
        " write it yourself."
    ),
    "item.proposed": _("This was proposed by a feed. Accept it first."),
    "item.not_proposed": _("Somebody has decided on this proposal already."),
    "translation.taken": _(
        "%(name)s has this translation in hand. Nothing was overwritten; your text stays on this"
        " page. Take it over if you have agreed so."
    ),
    "translation.no_provider": _("No provider of machine translations is set up here."),
    "translation.embargo": _(
        "This item is under embargo: its text is not sent to a machine translator."
    ),
    "translation.pair": _("The provider does not translate between these languages."),
    "translation.busy": _("The provider takes no more requests for a while."),
    "translation.quota": _(
        "The provider’s allowance for this period is used up. The administrator can raise it."
    ),
    "translation.key": _(
        "The provider refuses Heraut’s key. The administrator has to give a new one."
    ),
    "translation.too_long": _("The text is too long for the provider."),
    "translation.unavailable": _("The provider does not answer."),
    "translation.malformed": _("The provider’s answer could not be read."),
    "translation.refused": _("The provider does not take this text."),
    "translation.no_answer": _("The provider’s answer did not come in time."),
    "term.incomplete": _("A term needs its words in two different languages."),
    "feed.address": _(
        "Give the feed’s address, beginning with https. Addresses inside the ministry’s "
        "network have to be allowed by the administrator."
    ),
    "feed.known": _("This feed is read for this unit already."),
    "feed.too_many": _("A unit reads %(most)s feeds at most. Stop another one first."),
    "feed.unreachable": _("There is no answer at this address."),
    "feed.timeout": _("The address takes too long to answer."),
    "feed.dropped": _("The connection ended before the feed was there."),
    "feed.too_large": _("What stands at this address is too large for a feed."),
    "feed.not_encrypted": _("The address redirects to one without https."),
    "feed.private_address": _("The address leads into a private network, which is not allowed."),
    "feed.bad_address": _("This is not an address that can be fetched."),
    "feed.redirects": _("The address redirects too often."),
    "feed.gone": _("There is nothing at this address any more."),
    "feed.forbidden": _("The address asks for a sign-in."),
    "feed.busy": _("The server there is in trouble or busy."),
    "feed.refused": _("The server there refuses to give the feed."),
    "feed.not_a_feed": _("What stands at this address is not an RSS or Atom feed."),
    "feed.too_much": _("The feed could not be read: it asks for too much time or memory."),
    "fact.incomplete": _("A fact needs a sentence, a source and a date."),
    "picture.too_big": _("The picture is larger than %(most)s MB. Make it smaller first."),
    "picture.too_many_pixels": _(
        "The picture has more than %(most)s million pixels. Make it smaller first."
    ),
    "picture.not_an_image": _("This is not a JPEG, PNG or WebP image, or it is damaged."),
    "picture.alt_missing": _("Write what the picture shows, for anybody who cannot see it."),
    "picture.focal": _("The point lies between 0 and 100 in both directions."),
    "film.no_ffmpeg": _(
        "Films cannot be taken in: ffmpeg is not installed. Who runs Heraut can install it with"
        " apt-get install ffmpeg."
    ),
    "film.none": _("Choose a film first."),
    "film.no_channel": _("None of the channels that this goes out on takes films."),
    "film.foreign": _("This film does not belong to this text."),
    "film.not_a_film": _("This is not an MP4, MOV or WebM film, or it is damaged."),
    "film.damaged": _("The film is damaged and cannot be converted. Export it again."),
    "film.lost": _("The file that was sent is no longer there. Send it again."),
    "film.too_big": _("The film is larger than %(most)s MB. Export it in lower quality."),
    "film.too_long": _("The film is longer than %(most)s seconds. Shorten it first."),
    "film.too_many_pixels": _("The film’s picture is too large. Export it in 4K or less."),
    "film.took_too_long": _("Converting the film took too long. Export it as MP4 and try again."),
    "film.cannot_fit": _(
        "The film cannot be made small enough for one of the channels (%(limit)s bytes). Shorten"
        " it, or leave it out there."
    ),
    "captions.none": _("Choose a file with captions in it: SubRip (.srt) or WebVTT (.vtt)."),
    "captions.too_big": _("The captions are larger than %(most)s kB."),
    "captions.encoding": _("The captions are not in UTF-8. Save them again as UTF-8."),
    "captions.line": _("Line %(line)s of the captions cannot be: look at its times."),
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
    "item.confirm_translation": _("confirmed a machine’s translation"),
    "item.propose": _("proposed an item from a feed"),
    "item.accept": _("accepted an item from a feed"),
    "item.dismiss": _("turned down an item from a feed"),
    "item.follow_source": _("decided on what changed at an item’s source"),
    "translation.take": _("took a translation in hand"),
    "translation.leave": _("gave a translation back"),
    "translation.ask": _("asked a machine for a translation"),
    "translation.propose": _("wrote down a machine’s translation"),
    "translation.fail": _("had no translation from a machine"),
    "term.record": _("put a term into the glossary"),
    "term.remove": _("took a term from the glossary"),
    "term.import": _("imported terms into the glossary"),
    "feed.add": _("had a feed read"),
    "feed.change": _("changed a feed"),
    "item.offer": _("offered an item to the pool"),
    "item.withdraw": _("withdrew an item from the pool"),
    "fact.record": _("recorded a fact"),
    "item.attach_fact": _("put a fact with an item"),
    "item.detach_fact": _("took a fact from an item"),
    "picture.add": _("added a picture"),
    "picture.describe": _("described a picture"),
    "picture.remove": _("removed a picture"),
    "picture.focal": _("said what of a picture stays in sight"),
    "film.add": _("sent in a film"),
    "film.convert": _("converted a film"),
    "film.refuse": _("could not convert a film"),
    "film.caption": _("added captions to a film"),
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
    "link.beside_film": _(
        "Beside a film there is no room for a link card. Put the link into the text, or leave the"
        " film out here."
    ),
    "captions.too_large": _(
        "The captions have %(size)s bytes and the platform takes %(limit)s. Shorten them."
    ),
    "thread.unsupported": _("The platform takes no texts in several parts: shorten this one."),
    "thread.too_many": _("%(count)s parts, and %(limit)s are the most. Join or remove some."),
    "quote.unsupported": _(
        "Quotes are not possible here. Repost the text, or put a link to it into yours."
    ),
    "video.unsupported": _("The platform takes no films from us: leave it out."),
    "document.unsupported": _("The platform takes no documents: put a link to it into the text."),
    "media.missing": _("The platform takes no text alone: add a picture or a film."),
    "text.hashtags": _("%(used)s hashtags, and the platform takes %(limit)s. Leave some out."),
    "text.mentions": _("%(used)s mentions, and the platform takes %(limit)s. Leave some out."),
    "media.mixed": _("Pictures, a film or a document: one of them, not several kinds at once."),
    "picture.shape": _(
        "The picture is too narrow or too wide for the platform: it takes %(least)s to %(most)s"
        " times as wide as high. Choose another crop."
    ),
    "video.not_ready": _("The film is not ready yet: wait until it was converted."),
    "video.type": _("The platform does not take films of this type (%(type)s)."),
    "video.too_large": _("The film has %(size)s bytes and the platform takes %(limit)s."),
    "video.too_long": _("The film lasts %(used)s seconds and the platform takes %(limit)s."),
    "video.too_short": _("The film lasts %(used)s seconds; the platform wants at least %(limit)s."),
    "video.shape": _("The film is too narrow or too wide for the platform."),
    "video.alt_missing": _("Describe the film: not everybody can see it."),
    "quote.with_pictures": _(
        "Beside a quote the platform takes no pictures. Leave one of them out."
    ),
    "quote.with_media": _(
        "Beside a quote the platform takes no film and no document. Leave one of them out."
    ),
    "picture.too_many_pixels": _(
        "Picture %(number)s is too large: the platform takes less than %(limit)s pixels."
    ),
    "document.type": _("The platform takes PDF documents only (this is %(type)s)."),
    "document.too_large": _("The document has %(size)s bytes and the platform takes %(limit)s."),
    "document.title_missing": _("Give the document a title: readers see it first."),
    "original.unknown": _(
        "It was a person who said that the other text is there; how the platform names it is not "
        "known here, so nothing can be built on it."
    ),
    "budget.none": _(
        "%(platform)s asks money, and the ministry has set no budget: nothing goes out there. Ask"
        " the administrator to set one, or leave the channel out."
    ),
    "budget.used_up": _(
        "This costs %(cost)s US dollars, and %(left)s are left of the month’s budget for"
        " %(platform)s. Ask the administrator to raise it, or leave the channel out."
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


_WRONG_ROWS = {
    "encoding": _("The file is not in UTF-8."),
    "columns": _("The first line has to name the columns: %(said)s."),
    "many": _("The file is too large."),
    "language": _("“%(said)s” is not a language known here."),
    "same": _("Both languages are %(said)s."),
    "empty": _("A term or its translation is missing."),
    "long": _("“%(said)s” is too long."),
}


def wrong_row(line: int, code: str, said: str) -> str:
    """What is wrong with a line of a glossary's file."""
    told = str(_WRONG_ROWS[code]) % {"said": said}
    return gettext("Line %(line)s: %(told)s") % {"line": line, "told": told}
