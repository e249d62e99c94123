from django.urls import path

from localturn.lobby.views import calendar, files, home, search, small_print

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("files/<str:token>/", files.stored_file, name="stored-file"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.renew_address, name="calendar-address"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("about/", small_print.about, name="about"),
    path("accessibility/", small_print.accessibility, name="accessibility"),
]
