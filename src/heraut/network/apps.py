from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "heraut.network"
    label = "network"
