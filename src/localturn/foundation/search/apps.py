from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "localturn.foundation.search"
    label = "search"
