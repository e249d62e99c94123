"""The exchange's addresses."""

from django.urls import path, re_path

from localturn.exchange.views import (
    agreements,
    applicants,
    application,
    applying,
    catalogue,
    consortia,
    harvesting,
    listing,
    moochub,
    ooapi,
    writing,
)

app_name = "exchange"

KEPT = "listings/<int:listing>/"
OPEN = "ooapi/v6/"
APPLICATION = "applications/<int:application>/"

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
    path("applications/", applying.applications, name="applications"),
    path("courses/<int:listing>/apply/", applying.apply, name="apply"),
    path("courses/<int:listing>/applications/", applicants.applicants, name="applicants"),
    path(
        "courses/<int:listing>/applications/<int:partner>/add/",
        applicants.add,
        name="application-add",
    ),
    path(APPLICATION, application.application, name="application"),
    path(f"{APPLICATION}withdraw/", applying.withdraw, name="application-withdraw"),
    path(f"{APPLICATION}answer/", application.answer, name="application-answer"),
    path(f"{APPLICATION}rank/", application.rank, name="application-rank"),
    path(f"{APPLICATION}nominate/", application.nominate, name="application-nominate"),
    path(f"{APPLICATION}take-back/", application.take_back, name="application-take-back"),
    path(f"{APPLICATION}decide/", application.decide, name="application-decide"),
    path(f"{APPLICATION}reopen/", application.reopen, name="application-reopen"),
    path(f"{APPLICATION}agreement/", agreements.agreement, name="agreement"),
    path(f"{APPLICATION}agreement/confirm/", agreements.confirm, name="agreement-confirm"),
    path("consortia/", consortia.consortia, name="consortia"),
    path("consortia/new/", consortia.found, name="consortium-new"),
    path("consortia/<slug:consortium>/", consortia.consortium, name="consortium"),
    path("consortia/<slug:consortium>/join/", consortia.join, name="join"),
    path("consortia/<slug:consortium>/<int:partner>/leave/", consortia.leave, name="leave"),
    path(OPEN, ooapi.service, name="ooapi"),
    path(f"{OPEN}courses", ooapi.courses, name="ooapi-courses"),
    path(f"{OPEN}courses/<uuid:course>", ooapi.course, name="ooapi-course"),
    path(
        f"{OPEN}courses/<uuid:course>/course-offerings",
        ooapi.offerings_of_course,
        name="ooapi-offerings-of-course",
    ),
    path(f"{OPEN}course-offerings/<uuid:offering>", ooapi.offering, name="ooapi-offering"),
    path(
        f"{OPEN}course-offerings/<uuid:offering>/course-offering-associations",
        ooapi.associations,
        name="ooapi-associations",
    ),
    path(f"{OPEN}organisations", ooapi.organisations, name="ooapi-organisations"),
    path(f"{OPEN}organisations/<uuid:organisation>", ooapi.organisation, name="ooapi-organisation"),
    path(
        f"{OPEN}organisations/<uuid:organisation>/courses",
        ooapi.courses_of_organisation,
        name="ooapi-courses-of-organisation",
    ),
    path(
        f"{OPEN}organisations/<uuid:organisation>/course-offerings",
        ooapi.offerings_of_organisation,
        name="ooapi-offerings-of-organisation",
    ),
    path(
        f"{OPEN}organisations/<uuid:organisation>/programmes",
        ooapi.programmes_of_organisation,
        name="ooapi-programmes-of-organisation",
    ),
    path(f"{OPEN}academic-sessions", ooapi.sessions, name="ooapi-sessions"),
    path(f"{OPEN}academic-sessions/<uuid:session>", ooapi.session, name="ooapi-session"),
    path(
        f"{OPEN}academic-sessions/<uuid:session>/course-offerings",
        ooapi.offerings_in_session,
        name="ooapi-offerings-in-session",
    ),
    path(f"{OPEN}programmes", ooapi.programmes, name="ooapi-programmes"),
    path(f"{OPEN}programmes/<uuid:programme>", ooapi.programme, name="ooapi-programme"),
    path(
        f"{OPEN}programmes/<uuid:programme>/courses",
        ooapi.courses_of_programme,
        name="ooapi-courses-of-programme",
    ),
    re_path(rf"^{OPEN}(?P<rest>.*)$", ooapi.nowhere, name="ooapi-nowhere"),
    path("sources/", harvesting.sources, name="sources"),
    path("sources/<int:source>/", harvesting.source, name="source"),
    path("sources/<int:source>/ask/", harvesting.ask, name="source-ask"),
    path("sources/<int:source>/remove/", harvesting.remove, name="source-remove"),
    path("sources/<int:source>/<int:found>/take/", harvesting.take, name="found-take"),
    path("sources/<int:source>/<int:found>/leave/", harvesting.leave, name="found-leave"),
    path("bridges/moochub/courses", moochub.courses, name="moochub"),
]
