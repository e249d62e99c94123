from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "localturn.foundation.links"
    label = "links"
