from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "heraut.newsletter"
    label = "newsletter"

    def ready(self) -> None:
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.newsletter import subject, words

        REFUSALS.register("newsletter", words.REFUSALS)
        AUDIT_WORDS.register("newsletter", words.VERBS)
        subject.register()
