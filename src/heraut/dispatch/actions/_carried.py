"""What a dispatch carries and whom it is for, copied when it is submitted."""

from __future__ import annotations

from heraut.dispatch.models import Carried, Dispatch, Reached
from heraut.newsroom.models import Adaptation, KeyMessage


def freeze(dispatch: Dispatch, adaptation: Adaptation) -> None:
    """In the submitting transaction, with the adaptation locked. A key message that has ended
    since it was chosen is carried no more."""
    messages = adaptation.key_messages.filter(KeyMessage.current())
    Carried.objects.bulk_create(
        Carried(dispatch=dispatch, key_message=each, texts=each.texts) for each in messages
    )
    Reached.objects.bulk_create(
        Reached(dispatch=dispatch, audience=each, names=each.names)
        for each in adaptation.audiences.all()
    )
