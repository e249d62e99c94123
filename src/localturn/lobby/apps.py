from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "localturn.lobby"
    label = "lobby"
