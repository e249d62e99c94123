"""Addresses of runs, enrolment and activities."""

from django.urls import path

from localturn.academy.views import activities, enrolment, run_keeping, run_people, runs

RUN = "runs/<slug:run>/"

urlpatterns = [
    path("courses/<slug:course>/runs/new/", run_keeping.open_run, name="run-open"),
    path("invitations/<str:token>/", enrolment.invitation, name="invitation"),
    path(RUN, runs.show, name="run"),
    path(f"{RUN}enrol/", enrolment.enrol, name="enrol"),
    path(f"{RUN}withdraw/", enrolment.withdraw, name="withdraw"),
    path(f"{RUN}settings/", run_keeping.settings, name="run-settings"),
    path(f"{RUN}schedule/", run_keeping.schedule, name="run-schedule"),
    path(f"{RUN}facilitators/", run_keeping.add_facilitator, name="facilitator-add"),
    path(
        f"{RUN}facilitators/<int:pk>/remove/",
        run_keeping.remove_facilitator,
        name="facilitator-remove",
    ),
    path(f"{RUN}people/", run_people.everybody, name="run-people"),
    path(f"{RUN}people/<int:pk>/remove/", run_people.remove, name="seat-remove"),
    path(f"{RUN}people/<int:pk>/reinstate/", run_people.reinstate, name="seat-reinstate"),
    path(f"{RUN}invitations/", run_people.invitations, name="run-invitations"),
    path(
        f"{RUN}invitations/<int:pk>/resend/",
        run_people.resend_invitation,
        name="invitation-resend",
    ),
    path(
        f"{RUN}invitations/<int:pk>/withdraw/",
        run_people.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path(f"{RUN}nominations/", run_people.nominations, name="nominations"),
    path(
        f"{RUN}nominations/<int:pk>/answer/",
        run_people.answer_nomination,
        name="nomination-answer",
    ),
    path(
        f"{RUN}nominations/<int:pk>/withdraw/",
        run_people.withdraw_nomination,
        name="nomination-withdraw",
    ),
    path(f"{RUN}a/<slug:activity>/", activities.show, name="activity"),
    path(f"{RUN}a/<slug:activity>/<slug:verb>/", activities.act, name="activity-verb"),
]
