"""The academy's addresses, joined from its parts."""

from localturn.academy.urls import authoring, delivery, marking

app_name = "academy"
urlpatterns = [*delivery.urlpatterns, *marking.urlpatterns, *authoring.urlpatterns]
