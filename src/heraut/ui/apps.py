from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "heraut.ui"
    label = "ui"
