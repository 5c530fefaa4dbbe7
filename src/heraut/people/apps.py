from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "heraut.people"
    label = "people"
