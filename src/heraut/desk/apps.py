from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "heraut.desk"
    label = "desk"

    def ready(self) -> None:
        from heraut.desk import words
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS

        REFUSALS.register("desk", words.REFUSALS)
        AUDIT_WORDS.register("desk", words.VERBS)
