from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "heraut.portal"
    label = "portal"
