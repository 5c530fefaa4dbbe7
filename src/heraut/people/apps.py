from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "heraut.people"
    label = "people"

    def ready(self) -> None:
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.people import signals, words

        REFUSALS.register("people", words.REFUSALS)
        AUDIT_WORDS.register("people", words.VERBS)
        signals.connect()
