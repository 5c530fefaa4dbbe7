"""An edit takes back what was built on the text as it stood."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from heraut.dispatch.actions._locks import locked
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.foundation import audit
from heraut.guidance.actions import withdraw
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import Adaptation
from heraut.outbound.models import ParcelState
from heraut.people.models import User

_OUT = [ParcelState.DONE, ParcelState.CALLING, ParcelState.UNCLEAR, ParcelState.UNKNOWN]


@transaction.atomic
def withdraw_for_edit(adaptation: Adaptation, by: User) -> None:
    """Registered with the newsroom: called before an adaptation changes, with it locked.

    Raises ``Refusal("dispatch.already_out")`` once any of it went out: the text that stands on a
    channel is no longer changed here.
    """
    open_ = [DispatchState.ASKED, DispatchState.HANDED_OVER]
    found = Dispatch.objects.filter(adaptation=adaptation, state__in=open_).first()
    dispatch = locked(found.pk) if found is not None else None
    if dispatch is None or dispatch.state not in open_:
        return
    # A thread that stopped half way has gone out as well.
    out = Q(parcel__state__in=_OUT) | Q(parcel__receipt__isnull=False)
    if dispatch.deliveries.filter(out).exists():
        raise Refusal("dispatch.already_out", title=adaptation.title)
    audit.record("dispatch.withdraw_for_edit", actor=by, subject=dispatch, unit_id=dispatch.unit_id)
    withdraw.withdraw_for_edit("adaptation", adaptation.pk, by=by)
