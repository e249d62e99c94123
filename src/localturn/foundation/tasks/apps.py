from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "localturn.foundation.tasks"
    label = "tasks"
