from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "localturn.foundation.places"
    label = "places"
