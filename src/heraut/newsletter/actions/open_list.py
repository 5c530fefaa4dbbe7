"""Open a newsletter list: a channel that lives in this house, and what mail needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions.add_channel import add_channel
from heraut.network.models import ChannelState, Health
from heraut.newsletter import addresses
from heraut.newsletter.models import NewsletterList
from heraut.outbound import mail_settings
from heraut.people.models import Unit, User


@transaction.atomic
def open_list(
    holder: Unit, name: str, language: str, values: Mapping[str, Any], *, by: User
) -> NewsletterList:
    """``values``: see ``change_list.FIELDS``. It takes subscribers at once.

    The list is its own proof: its id is made here and stands in every mail, so nobody else has to
    be asked who holds it. Raises ``Forbidden`` or ``Refusal("newsletter.known")``.
    """
    slug = slugify(f"{holder.slug}-{name}-{language}")[:80].strip("-")
    if NewsletterList.objects.filter(slug=slug).exists():
        raise Refusal("newsletter.known", name=name)
    channel = add_channel("newsletter", slug, holder, by=by, name=name.strip())
    now = clock.now()
    channel.platform_id = f"{slug}.{mail_settings.bounce()[1]}"
    channel.url = addresses.absolute("newsletter_subscribe", slug)
    channel.state, channel.health = ChannelState.ACTIVE, Health.GOOD
    channel.languages, channel.verified_at = [language], now
    channel.save()
    made = NewsletterList.objects.create(
        channel=channel,
        slug=slug,
        language=language,
        changed_at=now,
        changed_by=by,
        **values,
    )
    audit.record(
        "newsletter.open",
        actor=by,
        subject=channel,
        unit_id=holder.pk,
        detail={"slug": slug, "language": language},
    )
    return made
