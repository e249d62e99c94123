"""Addresses of runs, enrolment and activities."""

from django.urls import path

from localturn.academy.views import activities, runs

urlpatterns = [
    path("runs/<slug:run>/", runs.show, name="run"),
    path("runs/<slug:run>/a/<slug:activity>/", activities.show, name="activity"),
    path("runs/<slug:run>/a/<slug:activity>/<slug:verb>/", activities.act, name="activity-verb"),
]
