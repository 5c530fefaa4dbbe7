from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "heraut.outbound"
    label = "outbound"

    def ready(self) -> None:
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.network.slots import CHANNEL_RECONNECTED
        from heraut.outbound import (
            jobs,
            words,
        )
        from heraut.outbound.actions.resume import resume

        REFUSALS.register("outbound", words.REFUSALS)
        AUDIT_WORDS.register("outbound", words.VERBS)
        CHANNEL_RECONNECTED.register("outbound", resume)
        SWEEPS.register("outbound.inbox", jobs.look_into_inbox)
