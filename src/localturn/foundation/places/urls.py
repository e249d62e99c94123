"""Places."""

from django.urls import path

from localturn.foundation.places.views import places

app_name = "places"
urlpatterns = [
    path("find/", places.cities, name="cities"),
    path("add/", places.add_city, name="add_city"),
]
