from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "heraut.audience"
    label = "audience"

    def ready(self) -> None:
        from heraut.audience import words
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS

        REFUSALS.register("audience", words.REFUSALS)
        AUDIT_WORDS.register("audience", words.VERBS)
