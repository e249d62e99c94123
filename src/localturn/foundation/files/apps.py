from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "localturn.foundation.files"
    label = "files"
