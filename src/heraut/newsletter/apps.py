from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "heraut.newsletter"
    label = "newsletter"
