from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "heraut.desk"
    label = "desk"

    def ready(self) -> None:
        from heraut.desk import words
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.people.work_time import AREAS

        REFUSALS.register("desk", words.REFUSALS)
        AUDIT_WORDS.register("desk", words.VERBS)
        for key, area in words.AREAS.items():
            AREAS.register(key, area)
