"""Bringing documents in: files, what was read of them, and taking them."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import arrivals, seeing
from localturn.corpus.actions import imports as actions
from localturn.corpus.actions.faults import STOPPED
from localturn.corpus.actions.fetching import add_addresses, begin_with_addresses
from localturn.corpus.actions.trying_again import is_stuck, try_again
from localturn.corpus.domain.terms import CLASSES, DocumentClass
from localturn.corpus.forms.imports import AddressesForm, BatchForm, ImportForm, MoreForm
from localturn.corpus.models import ImportBatch, ImportItem
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.arrivals import DOCUMENT
from localturn.corpus.queries.entering import entered, entered_project, working
from localturn.corpus.queries.import_sentences import said_of
from localturn.corpus.standards.documents.letters import language_named, languages
from localturn.corpus.views.arriving import told_of
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal, require

State = ImportItem.State
MOST_SHOWN = 1_000


@login_required
def bring(request: HttpRequest, project: str) -> HttpResponse:
    """Files to be read, all of one class."""
    sight = entered(reader(request), project)
    _require_work(sight)
    if request.method == "POST" and _by_script(request):
        return _begun_by_script(request, sight)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, sight=sight)
        if form.is_valid():
            try:
                batch = _begun(form, sight)
            except Invalid as refused:
                form.add_error("addresses", refused.sentence)
            else:
                _add(request, batch, form.cleaned_data["documents"], sight)
                return redirect(batch)
    else:
        addresses = request.GET.get("addresses", "")[:2_000]
        form = ImportForm(sight=sight, initial={"addresses": addresses})
    batches = ImportBatch.objects.filter(
        project=sight.project, kind__in=sorted(sight.classes), taken_at=None
    )
    context = {"sight": sight, "project": sight.project, "form": form, "batches": batches[:20]}
    status = 422 if form.errors else 200
    return render(request, "corpus/imports/bring.html", context, status=status)


@require_safe
@login_required
def take_along(request: HttpRequest) -> HttpResponse:
    """Into which project the documents of a page of this house are to be taken."""
    address = request.GET.get("of", "")[:2_000]
    is_here = address.startswith("/")
    asked = urlencode({"addresses": settings.PUBLIC_URL + address if is_here else ""})
    projects = [
        (each.project, f"{reverse('corpus:import-new', args=[each.project.slug])}?{asked}")
        for each in working(reader(request))
    ]
    if len(projects) == 1:
        return redirect(projects[0][1])
    return render(request, "corpus/imports/take.html", {"projects": projects})


@require_safe
@login_required
def batch(request: HttpRequest, batch: int) -> HttpResponse:
    """What was read, what was refused and why; 202 while that goes on."""
    sight, found = _entered(request, batch)
    return _page(request, sight, found, MoreForm())


@require_POST
@login_required
def addresses(request: HttpRequest, batch: int) -> HttpResponse:
    """More documents, by their addresses."""
    sight, found = _entered(request, batch)
    form = AddressesForm(request.POST)
    if form.is_valid():
        try:
            asked = form.cleaned_data["addresses"]
            add_addresses(found, asked, by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("addresses", refused.sentence)
        else:
            return redirect(found)
    return _page(request, sight, found, MoreForm(), form)


@require_POST
@login_required
def add(request: HttpRequest, batch: int) -> HttpResponse:
    """More files; the page's script sends them one at a time."""
    sight, found = _entered(request, batch)
    form = MoreForm(request.POST, request.FILES)
    if not form.is_valid():
        if _by_script(request):
            return JsonResponse({"said": _("This file is empty.")}, status=422)
        return _page(request, sight, found, form)
    refused = _add(request, found, form.cleaned_data["documents"], sight)
    if _by_script(request):
        if refused:
            return JsonResponse({"said": refused[0].sentence}, status=refused[0].status)
        return JsonResponse({"said": ""})
    return redirect(found)


@require_POST
@login_required
def arrived(request: HttpRequest, batch: int) -> HttpResponse:
    """A large file that the page's script has sent in pieces."""
    sight, found = _entered(request, batch)
    token, now = request.POST.get("arrived", ""), moments.now()
    return told_of(lambda: arrivals.take_document(found, token, by=sight.member, now=now))


@require_POST
@login_required
def take(request: HttpRequest, batch: int) -> HttpResponse:
    """Put what was read into the project."""
    sight, found = _entered(request, batch)
    actions.take(found, by=sight.member, now=moments.now())
    return redirect(found)


@require_POST
@login_required
def again(request: HttpRequest, batch: int) -> HttpResponse:
    """Try once more what failed."""
    sight, found = _entered(request, batch)
    try_again(found, by=sight.member)
    return redirect(found)


@require_POST
@login_required
def leave(request: HttpRequest, batch: int, item: int) -> HttpResponse:
    """Leave one of them out."""
    sight, found = _entered(request, batch)
    left = get_object_or_404(found.items.all(), pk=item)
    left.batch = found
    actions.leave(left, by=sight.member)
    return redirect(found)


@require_POST
@login_required
def see(request: HttpRequest, batch: int, item: int) -> HttpResponse:
    """Read the letters of a file whose pages are pictures."""
    sight, found = _entered(request, batch)
    seen = get_object_or_404(found.items.all(), pk=item)
    seen.batch = found
    seeing.ask(seen, request.POST.get("language", ""), by=sight.member)
    return redirect(found)


@require_POST
@login_required
def discard(request: HttpRequest, batch: int) -> HttpResponse:
    """Forget all of it."""
    sight, found = _entered(request, batch)
    actions.discard(found, by=sight.member)
    messages.success(request, _("Nothing of it was taken."))
    return redirect("corpus:import-new", sight.project.slug)


def _begun(form: ImportForm | BatchForm, sight: Sight) -> ImportBatch:
    """A batch with the addresses that the form says; none where one of them is refused."""
    kind, asked = DocumentClass(form.cleaned_data["kind"]), form.cleaned_data["addresses"]
    if not asked:
        return actions.begin(kind=kind, by=sight.member, now=moments.now())
    return begin_with_addresses(asked, kind=kind, by=sight.member, now=moments.now())


def _begun_by_script(request: HttpRequest, sight: Sight) -> HttpResponse:
    form = BatchForm(request.POST)
    if not form.is_valid():
        said = form.errors.get("addresses", [_("Choose a class.")])[0]
        return JsonResponse({"said": said}, status=422)
    try:
        made = _begun(form, sight)
    except Refusal as refused:
        return JsonResponse({"said": refused.sentence}, status=refused.status)
    return JsonResponse(
        {
            "add": reverse("corpus:import-add", args=[made.pk]),
            "arrived": reverse("corpus:import-arrived", args=[made.pk]),
            "purpose": f"{DOCUMENT}/{made.pk}",
            "page": str(made.get_absolute_url()),
        }
    )


def _add(request: HttpRequest, batch: ImportBatch, files: list[Any], sight: Sight) -> list[Refusal]:
    refused = list[Refusal]()
    for each in files:
        upload: File[bytes] = each
        try:
            actions.add(
                batch,
                upload.name or "",
                actions.content_of(upload) if (upload.size or 0) <= actions.MOST_BYTES else b"",
                by=sight.member,
                now=moments.now(),
            )
        except Refusal as refusal:
            refused.append(refusal)
            if not _by_script(request):
                messages.error(request, f"{upload.name}: {refusal.sentence}")
    return refused


def _page(
    request: HttpRequest,
    sight: Sight,
    found: ImportBatch,
    form: MoreForm,
    addresses: AddressesForm | None = None,
) -> HttpResponse:
    items = list(found.items.select_related("version", "taken_as").order_by("pk")[:MOST_SHOWN])
    said = said_of(items, sight)
    counts = {state.value: sum(1 for each in items if each.state == state) for state in State}
    unread = sum(counts[each] for each in actions.UNREAD)
    stuck = is_stuck(found)
    waits = unread > 0 or (found.taken_at is not None and found.done_at is None and not stuck)
    context = {
        "sight": sight,
        "project": sight.project,
        "batch": found,
        "kind": _(CLASSES[DocumentClass(found.kind)]),
        "items": [(each, said[each.pk]) for each in items],
        "pictures": {each.pk for each in items if seeing.can_be_seen(each)},
        "readable_in": [(each, language_named(each)) for each in languages()],
        "counts": counts,
        "unread": unread,
        "words": sum(each.version.words for each in items if each.version is not None),
        "states": _states(),
        "waits": waits,
        "stuck": stuck,
        "stopped": sum(1 for each in items if STOPPED in each.sentences),
        "form": form,
        "addresses": addresses or AddressesForm(),
        "purpose": f"{DOCUMENT}/{found.pk}",
        "take": ngettext("Take %(num)s document", "Take %(num)s documents", counts[State.READ])
        % {"num": counts[State.READ]},
    }
    refused = form.errors or (addresses is not None and addresses.errors)
    status = 422 if refused else 202 if waits else 200
    return render(request, "corpus/imports/batch.html", context, status=status)


def _entered(request: HttpRequest, pk: int) -> tuple[Sight, ImportBatch]:
    """A batch of documents that they may read; nobody else learns that there is one."""
    batch = ImportBatch.objects.filter(pk=pk).first()
    if batch is None:
        raise Http404
    sight = entered_project(reader(request), batch.project_id)
    if DocumentClass(batch.kind) not in sight.classes:
        raise Http404
    _require_work(sight)
    batch.project = sight.project
    return sight, batch


def _require_work(sight: Sight) -> None:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )


def _states() -> dict[str, str]:
    return {
        State.WAITING: _("is being read"),
        State.SEEING: _("its letters are being read"),
        State.READ: _("was read"),
        State.REFUSED: _("cannot be read"),
        State.TAKEN: _("is in the project"),
        State.LEFT: _("left out"),
    }


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
