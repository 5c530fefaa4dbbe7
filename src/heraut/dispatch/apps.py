from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "heraut.dispatch"
    label = "dispatch"
