"""Somebody asks for a list on its public page: a confirmation goes to the address."""

from __future__ import annotations

from django.db import transaction

from heraut.audience.actions.subscribe import subscribe
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.models import ChannelState
from heraut.newsletter import composing
from heraut.newsletter.models import NewsletterList
from heraut.outbound import mail_settings
from heraut.outbound.actions.add_recipient import add_recipient

KIND = "confirmation"


@transaction.atomic
def ask_to_subscribe(chosen: NewsletterList, address: str, *, ip: str) -> None:
    """The caller says the same to everybody afterwards, and could not say anything else: whether
    the address is known is not told here. Raises ``Refusal`` with ``address.wrong`` or
    ``newsletter.closed``."""
    channel = chosen.channel
    if not chosen.accepts or channel.state != ChannelState.ACTIVE:
        raise Refusal("newsletter.closed", name=channel.name)
    subscription = subscribe(
        channel, address, language=chosen.language, wording=chosen.wording, ip=ip
    )
    if subscription is None:
        return
    mailing = add_recipient(
        channel,
        composing.confirm_template(chosen),
        subscription,
        kind=KIND,
        title=channel.name,
        sender=mail_settings.sender(),
        needs="pending",
    )
    audit.record(
        "newsletter.confirmation",
        actor=None,
        subject=subscription,
        unit_id=channel.holder_id,
        detail={"mailing": mailing.pk},
    )
