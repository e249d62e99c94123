"""Private questions to the facilitators of a run: the list, a question with what was said to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from localturn.academy import permissions
from localturn.academy.actions import enquiries as actions
from localturn.academy.forms.conversation import EnquiryForm, EnquiryMessageForm
from localturn.academy.models import Activity, Enquiry
from localturn.academy.queries import enquiries as queries
from localturn.academy.queries import frozen
from localturn.academy.queries.places import seat_of
from localturn.academy.views.entering import Inside, found
from localturn.academy.views.reader import posted
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound

A_PAGE = 30


@never_cache
@login_required
@require_safe
def everything(request: HttpRequest, run: str) -> HttpResponse:
    """Of a participant their own; of a facilitator all, what waits for an answer first."""
    who = found(request, run)
    visible = permissions.enquiries_visible_to(who.person).filter(run=who.run)
    may_ask = who.seat is not None or queries.asks_from_outside(
        who.person, who.run, now=moments.now()
    )
    if not may_ask and not who.is_facilitator and not visible.exists():
        raise NotAllowed(_("This is open to those who take part in the course."))
    rows = queries.in_list(visible).order_by(
        F("waits_since").asc(nulls_last=True), F("closed_at").desc(nulls_first=True), "-last_at"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "who": who,
        "run": who.run,
        "page_of": page,
        "may_ask": may_ask,
        "shown": [queries.asked(each) for each in page.object_list],
    }
    return render(request, "academy/enquiries/all.html", context)


@login_required
def ask(request: HttpRequest, run: str) -> HttpResponse:
    """Ask the facilitators something, about the course or, on a seat, about one activity."""
    who = found(request, run)
    if who.seat is None:
        _require_outsider(who)
    activity = _activity(who, request.GET.get("about", "")) if who.seat else None
    form = EnquiryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            enquiry = actions.ask(
                who.run,
                body=form.cleaned_data["body"],
                activity=activity,
                by=who.person,
                now=moments.now(),
            )
        except Invalid as refused:
            form.add_error("body", refused.sentence)
        else:
            messages.success(request, _("Your question is sent. You are told of the answer."))
            return redirect(enquiry)
    context = {"run": who.run, "form": form, "activity": activity}
    return render(
        request, "academy/enquiries/ask.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
def show(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """A question with all that was said to it; one writes on beneath."""
    who = found(request, run)
    enquiry = _one(who, pk)
    form = EnquiryMessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.say(enquiry, body=form.cleaned_data["body"], by=who.person, now=moments.now())
        except Invalid as refused:
            form.add_error("body", refused.sentence)
        else:
            messages.success(request, _("Your text is sent."))
            return redirect(enquiry)
    context = {
        "who": who,
        "run": who.run,
        "enquiry": enquiry,
        "said": list(enquiry.messages.select_related("author")),
        "is_mine": enquiry.asked_by_id == who.person.pk,
        "may_write": enquiry.asked_by_id != who.person.pk
        or who.seat is not None
        or queries.asks_from_outside(who.person, who.run, now=moments.now()),
        "takes_part": seat_of(enquiry.asked_by, who.run) is not None,
        "form": form,
    }
    return render(
        request, "academy/enquiries/one.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def decide(request: HttpRequest, run: str, pk: int, verb: str) -> HttpResponse:
    """Close a question, or open it again."""
    who = found(request, run)
    enquiry = _one(who, pk)
    if verb == "close":
        actions.close(enquiry, by=who.person, now=moments.now())
    elif verb == "reopen":
        actions.reopen(enquiry, by=who.person, now=moments.now())
    else:
        raise NotFound
    return redirect(enquiry)


def _require_outsider(who: Inside) -> None:
    """Refuse who guides the run, who has left it, and everybody once it has ended."""
    if who.is_facilitator:
        raise NotAllowed(_("You guide this run: its participants ask you."))
    if not queries.asks_from_outside(who.person, who.run, now=moments.now()):
        raise NotAllowed(_("This is open to those who take part in the course."))


def _one(who: Inside, pk: int) -> Enquiry:
    """A question that the reader may know of; raises NotAllowed to who never was inside."""
    visible = permissions.enquiries_visible_to(who.person).filter(run=who.run)
    enquiry = visible.filter(pk=pk).select_related("activity", "asked_by").first()
    if enquiry is None:
        if who.seat is None and not who.is_facilitator:
            raise NotAllowed(_("This is open to those who take part in the course."))
        raise NotFound
    enquiry.run = who.run
    return enquiry


def _activity(who: Inside, stable_id: str) -> Activity | None:
    if not stable_id:
        return None
    activity = frozen.activity(frozen.key_of(who.run.version), stable_id)
    if activity is None:
        raise NotFound(_("This activity is not part of the course."))
    return activity
