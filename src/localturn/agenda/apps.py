from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "localturn.agenda"
    label = "agenda"
