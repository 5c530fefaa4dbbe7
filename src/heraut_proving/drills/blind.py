"""A worker with a planted mistake: what is unclear is simply sent again.

The dispatch drill has to fail with it; else the drill would prove nothing. Run as
``python -m heraut_proving.drills.blind worker``.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def plant() -> None:
    """Put the mistake into the engine of this process."""
    from heraut.connectors.contract import Retry, Unknown
    from heraut.outbound.engine import Engine

    careful = Engine._after_call
    fixed = Engine._fixed

    def blind(self: Engine, task: Any, outcome: Any, channel: Any) -> Any:
        if isinstance(outcome, Unknown):
            outcome = Retry(outcome.code, outcome.params)
        return careful(self, task, outcome, channel)

    def anew(verb: Any, parcel: Any, channel: Any) -> Any:
        return fixed(verb, {**parcel, "prepared": None, "seed": None}, channel)

    Engine._after_call = blind  # type: ignore[method-assign]
    Engine._fixed = staticmethod(anew)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    import django

    django.setup()
    plant()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["blind", *sys.argv[1:]])
