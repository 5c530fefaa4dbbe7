from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "heraut.desk"
    label = "desk"
