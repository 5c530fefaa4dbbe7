from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "heraut.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.newsroom import words

        REFUSALS.register("newsroom", words.REFUSALS)
        AUDIT_WORDS.register("newsroom", words.VERBS)
