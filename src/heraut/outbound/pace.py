"""No more than so many mails a minute to one mail domain."""

from __future__ import annotations

from collections import defaultdict


class Pace:
    """``per_minute`` 0: no limit. Times in seconds of one clock that only runs forward."""

    def __init__(self, per_minute: int) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next: dict[str, float] = defaultdict(float)

    def take(self, domain: str, now: float) -> bool:
        """Whether a mail may go to ``domain`` now; if so, it is counted."""
        if not self._gap:
            return True
        if self._next[domain] > now:
            return False
        self._next[domain] = max(now, self._next[domain]) + self._gap
        return True

    def wait(self, domains: set[str], now: float) -> float:
        """Seconds until the first of ``domains`` may be written to again."""
        return max(0.0, min(self._next[each] for each in domains) - now)
