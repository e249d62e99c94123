"""The academy's addresses, joined from its parts."""

from localturn.academy.urls import authoring, conversation, delivery, marking

app_name = "academy"
urlpatterns = [
    *delivery.urlpatterns,
    *marking.urlpatterns,
    *conversation.urlpatterns,
    *authoring.urlpatterns,
]
