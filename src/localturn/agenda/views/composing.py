"""An issue for who writes it: composed, looked at, tried out, frozen, sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.agenda import permissions
from localturn.agenda.actions import composing as actions
from localturn.agenda.actions import sending
from localturn.agenda.domain.digest import PARTS
from localturn.agenda.domain.mailing import RHYTHM_NAMES, Rhythm
from localturn.agenda.forms.issue import RulesForm, WordsForm
from localturn.agenda.models import Issue, Stage
from localturn.agenda.queries.issues import (
    bounces_of,
    content_of,
    doubtful_of,
    failed_of,
    how_many_doubtful,
    how_many_left,
    issue_kept_by,
    progress_of,
    readers_in_rhythm,
)
from localturn.agenda.queries.letters import PART_NAMES, told
from localturn.agenda.queries.offering import chosen_items, cut_at, offered
from localturn.foundation import moments
from localturn.foundation.languages import N_, own_name
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal

_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""A letter carries its own styles, for mail programs; it loads nothing."""


@login_required
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A new issue: of which days, about what."""
    person, now = reader(request), moments.now()
    kept = get_object_or_404(permissions.lists_kept_by(person, now=now), slug=slug)
    today = moments.day_in(now, person.zone)
    begun = {
        "rhythm": Rhythm.WEEKLY.value,
        "since": today,
        "until": today + timedelta(days=13),
        "parts": list(PARTS),
        "most": 40,
    }
    form = RulesForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(kept, **form.told, by=person, now=now)
        except Refusal as refused:
            form.add_error("until", refused.sentence)
        else:
            return redirect(made)
    context = {"list": kept, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agenda/issue_new.html", context, status=status)


@login_required
@require_safe
def issue(request: HttpRequest, issue: int) -> HttpResponse:
    """The draft to work on, or what became of the issue."""
    _person, found = _kept(request, issue)
    if found.stage == Stage.DRAFT:
        return _draft_page(request, found)
    return _sent_page(request, found)


@login_required
@require_POST
def rules(request: HttpRequest, issue: int) -> HttpResponse:
    """Other days, other rules."""
    person, found = _kept(request, issue)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, found, rules_form=form)
    try:
        actions.compose_again(found, **form.told, by=person, now=moments.now())
    except Refusal as refused:
        form.add_error("until", refused.sentence)
        return _draft_page(request, found, rules_form=form)
    messages.success(request, _("The issue is composed anew."))
    return redirect(found)


@login_required
@require_POST
def words(request: HttpRequest, issue: int) -> HttpResponse:
    """Subject and introduction."""
    person, found = _kept(request, issue)
    form = WordsForm(request.POST, mailing_list=found.mailing_list)
    if not form.is_valid():
        return _draft_page(request, found, words_form=form)
    try:
        actions.write(
            found, form.words, seen=form.cleaned_data["seen"], by=person, now=moments.now()
        )
    except Refusal as refused:
        form.add_error(None, refused.sentence)
        return _draft_page(request, found, words_form=form)
    messages.success(request, _("Your words are kept."))
    return redirect(found)


@login_required
@require_POST
def place(request: HttpRequest, issue: int) -> HttpResponse:
    """Move, leave out or put in one item."""
    person, found = _kept(request, issue)
    key, now = request.POST.get("key", ""), moments.now()
    verb = request.POST.get("do", "")
    if verb == "out":
        actions.leave_out(found, key, by=person, now=now)
    elif verb == "in":
        actions.put_in(found, key, by=person, now=now)
    else:
        to = next(iter(_numbers([request.POST.get("to", "")])), 0)
        actions.place(found, key, to=to, by=person, now=now)
    return redirect(f"{found.get_absolute_url()}#items")


@login_required
@require_safe
def preview(request: HttpRequest, issue: int, language: str, form: str) -> HttpResponse:
    """The letter as a reader of this language gets it."""
    _person, found = _kept(request, issue)
    if language not in found.mailing_list.languages:
        raise Http404
    written = actions.press_of(found).plainly(language)
    if form == "txt":
        return HttpResponse(written.text, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(written.html)
    answer.headers["Content-Security-Policy"] = _LETTER_POLICY
    return answer


@login_required
@require_POST
def try_out(request: HttpRequest, issue: int) -> HttpResponse:
    person, found = _kept(request, issue)
    language = request.POST.get("language", "")
    actions.try_out(found, language=language, by=person, now=moments.now())
    messages.success(request, _("A trial is on its way to your mailbox."))
    return redirect(found)


def _acting(act: Callable[..., Any], done: str) -> Callable[..., HttpResponse]:
    @login_required
    @require_POST
    def view(request: HttpRequest, issue: int) -> HttpResponse:
        person, found = _kept(request, issue)
        act(found, by=person, now=moments.now())
        messages.success(request, _(done))
        return redirect(found)

    return view


@login_required
@require_POST
def discard(request: HttpRequest, issue: int) -> HttpResponse:
    person, found = _kept(request, issue)
    actions.discard(found, by=person, now=moments.now())
    messages.success(request, _("The issue is thrown away."))
    return redirect("agenda:kept-list", found.mailing_list.slug)


@login_required
@require_POST
def settle(request: HttpRequest, issue: int) -> HttpResponse:
    """Letters of which nobody knows whether they left."""
    person, found = _kept(request, issue)
    every = request.POST.get("all") == "1"
    chosen = None if every else _numbers(request.POST.getlist("letter"))
    sending.settle(
        found, chosen, again=request.POST.get("do") == "again", by=person, now=moments.now()
    )
    messages.success(request, _("It is settled."))
    return redirect(found)


def _numbers(said: list[str]) -> list[int]:
    return [int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 19]


def _kept(request: HttpRequest, issue: int) -> tuple[Person, Issue]:
    person = reader(request)
    return person, issue_kept_by(person, issue, now=moments.now())


def _draft_page(
    request: HttpRequest,
    issue: Issue,
    *,
    rules_form: RulesForm | None = None,
    words_form: WordsForm | None = None,
) -> HttpResponse:
    language = get_language() or "en"
    items = [told(each, language) for each in chosen_items(issue)]
    there = {each.key for each in items}
    besides = [told(each, language) for each in offered(issue) if each.key not in there]
    letters = issue.mailing_list
    failed = bool((rules_form and rules_form.errors) or (words_form and words_form.errors))
    context = {
        "issue": issue,
        "list": letters,
        "items": items,
        "besides": besides[:100],
        "looked_at": cut_at(issue),
        "parts": {part: _(name) for part, name in PART_NAMES.items()},
        "rules_form": rules_form or RulesForm(initial=RulesForm.begun(issue)),
        "words_form": words_form or WordsForm(initial=WordsForm.begun(issue), mailing_list=letters),
        "languages": [(each, own_name(each)) for each in letters.languages],
        "rhythm": _(RHYTHM_NAMES[Rhythm(issue.rhythm)]),
        "readers": readers_in_rhythm(issue),
    }
    return render(request, "agenda/issue_draft.html", context, status=422 if failed else 200)


def _sent_page(request: HttpRequest, issue: Issue) -> HttpResponse:
    content = content_of(issue)
    context = {
        "issue": issue,
        "list": issue.mailing_list,
        "content": content,
        "languages": [(each, own_name(each)) for each in content.languages],
        "rhythm": _(RHYTHM_NAMES[Rhythm(issue.rhythm)]),
        "readers": readers_in_rhythm(issue),
        "progress": progress_of(issue),
        "left": how_many_left(issue),
        "doubtful": doubtful_of(issue),
        "doubtful_in_all": how_many_doubtful(issue),
        "failed": failed_of(issue),
        "bounces": bounces_of(issue),
    }
    return render(request, "agenda/issue_sent.html", context)


freeze = _acting(actions.freeze, N_("The issue is frozen. Nothing has been sent yet."))
unfreeze = _acting(actions.unfreeze, N_("The issue is a draft again."))
send = _acting(sending.send, N_("The issue is being sent."))
halt = _acting(sending.halt, N_("Nothing more is sent for now."))
resume = _acting(sending.resume, N_("The issue is being sent."))
end = _acting(sending.end, N_("The issue is stopped: nothing more of it is sent."))
