from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from heraut.connectors.contract import Identity, Retry
from heraut.network.models import Channel, ChannelState
from heraut.network.reality import jobs
from heraut.network.reality.asking import connector_of
from heraut.network.reality.now import verify_now


class Command(BaseCommand):
    help = (
        "Ask every active channel's platform who the account is, one after the other, and say where "
        "registry and reality differ. It goes on where it was stopped with --due."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--platform", default="", help="only of this platform, as: mastodon")
        parser.add_argument(
            "--pause", type=float, default=jobs.PAUSE, help="seconds between two accounts"
        )
        parser.add_argument("--due", action="store_true", help="only what the night round has left")

    def handle(self, *args: Any, **options: Any) -> None:
        # access: the operator's own round
        found = jobs.due() if options["due"] else Channel.objects.filter(state=ChannelState.ACTIVE)
        if options["platform"]:
            found = found.filter(platform=options["platform"])
        asked = differ = silent = 0
        for channel in found.order_by("platform", "origin", "handle").iterator():
            heard, findings = verify_now(channel, by=None)
            asked += isinstance(heard.answer, Identity)
            silent += isinstance(heard.answer, Retry)
            for each in findings:
                if each.set_aside_at is None:
                    differ += 1
                    self.stdout.write(f"{channel.platform} @{channel.handle}: {each.kind}")
            if connector_of(channel) is not None:
                time.sleep(options["pause"])
        self.stdout.write(
            f"{asked} accounts confirmed, {silent} platforms did not answer, {differ} differences."
        )
