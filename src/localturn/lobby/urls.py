from django.urls import path

from localturn.lobby.views import (
    calendar,
    files,
    home,
    letters,
    operators,
    places,
    search,
    small_print,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("files/<str:token>/", files.stored_file, name="stored-file"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.renew_address, name="calendar-address"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("operators/", operators.overview, name="operators"),
    path("operators/tasks/", operators.tasks, name="operators-tasks"),
    path("operators/tasks/<uuid:pk>/", operators.task, name="operators-task"),
    path("operators/tasks/<uuid:pk>/again/", operators.try_again, name="operators-task-again"),
    path("operators/tasks/<uuid:pk>/drop/", operators.give_up, name="operators-task-drop"),
    path("operators/mail/", operators.outbox, name="operators-mail"),
    path("operators/mail/<int:pk>/", operators.message, name="operators-message"),
    path("operators/mail/<int:pk>/again/", operators.send_again, name="operators-message-again"),
    path("operators/mail/<int:pk>/settle/", operators.settle, name="operators-message-settle"),
    path("operators/trail/", operators.trail, name="operators-trail"),
    path("places/", places.places, name="places"),
    path("places/<slug:code>/", places.city, name="city"),
    path("about/", small_print.about, name="about"),
    path("accessibility/", small_print.accessibility, name="accessibility"),
]
