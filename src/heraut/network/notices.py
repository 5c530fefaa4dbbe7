"""Mails about channels: written down with what made them necessary, sent afterwards, each once."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from heraut.kernel import clock
from heraut.network import warnings
from heraut.network.models import Channel, Freeze, Notice
from heraut.network.words import platform_name
from heraut.people.days import today
from heraut.people.models import Membership, Role, User
from heraut.people.queries import running

log = logging.getLogger(__name__)
_MOST_TRIES = 40
_PAUSE = timedelta(minutes=15)
#: How often it is asked who has to be told something today, in seconds.
_LOOK = 600


def write(kind: str, key: str, people: Iterable[UUID]) -> None:
    """One a person, whoever else writes the same."""
    now = clock.now()
    Notice.objects.bulk_create(
        [Notice(user_id=each, kind=kind, key=key, next_at=now) for each in people],
        ignore_conflicts=True,
    )


def of_freeze(channel: Channel) -> list[UUID]:
    """The custodian, who leads the holder, headquarters."""
    leads = Membership.objects.filter(
        running(today()), role=Role.HEAD_OF_MISSION, unit_id=channel.holder_id
    )
    wanted = Q(pk__in=leads.values("user"))
    if channel.custodian_id:
        wanted |= Q(pk=channel.custodian_id)
    people = User.objects.filter(wanted, is_active=True) | warnings.headquarters()
    return list(people.distinct().values_list("pk", flat=True))


def write_daily() -> None:
    """Whoever is to be told something today; asked every few minutes, by whichever worker."""
    if not cache.add("network.warnings", 1, _LOOK):
        return
    rows = [each for each in warnings.needing() if warnings.calls_for_mail(each)]
    if rows:
        write(Notice.DAILY, today().isoformat(), warnings.to_be_told(rows))


def due() -> QuerySet[Notice]:
    return Notice.objects.filter(sent_at=None, next_at__lte=clock.now(), tries__lt=_MOST_TRIES)


def send(notice_id: UUID) -> None:
    """Send it unless somebody did. It counts as sent before it goes: a mail that a dying process
    may have sent is not sent again, since the person's home says the same."""
    with transaction.atomic():
        notice = (
            due()
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("user")
            .filter(pk=notice_id)
            .first()
        )
        if notice is None:
            return
        notice.sent_at, notice.tries = clock.now(), notice.tries + 1
        notice.save(update_fields=["sent_at", "tries"])
    with translation.override(notice.user.language):
        said = _worded(notice)
        if said is None:
            return
        try:
            sent = send_mail(said[0], said[1], None, [notice.user.email])
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a notice could not be sent (%s)", type(error).__name__)
            sent = 0
    if not sent:
        notice.sent_at, notice.next_at = None, clock.now() + _PAUSE
        notice.save(update_fields=["sent_at", "next_at"])


def _worded(notice: Notice) -> tuple[str, str] | None:
    """Subject and text in the person's language; None where there is nothing to say any more."""
    if notice.kind == Notice.DAILY:
        return _daily(notice.user)
    freeze = (
        # access: written to those who were to be told
        Freeze.objects.select_related("channel__holder", "frozen_by", "ended_by")
        .filter(pk=notice.key)
        .first()
    )
    if freeze is None:
        return None
    return _frozen(freeze) if notice.kind == Notice.FROZEN else _unfrozen(freeze)


def _daily(user: User) -> tuple[str, str] | None:
    rows = warnings.to_be_told(warnings.needing()).get(user.pk, [])
    if not rows:
        return None
    lines = [f"- {_line(each)}\n  {_link(each)}" for each in rows]
    body = _(
        "Dear %(name)s,\n\nThese channels need somebody to sign in. What is due there waits, and "
        "goes out afterwards.\n\n%(lines)s"
    ) % {"name": user.name, "lines": "\n".join(lines)}
    return _("Channels that need a sign-in"), body


def _line(channel: Channel) -> str:
    left = warnings.days_left(channel)
    told = {"channel": _named(channel), "holder": channel.holder.name}
    if left is None:
        return _("%(channel)s, %(holder)s: sign in again.") % told
    assert channel.tokens_expire_at is not None
    told["day"] = formats.date_format(channel.tokens_expire_at, "j F Y")
    return _("%(channel)s, %(holder)s: sign in again before %(day)s.") % told


def _frozen(freeze: Freeze) -> tuple[str, str]:
    channel = freeze.channel
    told = {
        "channel": _named(channel),
        "holder": channel.holder.name,
        "who": str(freeze.frozen_by),
        "reason": freeze.reason,
        "link": _link(channel),
    }
    subject = _("Taken over: %(channel)s") % told
    body = _(
        "%(who)s has frozen %(channel)s (%(holder)s): somebody else speaks through it.\n\n"
        "“%(reason)s”\n\nHeraut sends nothing there and has given up its sign-in; the public register "
        "warns of it. Do not pass on what it says. Tell the platform that the account was taken over, "
        "and change its password and its second factor from a machine that you trust.\n\n%(link)s"
    )
    return subject, body % told


def _unfrozen(freeze: Freeze) -> tuple[str, str]:
    channel = freeze.channel
    told = {
        "channel": _named(channel),
        "who": str(freeze.ended_by),
        "note": freeze.note,
        "link": _link(channel),
    }
    subject = _("Ours again: %(channel)s") % told
    body = _(
        "%(who)s has ended the freeze of %(channel)s: the platform confirmed the account anew.\n\n"
        "“%(note)s”\n\nWhat was held there goes out only when a named person releases it.\n\n%(link)s"
    )
    return subject, body % told


def _named(channel: Channel) -> str:
    return f"{channel.name or channel.handle} ({platform_name(channel.platform)})"


def _link(channel: Channel) -> str:
    return f"{settings.HERAUT.origin}{reverse('channel', args=[channel.pk])}"
