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
}

#: What the audit trail calls each act.
VERBS = {
    "network.import": _("imported the network"),
    "channel.add": _("added a channel"),
    "channel.change": _("changed a channel"),
    "channel.connect": _("connected a channel"),
    "channel.certify": _("certified a channel"),
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
    Capability.THREAD: _("Threads"),
    Capability.EDIT: _("Edits of published texts"),
    Capability.REPOST: _("Reposts"),
    Capability.QUOTE: _("Quotes"),
}

#: Names of our own making; a platform's name is nobody's to translate.
_OWN_PLATFORMS = {"web_feed": _("Web feed")}


def platform_name(platform: str) -> str:
    """The platform as people call it, in the reader's language."""
    own = _OWN_PLATFORMS.get(platform)
    return str(own) if own else catalogue.label(platform)
