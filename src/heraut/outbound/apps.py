from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "heraut.outbound"
    label = "outbound"

    def ready(self) -> None:
        from django.conf import settings

        from heraut.connectors import catalogue
        from heraut.connectors.x import Prices, X
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.measuring import GAUGES
        from heraut.foundation.restoring import AFTER_RESTORE
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.network.slots import (
            CHANNEL_EVIDENCE,
            CHANNEL_FROZEN,
            CHANNEL_RECONNECTED,
            CHANNEL_UNFROZEN,
            CHANNEL_WAITING,
        )
        from heraut.outbound import (
            jobs,
            measures,
            queries,
            words,
        )
        from heraut.outbound.actions.hold_after_restore import hold_after_restore
        from heraut.outbound.actions.hold_frozen import end_hold_frozen, hold_frozen
        from heraut.outbound.actions.resume import resume

        env = settings.HERAUT
        if env.x_prices or env.x_enterprise:
            catalogue.put(X(Prices.read(env.x_prices), enterprise=env.x_enterprise))
        REFUSALS.register("outbound", words.REFUSALS)
        AUDIT_WORDS.register("outbound", words.VERBS)
        CHANNEL_RECONNECTED.register("outbound", resume)
        CHANNEL_WAITING.register("outbound", queries.waiting_on)
        CHANNEL_FROZEN.register("outbound", hold_frozen)
        CHANNEL_UNFROZEN.register("outbound", end_hold_frozen)
        CHANNEL_EVIDENCE.register("deliveries", queries.evidence)
        GAUGES.register("outbound", measures.gauges)
        AFTER_RESTORE.register("outbound", hold_after_restore)
        SWEEPS.register("outbound.inbox", jobs.look_into_inbox)
