from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "localturn.foundation.library"
    label = "library"
