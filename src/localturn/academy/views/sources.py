"""The sources of a course, and whether their addresses still answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.actions.sources import ask_for_check
from localturn.academy.queries.courses import course_written_by
from localturn.academy.queries.sources import Finding, Verdict, sources_seen, version_read
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.fetch import Reason, explain


@login_required
@require_safe
def sources(request: HttpRequest, course: str) -> HttpResponse:
    """What a course cites, what to mend first, and when that was looked at."""
    found = course_written_by(request.user, course)
    version = version_read(found)
    context = {
        "course": found,
        "draft": version if version and version.number is None else None,
        "language_of_texts": version.language if version else "",
        "seen": sources_seen(found, now=moments.now()),
        "said_of": said_of,
        "tone_of": tone_of,
    }
    return render(request, "academy/sources.html", context)


@login_required
@require_POST
def check(request: HttpRequest, course: str) -> HttpResponse:
    """Have the addresses asked."""
    found = course_written_by(request.user, course)
    ask_for_check(found, by=reader(request), now=moments.now())
    messages.success(request, _("The addresses are being asked. Load this page again in a minute."))
    return redirect("academy:sources", found.slug)


def said_of(finding: Finding) -> str:
    """What was found out, in a sentence."""
    if finding.status is None:
        return explain(Reason(finding.reason), finding.about)
    words = {"status": finding.status, "address": finding.ended_at}
    match finding.verdict:
        case Verdict.ANSWERS:
            return _("Answers.")
        case Verdict.MOVED:
            return (
                _("Leads on to %(address)s. If that is the same text, cite that address.") % words
            )
        case Verdict.GONE:
            return _("There is no such page there (%(status)s).") % words
        case Verdict.SHY:
            return _("Does not let programs in (%(status)s). Open it yourself.") % words
        case _other:
            return _("The server reports an error (%(status)s).") % words


def tone_of(finding: Finding) -> str:
    """How grave it is, as a tone of the page."""
    match finding.verdict:
        case Verdict.ANSWERS:
            return "success"
        case Verdict.MOVED | Verdict.SHY:
            return "warning"
        case _:
            return "danger"
