from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "localturn.foundation.ui"
    label = "ui"
