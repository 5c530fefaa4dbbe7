"""Send a dispatch back to its author: its text was not cleared."""

from __future__ import annotations

from django.db import transaction

from heraut.dispatch.actions._subject import locked_for, move
from heraut.dispatch.models import DispatchState
from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.people.models import User


@transaction.atomic
def send_back(clearance: Clearance, by: User) -> None:
    """In the transaction that rejects the text; guidance has authorised ``by``."""
    dispatch = locked_for(clearance)
    move(dispatch, DispatchState.RETURNED)
    audit.record("dispatch.send_back", actor=by, subject=dispatch, unit_id=dispatch.unit_id)
