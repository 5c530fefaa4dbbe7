from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "heraut.desk"
    label = "desk"

    def ready(self) -> None:
        from heraut.desk import jobs
        from heraut.desk.calendar import words
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS

        REFUSALS.register("desk.calendar", words.REFUSALS)
        AUDIT_WORDS.register("desk.calendar", words.VERBS)
        SWEEPS.register("desk.calendar", jobs.sweep)
