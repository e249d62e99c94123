from django.apps import AppConfig


class CorpusConfig(AppConfig):
    name = "localturn.corpus"
    label = "corpus"
