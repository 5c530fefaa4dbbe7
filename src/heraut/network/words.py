"""What is said to a person about channels and the network."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability

REFUSALS = {
    "channel.not_active": _("Only an active channel can be certified. Connect it first."),
    "channel.not_verified": _(
        "The platform has not confirmed this account yet. Connect the channel, then certify it."
    ),
    "channel.another_account": _(
        "That sign-in belongs to another account (%(handle)s) than this channel. Sign in with the "
        "right one, or add the other account as a channel of its own."
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
    "channel.connect": _("connected a channel"),
    "channel.certify": _("certified a channel"),
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
}

#: Names of our own making; a platform's name is nobody's to translate.
_OWN_PLATFORMS = {"web_feed": _("Web feed")}


def platform_name(platform: str) -> str:
    """The platform as people call it, in the reader's language."""
    own = _OWN_PLATFORMS.get(platform)
    return str(own) if own else catalogue.label(platform)
