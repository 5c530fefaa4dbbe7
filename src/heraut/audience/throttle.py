"""How often somebody whom we do not know may do something."""

from __future__ import annotations

from django.core.cache import cache

from heraut.foundation.keys import master_keys


def allowed(what: str, who: str, most: int, seconds: int) -> bool:
    """Whether ``who`` may do ``what`` once more; at most ``most`` times in ``seconds``.

    The cache holds a keyed hash of ``who``, so that it holds nobody's address.
    """
    key = f"throttle:{what}:{master_keys().look_up_hash(who, 'throttle')[:32]}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ended just now
        return True
