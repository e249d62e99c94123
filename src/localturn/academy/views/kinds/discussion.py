"""A guided discussion; done when a facilitator has counted a contribution."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import forum
from localturn.academy.forms.forum import PostForm, RemoveForm
from localturn.academy.models import Post
from localturn.academy.queries import frozen
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.threads import page_of, thread
from localturn.academy.views.reader import reader
from localturn.academy.views.rows import PostEntries
from localturn.foundation.refusals import Invalid, NotFound


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The contributions, and below them one form: to write, to answer, to change or to remove."""
    if asked := _asked(request, place, "post"):
        return redirect(_address_of(place, asked))
    form: PostForm | RemoveForm
    if removing := _asked(request, place, "remove"):
        form = RemoveForm(needs_reason=removing.author_id != reader(request).pk)
    elif editing := _asked(request, place, "edit"):
        form = PostForm(initial={"body": editing.body})
    else:
        form = PostForm()
    return _page(request, place, form)


def post(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Write a contribution, or an answer to one."""
    form = PostForm(request.POST)
    answers = _asked(request, place, "answer")
    if not form.is_valid():
        return _page(request, place, form)
    try:
        written = forum.post(
            place.activity,
            run=place.run,
            body=form.cleaned_data["body"],
            answers=answers,
            by=reader(request),
            now=place.now,
        )
    except Invalid as refused:
        form.add_error("body", refused.sentence)
        return _page(request, place, form)
    return redirect(_address_of(place, written))


def edit(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Change one's own text."""
    written = _chosen(request, place, "edit")
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form)
    forum.edit(written, body=form.cleaned_data["body"], by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


def remove(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Take a text away; a facilitator says why."""
    written = _chosen(request, place, "remove")
    form = RemoveForm(request.POST, needs_reason=written.author_id != reader(request).pk)
    if not form.is_valid():
        return _page(request, place, form)
    page = page_of(written)
    reason = form.cleaned_data.get("reason", "")
    forum.remove(written, by=reader(request), now=place.now, reason=reason)
    messages.success(request, _("The text has been removed."))
    return redirect(f"{_address(place)}?page={page}")


def count(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that a post counts."""
    written = _chosen(request, place, "post")
    forum.count_contribution(written, by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


def uncount(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that it does not count after all."""
    written = _chosen(request, place, "post")
    forum.uncount(written, by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "post": post,
    "edit": edit,
    "remove": remove,
    "count": count,
    "uncount": uncount,
}


def _page(request: HttpRequest, place: ActivityPlace, form: PostForm | RemoveForm) -> HttpResponse:
    person = reader(request)
    found = thread(place.run, place.activity, person, page=_number(request.GET.get("page")) or 1)
    may_write = place.is_facilitator or place.may_take_part
    context = {
        "place": place,
        "thread": found,
        "entry": PostEntries(
            place, page=found.page.number, may_write=may_write, token=get_token(request)
        ),
        "form": form,
        "answering": _asked(request, place, "answer"),
        "editing": _asked(request, place, "edit"),
        "removing": _asked(request, place, "remove"),
        "needed": frozen.contributions_needed(frozen.key_of(place.version)),
        "may_write": may_write,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "academy/kinds/discussion.html", context, status=status)


def _asked(request: HttpRequest, place: ActivityPlace, name: str) -> Post | None:
    """The post of this discussion that the address or the form names, if any."""
    number = _number(request.POST.get(name) or request.GET.get(name))
    if not number:
        return None
    return (
        Post.objects.filter(run=place.run, activity=place.activity, pk=number)
        .select_related("author", "answers")
        .first()
    )


def _chosen(request: HttpRequest, place: ActivityPlace, name: str) -> Post:
    written = _asked(request, place, name)
    if written is None:
        raise NotFound(_("This contribution is gone."))
    return written


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0


def _address(place: ActivityPlace) -> str:
    return reverse("academy:activity", args=[place.run.slug, place.activity.stable_id])


def _address_of(place: ActivityPlace, written: Post) -> str:
    page = page_of(written)
    query = f"?page={page}" if page > 1 else ""
    return f"{_address(place)}{query}#post-{written.pk}"
