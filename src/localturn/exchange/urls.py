"""The exchange's addresses."""

from django.urls import path

from localturn.exchange.views import catalogue, consortia, listing, writing

app_name = "exchange"

KEPT = "listings/<int:listing>/"

urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("catalogue.ics", catalogue.feed, name="catalogue-feed"),
    path("courses/<int:listing>/", listing.listing, name="listing"),
    path("courses/<int:listing>/meetings.ics", listing.feed, name="listing-feed"),
    path("listings/", writing.mine, name="mine"),
    path("listings/new/", writing.begin, name="begin"),
    path(KEPT, writing.edit, name="edit"),
    path(f"{KEPT}publish/", writing.publish, name="publish"),
    path(f"{KEPT}take-back/", writing.take_back, name="take-back"),
    path(f"{KEPT}archive/", writing.archive, name="archive"),
    path(f"{KEPT}next-year/", writing.take_over, name="take-over"),
    path(f"{KEPT}discard/", writing.discard, name="discard"),
    path("consortia/", consortia.consortia, name="consortia"),
    path("consortia/new/", consortia.found, name="consortium-new"),
    path("consortia/<slug:consortium>/", consortia.consortium, name="consortium"),
    path("consortia/<slug:consortium>/join/", consortia.join, name="join"),
    path("consortia/<slug:consortium>/<int:partner>/leave/", consortia.leave, name="leave"),
]
