"""Pages for who looks after the installation: what waits, what failed, what was sent, who did what.

Nobody else is told that they exist.
"""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.mail import actions as mail_actions
from localturn.foundation.mail import queries as mail_queries
from localturn.foundation.mail.models import Message, State
from localturn.foundation.mail.writing import paragraphs_of, subject_of, write
from localturn.foundation.people.guarding import operators_only
from localturn.foundation.tasks import actions as task_actions
from localturn.foundation.tasks import queries as task_queries
from localturn.foundation.tasks.models import TaskRow
from localturn.foundation.trail import queries as trail_queries
from localturn.lobby.queries import operators as queries

A_PAGE = 50


@require_safe
@operators_only
def overview(request: HttpRequest) -> HttpResponse:
    """Whether all is well, on one page."""
    context = {
        "health": queries.health(),
        "versions": queries.versions(),
        "runs": queries.runs(),
        "has_mail_server": settings.SMTP is not None,
    }
    return render(request, "lobby/operators/overview.html", context)


@require_safe
@operators_only
def tasks(request: HttpRequest) -> HttpResponse:
    """What failed, what runs, what waits."""
    failed = Paginator(task_queries.failed(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "failed": failed,
        "running": task_queries.running(),
        "waiting": task_queries.waiting()[:A_PAGE],
        "waiting_count": task_queries.waiting().count(),
    }
    return render(request, "lobby/operators/tasks.html", context)


@require_safe
@operators_only
def task(request: HttpRequest, *, pk: UUID) -> HttpResponse:
    """One task with what went wrong. Its arguments are not shown: they may speak of people."""
    row = get_object_or_404(TaskRow, pk=pk)
    return render(request, "lobby/operators/task.html", {"task": row})


@require_POST
@operators_only
def try_again(request: HttpRequest, *, pk: UUID) -> HttpResponse:
    task_actions.try_again(pk, now=moments.now())
    messages.success(request, _("The task is in the queue again."))
    return redirect("operators-tasks")


@require_POST
@operators_only
def give_up(request: HttpRequest, *, pk: UUID) -> HttpResponse:
    task_actions.give_up(pk)
    messages.success(request, _("The task is off the list."))
    return redirect("operators-tasks")


@require_safe
@operators_only
def outbox(request: HttpRequest) -> HttpResponse:
    """Every mail, or those in one state."""
    mails = mail_queries.outbox()
    state = request.GET.get("state", "")
    if state in State.values:
        mails = mails.filter(state=state)
    page = Paginator(mails, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mails": [(message, _subject_of(message)) for message in page],
        "states": [(each.value, each.label) for each in State],
        "state": state,
        "counts": mail_queries.counts(),
        "has_mail_server": settings.SMTP is not None,
    }
    return render(request, "lobby/operators/outbox.html", context)


def _subject_of(message: Message) -> str:
    """Sign-in codes come written and stand in the subject: it is kept back as the text is."""
    return "" if settings.SMTP is not None and not message.template else subject_of(message)


@require_safe
@operators_only
def message(request: HttpRequest, *, pk: int) -> HttpResponse:
    """One mail. Its text is shown only where there is no mail server to bring it.

    Otherwise a sign-in code in it would let an operator in as somebody else.
    """
    found = get_object_or_404(mail_queries.outbox(), pk=pk)
    readable = settings.SMTP is None and found.cut_at is None
    written = write(found) if readable else None
    context = {
        "message": found,
        "subject": _subject_of(found),
        "paragraphs": paragraphs_of(written.text) if written else None,
    }
    return render(request, "lobby/operators/message.html", context)


@require_POST
@operators_only
def send_again(request: HttpRequest, *, pk: int) -> HttpResponse:
    mail_actions.send_again(pk, now=moments.now())
    messages.success(request, _("The mail is on its way again."))
    return redirect("operators-mail")


@require_POST
@operators_only
def settle(request: HttpRequest, *, pk: int) -> HttpResponse:
    mail_actions.take_as_sent(pk, now=moments.now())
    messages.success(request, _("The mail counts as sent."))
    return redirect("operators-mail")


@require_safe
@operators_only
def trail(request: HttpRequest) -> HttpResponse:
    """Who changed somebody's standing, and why; all of it, or what concerns one subject."""
    subject = request.GET.get("subject", "").strip()
    entries = trail_queries.about_subject(subject) if subject else trail_queries.everything()
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "lobby/operators/trail.html", {"page": page, "subject": subject})
