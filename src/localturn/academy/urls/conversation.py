"""Addresses of what facilitators announce and what participants ask them."""

from django.urls import path

from localturn.academy.views import announcements, enquiries

RUN = "runs/<slug:run>/"
TOLD = f"{RUN}announcements/"
ASKED = f"{RUN}questions/"

urlpatterns = [
    path(TOLD, announcements.everything, name="announcements"),
    path(f"{TOLD}write/", announcements.write, name="announce"),
    path(f"{TOLD}<int:pk>/", announcements.show, name="announcement"),
    path(f"{TOLD}<int:pk>/read/", announcements.read, name="announcement-read"),
    path(f"{TOLD}<int:pk>/change/", announcements.change, name="announcement-change"),
    path(f"{TOLD}<int:pk>/withdraw/", announcements.withdraw, name="announcement-withdraw"),
    path(ASKED, enquiries.everything, name="enquiries"),
    path(f"{ASKED}ask/", enquiries.ask, name="ask"),
    path(f"{ASKED}<int:pk>/", enquiries.show, name="enquiry"),
    path(f"{ASKED}<int:pk>/<slug:verb>/", enquiries.decide, name="enquiry-verb"),
]
