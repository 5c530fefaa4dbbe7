"""The one clock. Tests travel in time with time-machine, so nothing here needs patching."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC, with microseconds."""
    return datetime.now(UTC)
