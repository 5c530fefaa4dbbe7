from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "heraut.guidance"
    label = "guidance"
