from django.apps import AppConfig


class AcademyConfig(AppConfig):
    name = "localturn.academy"
    label = "academy"
