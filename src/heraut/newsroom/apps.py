from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "heraut.newsroom"
    label = "newsroom"
