from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "localturn.foundation.mail"
    label = "mail"
