"""A person says what became of a text that no machine publishes."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from heraut.connectors import catalogue
from heraut.connectors.contract import Account, Receipt
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound import jobs
from heraut.outbound.models import BY_HAND_SAID, PARCEL, Parcel, ParcelState, Verb
from heraut.outbound.verbs import VERBS, Channel
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

Answer = Literal["published", "not_published"]
_LONGEST = 2000


@transaction.atomic
def finish_by_hand(
    parcel_id: UUID,
    *,
    by: User,
    answer: Answer,
    url: str = "",
    reason: str = "",
    sure: bool = False,
) -> Parcel:
    """``published``: with the address where it stands, unless the platform gives texts none; ``sure``:
    although the address does not look like this account's. ``not_published``: with a reason.

    What was done is taken down even while a hold is in force: the text stands there all the same.
    """
    parcel = (
        Parcel.objects.select_for_update(of=("self",))
        .select_related("unit", "channel")
        .get(pk=parcel_id)
    )
    access.require(by, Right.DISPATCH, parcel.unit)
    if parcel.state != ParcelState.BY_HAND:
        raise Refusal("parcel.not_by_hand")
    now, url, reason = clock.now(), url.strip(), reason.strip()[:300]
    if answer == "published":
        url = _address(parcel, url, sure=sure)
        state = _done(parcel, url, by)
    else:
        if not reason:
            raise Refusal("parcel.reason_missing")
        state = ParcelState.REJECTED
        parcel.code, parcel.params = "person.not_published", {"reason": reason}
    PARCEL.check(parcel.state, state)
    parcel.state, parcel.changed_at, parcel.next_at = state, now, now
    parcel.finished_at = now if state in PARCEL.final else None
    parcel.save()
    audit.record(
        "parcel.by_hand",
        actor=by,
        subject=parcel,
        unit_id=parcel.unit_id,
        detail={"answer": answer, "verb": parcel.verb, "url": url, "reason": reason},
    )
    if state == ParcelState.RETRY:
        jobs.wake(parcel.channel_id)
    return parcel


def _address(parcel: Parcel, url: str, *, sure: bool) -> str:
    """Where it stands, checked as far as addresses tell."""
    channel = parcel.channel
    person = catalogue.person(channel.platform)
    assert person is not None, "only what a person can publish is given to one"
    if parcel.verb in (Verb.RECALL, Verb.EDIT):
        return ""
    if not url:
        if person.addressed:
            raise Refusal("parcel.address_missing")
        return channel.url or person.profile_url(channel.handle, channel.origin)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refusal("parcel.address_wrong") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or len(url) > _LONGEST:
        raise Refusal("parcel.address_wrong")
    if person.belongs(url, channel.handle) is False and not sure:
        label = catalogue.label(channel.platform)
        raise Refusal("parcel.address_elsewhere", handle=channel.handle, platform=label)
    return url


def _done(parcel: Parcel, url: str, by: User) -> ParcelState:
    """Note what stands on the parcel; done, or on to a step that a machine takes."""
    row, verb = parcel.channel, VERBS[parcel.verb]
    connector = catalogue.of(row.platform, by_hand=row.by_hand)
    account = Account(str(row.pk), row.platform_id, row.handle, row.origin.rstrip("/"))
    channel = Channel(row.pk, connector, account)
    values = {name: getattr(parcel, name) for name in ("content", "receipt", "step")}
    parcel.receipt = verb.standing(values, Receipt.by_hand(url, str(by.pk))).to_json()
    parcel.code, parcel.params = BY_HAND_SAID, {}
    if parcel.verb != Verb.RECALL or parcel.step + 1 >= verb.steps(values, channel):
        return ParcelState.DONE
    # Of a thread that a machine began and a person ended, the machine deletes its own parts.
    parcel.step, parcel.prepared, parcel.first_attempt_at = parcel.step + 1, None, None
    parcel.tries = parcel.checks = 0
    parcel.code = ""
    return ParcelState.RETRY
