from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "localturn.foundation.trail"
    label = "trail"
