"""Addresses of runs, enrolment and activities."""

from django.urls import include, path, re_path

from localturn.academy.views import (
    activities,
    enrolment,
    groups,
    interests,
    invite_list,
    links,
    media,
    moving,
    nominee_list,
    repeating,
    run_keeping,
    run_people,
    run_places,
    runs,
    sharing,
)

_of_a_run = [
    path("", runs.show, name="run"),
    path("a/<slug:activity>/", activities.show, name="activity"),
    path("a/<slug:activity>/files/<str:name>", media.of_run, name="activity-file"),
    path("a/<slug:activity>/<slug:verb>/", activities.act, name="activity-verb"),
    path("groups/", groups.groupings, name="groupings"),
    path("groups/<slug:grouping>/", groups.grouping, name="grouping"),
    path("groups/<slug:grouping>/<int:number>/", groups.group, name="group"),
    path(
        "groups/<slug:grouping>/<int:number>/<slug:verb>/", groups.act_in_group, name="group-verb"
    ),
    path("groups/<slug:grouping>/<slug:verb>/", groups.act, name="grouping-verb"),
    path("enrol/", enrolment.enrol, name="enrol"),
    path("withdraw/", enrolment.withdraw, name="withdraw"),
    path("interest/", interests.interest, name="interest"),
    path("interest/withdraw/", interests.withdraw, name="interest-withdraw"),
    path("interests/<int:pk>/rank/", interests.rank, name="interest-rank"),
    path("interests/<int:pk>/answer/", interests.answer, name="interest-answer"),
    path("places/", run_places.places, name="run-places"),
    path("settings/", run_keeping.settings, name="run-settings"),
    path("version/", moving.version, name="run-version"),
    path("repeat/", repeating.repeat, name="run-repeat"),
    path("schedule/", run_keeping.schedule, name="run-schedule"),
    path("facilitators/", run_keeping.add_facilitator, name="facilitator-add"),
    path(
        "facilitators/<int:pk>/remove/",
        run_keeping.remove_facilitator,
        name="facilitator-remove",
    ),
    path("people/", run_people.everybody, name="run-people"),
    path("people/<int:pk>/remove/", run_people.remove, name="seat-remove"),
    path("people/<int:pk>/reinstate/", run_people.reinstate, name="seat-reinstate"),
    path("invitations/", run_people.invitations, name="run-invitations"),
    path(
        "invitations/<int:pk>/resend/",
        run_people.resend_invitation,
        name="invitation-resend",
    ),
    path(
        "invitations/<int:pk>/withdraw/",
        run_people.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path("invitations/list/", invite_list.upload, name="invite-list"),
    path("invitations/list/send/", invite_list.send, name="invite-list-send"),
    path("links/", links.links, name="run-links"),
    path("links/<int:pk>/revoke/", links.revoke, name="link-revoke"),
    path("sharing/", sharing.sharing, name="sharing"),
    path("report/", sharing.report, name="report"),
    re_path(r"^report/table\.(?P<form>csv|xlsx)$", sharing.table, name="report-table"),
    path("nominations/", run_people.nominations, name="nominations"),
    path(
        "nominations/<int:pk>/answer/",
        run_people.answer_nomination,
        name="nomination-answer",
    ),
    path(
        "nominations/<int:pk>/withdraw/",
        run_people.withdraw_nomination,
        name="nomination-withdraw",
    ),
    path("nominations/list/", nominee_list.upload, name="nominee-list"),
    path("nominations/list/send/", nominee_list.send, name="nominee-list-send"),
    re_path(
        r"^nominations/table\.(?P<form>csv|xlsx)$", nominee_list.table, name="own-people-table"
    ),
    path("nominations/<int:pk>/rank/", interests.rank_waiting, name="nomination-rank"),
]

urlpatterns = [
    path("runs/<slug:run>/", include(_of_a_run)),
    path("courses/<slug:course>/runs/new/", run_keeping.open_run, name="run-open"),
    path("join/<str:token>/", links.join, name="join"),
    path("invitations/<str:token>/", enrolment.invitation, name="invitation"),
    path("invitations/<str:token>/decline/", enrolment.decline, name="invitation-decline"),
]
