"""What is said to a person about channels and the network."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

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
