from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "heraut.press"
    label = "press"

    def ready(self) -> None:
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.press import subject, words

        REFUSALS.register("press", words.REFUSALS)
        AUDIT_WORDS.register("press", words.VERBS)
        subject.register()
