from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "heraut.outbound"
    label = "outbound"
