"""The pages of who writes a list: which there are, what is said of them, who reads them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.agenda import permissions
from localturn.agenda.actions import keeping as actions
from localturn.agenda.actions import sending_domain as domains
from localturn.agenda.actions import subscribing
from localturn.agenda.domain.mailing import STANDING_NAMES, WHY_NAMES, Standing, Why
from localturn.agenda.forms.mailing_list import MailingListForm
from localturn.agenda.models import DomainCheck, MailingList
from localturn.agenda.queries.issues import issues_of
from localturn.agenda.queries.mailing import found_readers, readers_by_list, readers_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotAllowed, Refusal, require


@login_required
@require_safe
def kept_lists(request: HttpRequest) -> HttpResponse:
    """The lists that the reader writes."""
    person = reader(request)
    kept = list(permissions.lists_kept_by(person, now=moments.now())[:200])
    founds = permissions.can_add_lists(person)
    if not kept and not founds:
        raise NotAllowed(
            _("Lists are written by coordinators and administrators of their organisation.")
        )
    context = {"lists": list(zip(kept, readers_by_list(kept), strict=True)), "founds": founds}
    return render(request, "agenda/kept_lists.html", context)


@login_required
def found(request: HttpRequest) -> HttpResponse:
    """A new list."""
    person = reader(request)
    require(permissions.can_add_lists(person), _("Only operators may do this."))
    form = MailingListForm(request.POST if request.method == "POST" else None, founds=True)
    if request.method == "POST" and form.is_valid():
        made = actions.found(form.told(organisation=None), by=person, now=moments.now())
        return redirect("agenda:kept-list", made.slug)
    context = {"form": form, "list": None}
    status = 422 if form.errors else 200
    return render(request, "agenda/kept_list_edit.html", context, status=status)


@login_required
@require_safe
def kept_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A list for who writes it: its issues and how many read it."""
    _person, kept = _kept(request, slug)
    context = {"list": kept, "readers": readers_of(kept), "issues": issues_of(kept)}
    return render(request, "agenda/kept_list.html", context)


@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said of a list."""
    person, kept = _kept(request, slug)
    form = MailingListForm(
        request.POST if request.method == "POST" else None,
        initial=MailingListForm.begun(kept),
        founds=permissions.can_add_lists(person),
    )
    if request.method == "POST" and form.is_valid():
        told = form.told(organisation=kept.organisation)
        actions.tell(kept, told, by=person, now=moments.now())
        messages.success(request, _("It is kept."))
        return redirect("agenda:kept-list", kept.slug)
    context = {"form": form, "list": kept}
    status = 422 if form.errors else 200
    return render(request, "agenda/kept_list_edit.html", context, status=status)


@login_required
@require_safe
def readers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who reads a list, and who did."""
    _person, kept = _kept(request, slug)
    asked = request.GET.get("q", "").strip()[:254]
    standing = request.GET.get("standing", "")
    rows = found_readers(kept, words=asked, standing=standing)
    context = {
        "list": kept,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "q": asked,
        "standing": standing,
        "standings": [(each.value, gettext(STANDING_NAMES[each])) for each in Standing],
        "whys": {each.value: gettext(WHY_NAMES[each]) for each in Why},
        "names": {each.value: gettext(STANDING_NAMES[each]) for each in Standing},
        "lifts": permissions.can_add_lists(request.user),
    }
    return render(request, "agenda/list_readers.html", context)


@login_required
@require_POST
def take_off(request: HttpRequest, slug: str, reader_id: int) -> HttpResponse:
    person, kept = _kept(request, slug)
    subscriber = get_object_or_404(kept.subscribers, pk=reader_id)
    actions.take_off(subscriber, by=person, now=moments.now())
    messages.success(request, _("This reader is written to no longer."))
    return redirect("agenda:list-readers", kept.slug)


@login_required
@require_POST
def forget(request: HttpRequest, slug: str, reader_id: int) -> HttpResponse:
    person, kept = _kept(request, slug)
    subscriber = get_object_or_404(kept.subscribers, pk=reader_id)
    actions.forget_reader(subscriber, by=person, now=moments.now())
    messages.success(request, _("Nothing of this reader is kept."))
    return redirect("agenda:list-readers", kept.slug)


@login_required
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """Write again to an address whose owner asked for it."""
    person = reader(request)
    require(permissions.can_add_lists(person), _("Only operators may do this."))
    try:
        subscribing.write_again_to(request.POST.get("email", ""))
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("This address may be written to again."))
    return redirect("agenda:kept-lists")


@login_required
def sending_domain(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether mail servers will believe where the letters come from, and what to do."""
    person, kept = _kept(request, slug)
    if request.method == "POST":
        domains.ask_for_check(kept, by=person, now=moments.now())
        messages.success(request, _("It is being looked at. Look again in a minute."))
        return redirect("agenda:list-domain", kept.slug)
    domain = domains.from_domain()
    check = DomainCheck.objects.filter(domain=domain, selector=kept.selector).first()
    findings = [_told(**each) for each in (check.findings if check else [])]
    context = {"list": kept, "domain": domain, "check": check, "findings": findings}
    return render(request, "agenda/list_domain.html", context)


def _told(about: str, sentence: str, values: dict[str, str], **rest: str) -> dict[str, str]:
    """A finding in the reader's words."""
    return {**rest, "about": gettext(about), "said": gettext(sentence) % values}


def _kept(request: HttpRequest, slug: str) -> tuple[Person, MailingList]:
    person = reader(request)
    kept = permissions.lists_kept_by(person, now=moments.now())
    return person, get_object_or_404(kept, slug=slug)
