from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "heraut.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        from heraut.foundation.jobs import SWEEPS
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.network.slots import PLAN_PARTS
        from heraut.newsroom import (
            checks,  # noqa: F401 (registers the system checks)
            jobs,
            words,
        )
        from heraut.newsroom.plan_part import plan_part

        SWEEPS.register("newsroom", jobs.sweep)
        REFUSALS.register("newsroom", words.REFUSALS)
        AUDIT_WORDS.register("newsroom", words.VERBS)
        PLAN_PARTS.register("newsroom", plan_part)
