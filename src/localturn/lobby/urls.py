from django.urls import path

from localturn.lobby.views import home

urlpatterns = [path("", home.home, name="home")]
