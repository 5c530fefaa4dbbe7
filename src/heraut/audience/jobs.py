"""What is looked after regularly."""

from __future__ import annotations

from heraut.audience.actions.purge_unconfirmed import purge_unconfirmed


def purge() -> None:
    """Forget who never confirmed; the next round takes what one leaves."""
    purge_unconfirmed()
