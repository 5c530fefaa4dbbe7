"""What is said to a person about channels and the network."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability

REFUSALS = {
    "finding.reason_missing": _("Say why you set it aside, so that others understand it."),
    "finding.over": _("This has ended already: look at the page again."),
    "channel.not_by_hand": _("On this platform there is nothing that a person could publish."),
    "channel.not_active": _("Only an active channel can be certified. Connect it first."),
    "channel.not_verified": _(
        "The platform has not confirmed this account yet. Connect the channel, then certify it."
    ),
    "channel.another_account": _(
        "That sign-in belongs to a different account (%(handle)s) from this channel’s. Sign in "
        "with the right one, or add the other account as a channel of its own."
    ),
    "channel.taken": _("The account %(handle)s is already held by another channel."),
    "channel.retired": _("A retired channel stays retired. Add a new one instead."),
    "channel.known": _("This mission already has the channel %(handle)s."),
    "channel.sign_in_refused": _(
        "The platform refused the sign-in. Check the name and the password or token."
    ),
    "channel.unreachable": _(
        "The platform could not be reached (%(reason)s). Check the server’s address and try again."
    ),
    "channel.texts_waiting": _(
        "%(count)s texts still wait to go out there. Move them to another channel, cancel them or let "
        "them go out first."
    ),
    "channel.frozen": _(
        "This channel is frozen: nobody signs in there until headquarters has cleared it up."
    ),
    "channel.not_signed_in": _("This channel is not signed in. There is nothing to end."),
    "sign_in.unknown": _("This sign-in was not begun here. Begin anew from the channel’s page."),
    "sign_in.not_yours": _(
        "This sign-in was begun by another person, or before you signed in to Heraut again. Begin "
        "anew from the channel’s page."
    ),
    "sign_in.used": _("This sign-in was finished already, or broken off. Begin anew."),
    "sign_in.expired": _("More than ten minutes have passed. Begin the sign-in anew."),
    "sign_in.denied": _(
        "The platform says that the permission was refused. Nothing was changed. Begin anew if that "
        "was not meant."
    ),
    "sign_in.platform_said": _(
        "The platform broke the sign-in off (%(reason)s). Begin anew; if it says so again, an "
        "administrator has to look at the ministry’s application there."
    ),
    "sign_in.no_app": _(
        "The ministry is not registered at this platform yet. An administrator does that once, under "
        "Network, Applications."
    ),
    "sign_in.app": _(
        "The platform does not know the ministry’s application any more. An administrator has to "
        "register it anew, under Network, Applications."
    ),
    "sign_in.app_again": _(
        "The server had forgotten the ministry. Heraut registers itself there anew: begin once more."
    ),
    "sign_in.code": _("The platform did not accept the way back: too late, or used. Begin anew."),
    "sign_in.refused": _(
        "The platform refused the sign-in (%(reason)s). Begin anew; if it refuses again, look there "
        "whether the account may be used by applications."
    ),
    "sign_in.server": _(
        "That server could not be asked (%(reason)s). Check its address and try again."
    ),
    "sign_in.no_account": _(
        "This person may act for no account there. Sign in as somebody who manages the page or "
        "account, or have them made a manager of it at the platform."
    ),
    "sign_in.gone": _("That account is not among those that came back. Begin anew."),
    "app.no_sign_in": _("There is nothing to register at this platform."),
    "freeze.reason": _("Say why, in a sentence: whoever is woken by it reads this first."),
    "freeze.future": _("That moment has not come yet."),
    "freeze.already": _("This channel is frozen already."),
    "freeze.planned": _("This channel is only planned; there is nothing to freeze."),
    "freeze.over": _("This channel is not frozen any more."),
    "freeze.not_verified": _(
        "First sign in anew: the platform has to confirm who the account is since it was frozen."
    ),
    "account.revoke_by_hand": _(
        "The platform has no way to end a sign-in from here. The person who signed in ends it there, "
        "in their own settings, under the services that they permitted."
    ),
    "plan.stale": _(
        "%(name)s saved this plan while you had it open. Nothing was overwritten. Look at what stands "
        "there now and save again what you still want."
    ),
    "plan.twice": _(
        "%(platform)s is in the plan twice without a channel, or with the same one. Keep one line."
    ),
    "plan.other_platform": _("A line on %(platform)s names a channel of another platform."),
    "plan.no_channel": _("One of the channels is not there any more. Choose another."),
    "relevance.known": _(
        "This source said something for that platform and day already. Give the day of the newer "
        "figure."
    ),
    "proposal.gone": _(
        "The facts behind this proposal have changed, or somebody answered it. Look at the list anew."
    ),
    "proposal.no_act": _("This cannot be accepted by itself: act on its rows, or set it aside."),
    "proposal.reason_missing": _("Say why you set it aside, so that others understand it."),
    "change.finished": _("This change is finished; it cannot be changed any more."),
    "change.does_not_fit": _("This does not fit a mission whose state is: %(status)s."),
    "change.same_kind": _(
        "Say what kind of mission it becomes: a different one from what it is now."
    ),
    "change.no_country": _("Say which countries pass to another mission."),
    "change.planned_already": _(
        "Such a change is planned already for %(mission)s. Amend that one."
    ),
    "change.no_day": _(
        "The day is not decided yet. Set it first: nothing can take effect before that."
    ),
    "change.not_yet": _("Its day has not come yet. Decide now, carry it out from that day on."),
    "change.in_effect": _(
        "Its day has come and part of it is in effect. Plan the opposite change instead."
    ),
    "change.dated": _("Jurisdictions are dated for it. Put them back first, or give another day."),
    "change.why": _("Say why it is cancelled."),
    "change.steps_left": _(
        "There is still something on the list (%(count)s). Do it, or say why it is not needed."
    ),
    "step.done": _("This was carried out already."),
    "step.itself": _("The mission itself cannot take it. Choose another one."),
    "step.no_taker": _("Choose who takes the channel."),
    "step.undecided": _("Decide first what becomes of the channel."),
    "step.in_effect": _("This is in effect and cannot be put back here."),
    "step.why": _("Say why it is not needed."),
    "day.name_missing": _("Give the day a name in at least one language."),
    "day.dates": _("A day ends on the day it begins or later, within a year."),
    "day.country_missing": _("Choose the country."),
    "day.rule": _("That rule never comes round, or is not a yearly one (as: FREQ=YEARLY)."),
    "day.rule_often": _("That rule fills the year. A day that matters comes a few times a year."),
    "day.reach": _("A mission keeps days for itself and for its own host country."),
    "day.changed": _("%(name)s changed this day while you were writing. Look at it again."),
}

#: What the audit trail calls each act.
VERBS = {
    "network.import": _("imported the network"),
    "channel.add": _("added a channel"),
    "channel.change": _("changed a channel"),
    "channel.by_hand": _("gave a channel to a person to publish by hand"),
    "channel.connect": _("connected a channel"),
    "channel.verify": _("asked a platform who a channel is"),
    "finding.open": _("found that registry and reality differ"),
    "finding.resolve": _("found that registry and reality agree again"),
    "finding.set_aside": _("set a finding aside"),
    "channel.certify": _("certified a channel"),
    "channel.hand_over": _("handed a channel over"),
    "channel.sign_in": _("went to a platform to sign a channel in"),
    "channel.sign_off": _("ended a channel’s sign-in"),
    "channel.refresh": _("had a channel’s sign-in renewed"),
    "channel.health": _("found a channel’s sign-in good again"),
    "channel.sign_in_lost": _("found that a channel’s sign-in is lost"),
    "channel.freeze": _("froze a channel that was taken over"),
    "channel.unfreeze": _("ended the freeze of a channel"),
    "app.register": _("registered the ministry at a platform"),
    "app.forget": _("forgot a registration at a platform"),
    "plan.save": _("changed a plan"),
    "plan.import": _("imported plans"),
    "relevance.add": _("said how much a platform is used"),
    "relevance.import": _("imported how much platforms are used"),
    "proposal.accept": _("accepted a proposal"),
    "proposal.set_aside": _("set a proposal aside"),
    "change.plan": _("planned a change of the network"),
    "change.amend": _("amended a planned change"),
    "change.cancel": _("cancelled a planned change"),
    "change.decide": _("decided a line of a change"),
    "change.carry_out": _("carried out a line of a change"),
    "change.skip": _("left out a line of a change"),
    "change.reopen": _("put back a line of a change"),
    "change.renew": _("brought a checklist up to date"),
    "change.finish": _("finished a change of the network"),
    "day.add": _("wrote down a day that matters"),
    "day.change": _("changed a day that matters"),
    "day.remove": _("removed a day that matters"),
}

#: What a connector asks for when a channel is connected.
FIELDS: dict[str, tuple[Any, Any]] = {
    "account.handle": (_("Account name"), ""),
    "account.server": (_("Server"), _("Its address, as https://bsky.social")),
    "account.app_password": (
        _("App password"),
        _("Made in the account’s settings under “App passwords”; never the password itself."),
    ),
    "account.page": (_("Page"), _("Its name in the address, as in facebook.com/belgium")),
    "account.page_token": (
        _("Page access token"),
        _("Of the page, with the right to create content; see the platform’s page in the docs."),
    ),
    "account.token": (
        _("Access token"),
        _("Made on the server under “Development”, with the rights to read and to write."),
    ),
}

CAPABILITIES: dict[Capability, Any] = {
    Capability.TEXT: _("Text"),
    Capability.PICTURES: _("Pictures"),
    Capability.ALT: _("Descriptions of pictures"),
    Capability.LINK_CARD: _("Link card"),
    Capability.LANGUAGE: _("Language marked"),
    Capability.RECALL: _("Recall"),
    Capability.READ_BACK: _("Read back"),
    Capability.KEY: _("Key against doubles"),
    Capability.LIMITS_FROM_SERVER: _("Limits read from the server"),
    Capability.IDENTITY: _("Account confirmed"),
    Capability.THREAD: _("Threads"),
    Capability.EDIT: _("Edits of published texts"),
    Capability.REPOST: _("Reposts"),
    Capability.QUOTE: _("Quotes"),
    Capability.VIDEO: _("Films"),
    Capability.CAPTIONS: _("Captions of films"),
    Capability.DOCUMENT: _("Documents"),
    Capability.LOOK_UP: _("Names looked up"),
    Capability.BY_HAND: _("Published by hand"),
    Capability.SIGN_IN: _("Signed in on its own pages"),
}

#: How a plan's line stands: a word, and the kind of status for the eye.
STANDINGS: dict[str, tuple[Any, str]] = {
    "missing": (_("No channel"), "stop"),
    "behind": (_("Behind"), "stop"),
    "to-leave": (_("To be given up"), "wait"),
    "unplanned": (_("Not in the plan"), "wait"),
    "unmeasured": (_("Cannot be measured"), "neutral"),
    "kept": (_("As planned"), "ok"),
    "absent": (_("Not wanted, not there"), "neutral"),
}

#: Names of our own making; a platform's name is nobody's to translate.
_OWN_PLATFORMS = {"web_feed": _("Web feed"), "newsletter": _("Newsletter")}


def platform_name(platform: str) -> str:
    """The platform as people call it, in the reader's language."""
    own = _OWN_PLATFORMS.get(platform)
    return str(own) if own else catalogue.label(platform)
