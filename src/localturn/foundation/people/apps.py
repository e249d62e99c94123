from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "localturn.foundation.people"
    label = "people"
