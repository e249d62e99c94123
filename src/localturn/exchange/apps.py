from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "localturn.exchange"
    label = "exchange"
