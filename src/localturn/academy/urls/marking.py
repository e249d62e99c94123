"""Addresses of attempts, marking, reaching, results and certificates."""

from django.urls import path, re_path

from localturn.academy.views import (
    allowances,
    attempts,
    certificates,
    desk,
    grants,
    marking,
    reaching,
    regrading,
    results,
)

RUN = "runs/<slug:run>/"

urlpatterns = [
    path("attempts/<int:attempt>/<int:position>/", attempts.save, name="answer"),
    path(f"{RUN}desk/", desk.show, name="desk"),
    path(f"{RUN}desk/behind/", reaching.behind, name="behind"),
    path(f"{RUN}marking/", marking.queue, name="marking"),
    path(f"{RUN}marking/<int:hand_in>/", marking.mark, name="mark"),
    path(f"{RUN}marking/<int:hand_in>/work.zip", marking.archive, name="work-archive"),
    path(f"{RUN}marking/<int:hand_in>/take-file/", marking.take_file, name="take-annotated"),
    path(f"{RUN}marking/<int:hand_in>/return/", marking.give_back, name="return"),
    path(f"{RUN}marking/essays/<int:answer>/", marking.mark_essay, name="mark-essay"),
    path(f"{RUN}results/", results.show, name="results"),
    re_path(
        r"^runs/(?P<run>[-\w]+)/results/table\.(?P<form>csv|xlsx)$",
        results.table,
        name="results-table",
    ),
    path(f"{RUN}results/questions/<slug:activity>/", regrading.questions, name="questions"),
    path(f"{RUN}results/question/<int:question>/", regrading.question, name="question"),
    path(f"{RUN}results/<int:enrolment>/", results.person, name="person-results"),
    path(
        f"{RUN}results/<int:enrolment>/attempts/<int:attempt>/",
        results.attempt,
        name="person-attempt",
    ),
    path(
        f"{RUN}results/<int:enrolment>/<slug:activity>/more-time/",
        allowances.allow,
        name="allow",
    ),
    path(
        f"{RUN}results/<int:enrolment>/<slug:activity>/count-as-done/",
        grants.grant,
        name="grant",
    ),
    path(f"{RUN}results/entries/<int:entry>/correct/", marking.correct, name="correct"),
    path("certificates/<str:token>/", certificates.show, name="certificate"),
    path("certificates/<str:token>/pdf/", certificates.pdf, name="certificate-pdf"),
    path("certificates/<str:token>/<slug:verb>/", certificates.decide, name="certificate-decide"),
]
