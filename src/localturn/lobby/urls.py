from django.urls import path

from localturn.lobby.views import calendar, home, small_print

urlpatterns = [
    path("", home.home, name="home"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.renew_address, name="calendar-address"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("about/", small_print.about, name="about"),
    path("accessibility/", small_print.accessibility, name="accessibility"),
]
