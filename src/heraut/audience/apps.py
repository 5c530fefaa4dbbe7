from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "heraut.audience"
    label = "audience"

    def ready(self) -> None:
        from heraut.audience import jobs, words
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS

        REFUSALS.register("audience", words.REFUSALS)
        AUDIT_WORDS.register("audience", words.VERBS)
        SWEEPS.register("audience.purge", jobs.purge)
