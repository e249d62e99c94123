"""Every room's addresses, and the house's own."""

from django.urls import include, path

from localturn.foundation.room import rooms

_rooms = [path(room.prefix, include(room.urls)) for room in rooms() if room.prefix]
_house = [path("", include(room.urls)) for room in rooms() if not room.prefix]

# Addresses are tried in their order: rooms that begin with a word of their own cost one try.
urlpatterns = [
    *_rooms,
    path("places/", include("localturn.foundation.places.urls")),
    path("", include("localturn.foundation.people.urls")),
    path("", include("localturn.foundation.ui.urls")),
    *_house,
]

handler400 = "localturn.foundation.ui.views.bad_request"
handler403 = "localturn.foundation.ui.views.forbidden"
handler404 = "localturn.foundation.ui.views.not_found"
handler429 = "localturn.foundation.ui.views.too_often"
handler500 = "localturn.foundation.ui.views.server_error"
