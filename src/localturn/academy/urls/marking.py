"""Addresses of attempts, marking, results and certificates."""

from django.urls import URLPattern, path

from localturn.academy.views import attempts

urlpatterns: list[URLPattern] = [
    path("runs/<slug:run>/results/", attempts.save, name="results"),
    path("attempts/<int:attempt>/<int:position>/", attempts.save, name="answer"),
]
