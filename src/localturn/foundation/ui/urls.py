from django.urls import path
from django.views.i18n import set_language

from localturn.foundation.ui import gallery, schemes

urlpatterns = [
    path("scheme/", schemes.set_scheme, name="set_scheme"),
    path("language/", set_language, name="set_language"),
    path("gallery/", gallery.gallery, name="gallery"),
]
