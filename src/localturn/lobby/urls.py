from django.urls import path

from localturn.lobby.views import calendar, home

urlpatterns = [
    path("", home.home, name="home"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.renew_address, name="calendar-address"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
]
