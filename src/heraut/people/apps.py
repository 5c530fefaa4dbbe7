from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "heraut.people"
    label = "people"

    def ready(self) -> None:
        from heraut.foundation.words import REFUSALS
        from heraut.people import words

        REFUSALS.register("people", words.REFUSALS)
