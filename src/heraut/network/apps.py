from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "heraut.network"
    label = "network"

    def ready(self) -> None:
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.network import jobs, words
        from heraut.network.reality import jobs as reality_jobs

        REFUSALS.register("network", words.REFUSALS)
        AUDIT_WORDS.register("network", words.VERBS)
        SWEEPS.register("network.channels", jobs.sweep)
        SWEEPS.register("network.verify", reality_jobs.sweep)
