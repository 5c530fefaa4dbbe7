from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "heraut.desk"
    label = "desk"

    def ready(self) -> None:
        from heraut.desk import jobs, words
        from heraut.desk.calendar import words as calendar_words
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.people.work_time import AREAS

        REFUSALS.register("desk", words.REFUSALS)
        AUDIT_WORDS.register("desk", words.VERBS)
        REFUSALS.register("desk.calendar", calendar_words.REFUSALS)
        AUDIT_WORDS.register("desk.calendar", calendar_words.VERBS)
        SWEEPS.register("desk.calendar", jobs.sweep)
        for key, area in words.AREAS.items():
            AREAS.register(key, area)
