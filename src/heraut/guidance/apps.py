from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "heraut.guidance"
    label = "guidance"

    def ready(self) -> None:
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.guidance import words

        REFUSALS.register("guidance", words.REFUSALS)
        AUDIT_WORDS.register("guidance", words.VERBS)
