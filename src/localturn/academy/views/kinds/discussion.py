"""A guided discussion; done when a facilitator has counted a contribution. A course blog is read
and written in the same way, and has a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.actions import following, forum, moderation
from localturn.academy.domain.blog import BLOG
from localturn.academy.domain.whole import whole
from localturn.academy.forms.forum import FollowForm, PostForm, RemoveForm, ReportForm, UncountForm
from localturn.academy.models import Following, Post
from localturn.academy.queries import frozen
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.threads import files_of, page_of, thread
from localturn.academy.views.blog_words import blog_words
from localturn.academy.views.reader import reader
from localturn.academy.views.rows import PostEntries, blank_post
from localturn.foundation.refusals import Invalid, NotFound, require
from localturn.foundation.ui.forms import form_fields

AnyForm = PostForm | RemoveForm | ReportForm | UncountForm


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The contributions, and below them one form: to write, to answer, to change or to remove."""
    if asked := _asked(request, place, "post"):
        return redirect(_address_of(place, asked))
    form: AnyForm | None
    if _asked(request, place, "report"):
        form = ReportForm()
    elif place.is_facilitator and _asked(request, place, "uncount"):
        form = UncountForm()
    elif removing := _removing(request, place):
        form = RemoveForm(needs_reason=removing.author_id != reader(request).pk)
    elif editing := _editing(request, place):
        form = _form(place, editing, initial={"title": editing.title, "body": editing.body})
    else:
        form = None
    return _page(request, place, form)


def post(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Write a contribution, or an answer to one."""
    answers = _asked(request, place, "answer")
    titled = _is_titled(place, is_comment=answers is not None)
    form = PostForm(request.POST, request.FILES, titled=titled)
    if not form.is_valid():
        return _page(request, place, form)
    try:
        written = forum.post(
            place.activity,
            run=place.run,
            title=form.cleaned_data.get("title", ""),
            body=form.cleaned_data["body"],
            answers=answers,
            uploads=form.cleaned_data["attached"],
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
    require(written.author_id == reader(request).pk, _("Somebody else wrote this."))
    form = _form(place, written, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, place, form)
    try:
        forum.edit(
            written,
            title=form.cleaned_data.get("title", ""),
            body=form.cleaned_data["body"],
            uploads=form.cleaned_data["attached"],
            without=[int(key) for key in form.cleaned_data.get("without", ())],
            by=reader(request),
            now=place.now,
        )
    except Invalid as refused:
        form.add_error("body", refused.sentence)
        return _page(request, place, form)
    return redirect(_address_of(place, written))


def remove(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Take a text away; a facilitator says why, and may hide it only."""
    written = _chosen(request, place, "remove")
    form = RemoveForm(request.POST, needs_reason=written.author_id != reader(request).pk)
    if not form.is_valid():
        return _page(request, place, form)
    page = page_of(written)
    reason, by = form.cleaned_data.get("reason", ""), reader(request)
    if reason and not form.cleaned_data["for_good"]:
        moderation.hide(written, reason=reason, by=by, now=place.now)
        messages.success(request, _("The text is hidden. You can show it again."))
    else:
        forum.remove(written, by=by, now=place.now, reason=reason)
        messages.success(request, _("The text has been removed."))
    return redirect(f"{_address(place)}?page={page}")


def count(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that a post counts."""
    written = _chosen(request, place, "post")
    forum.count_contribution(written, by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


def uncount(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that it does not count after all, and why."""
    written = _chosen(request, place, "uncount")
    form = UncountForm(request.POST)
    if place.is_facilitator and not form.is_valid():
        return _page(request, place, form)
    reason = request.POST.get("reason", "")
    forum.uncount(written, reason=reason, by=reader(request), now=place.now)
    messages.success(request, _("The post does not count any more. Its author is told why."))
    return redirect(_address_of(place, written))


def let_be(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that what a post asks needs no answer."""
    written = _chosen(request, place, "post")
    forum.let_be(written, by=reader(request), now=place.now)
    return redirect("academy:desk", place.run.slug)


def report(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Ask the facilitators to look at a post."""
    written = _chosen(request, place, "report")
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form)
    reason = form.cleaned_data["reason"]
    moderation.report(written, reason=reason, by=reader(request), now=place.now)
    messages.success(request, _("Thank you. The facilitators have been asked to look at it."))
    return redirect(_address_of(place, written))


def leave(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Say that a reported post stays."""
    written = _chosen(request, place, "post")
    moderation.leave(written, by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


def show_again(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Put a hidden post back."""
    written = _chosen(request, place, "post")
    moderation.show_again(written, by=reader(request), now=place.now)
    return redirect(_address_of(place, written))


def follow(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Be written to about new posts, or no more."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such pace. Choose every post, or once a day."))
    sent = form.cleaned_data["pace"]
    pace = Following.Pace(sent) if sent else None
    following.follow(place.run, place.activity, pace=pace, by=reader(request), now=place.now)
    messages.success(
        request,
        _("You follow this discussion by e-mail.")
        if pace
        else _("You no longer follow this discussion."),
    )
    return redirect(_address(place))


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    "post": post,
    "edit": edit,
    "remove": remove,
    "count": count,
    "uncount": uncount,
    "let-be": let_be,
    "report": report,
    "leave": leave,
    "show-again": show_again,
    "follow": follow,
}


def _page(request: HttpRequest, place: ActivityPlace, form: AnyForm | None) -> HttpResponse:
    """With what was begun in a form; or, without, with an empty one to write in."""
    person = reader(request)
    found = thread(
        place.run,
        place.activity,
        person,
        page=whole(request.GET.get("page"), digits=11) or 1,
        moderates=place.is_facilitator,
    )
    may_write = place.is_facilitator or place.may_take_part
    answering = _asked(request, place, "answer")
    titled = _is_titled(place, is_comment=answering is not None)
    context = {
        "place": place,
        "thread": found,
        "entry": PostEntries(
            place, page=found.page.number, may_write=may_write, token=get_token(request)
        ),
        "fields": blank_post(titled=titled) if form is None else form_fields(form),
        "answering": answering,
        "editing": _editing(request, place),
        "removing": _removing(request, place),
        "reporting": _asked(request, place, "report"),
        "uncounting": _asked(request, place, "uncount") if place.is_facilitator else None,
        "paces": Following.Pace.choices,
        "needed": frozen.contributions_needed(frozen.key_of(place.version)),
        "may_write": may_write,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    if place.kind.name == BLOG:
        context |= blog_words(place)
    return render(request, f"academy/kinds/{place.kind.module}.html", context, status=status)


def _form(place: ActivityPlace, written: Post, *sent: Any, **options: Any) -> PostForm:
    """To change a post."""
    titled = _is_titled(place, is_comment=written.answers_id is not None)
    return PostForm(*sent, hanging=files_of(written), titled=titled, **options)


def _is_titled(place: ActivityPlace, *, is_comment: bool) -> bool:
    return place.kind.name == BLOG and not is_comment


def _asked(request: HttpRequest, place: ActivityPlace, name: str) -> Post | None:
    """The post of this discussion that the address or the form names, if any."""
    number = whole(request.POST.get(name) or request.GET.get(name), digits=11)
    if not number:
        return None
    return (
        Post.objects.filter(run=place.run, activity=place.activity, pk=number)
        .select_related("author", "answers")
        .first()
    )


def _editing(request: HttpRequest, place: ActivityPlace) -> Post | None:
    """The reader's own post that they change."""
    written = _asked(request, place, "edit")
    is_own = written is not None and written.author_id == reader(request).pk
    return written if is_own else None


def _removing(request: HttpRequest, place: ActivityPlace) -> Post | None:
    """The post that the reader takes away: their own, or any as a facilitator."""
    written = _asked(request, place, "remove")
    is_own = written is not None and written.author_id == reader(request).pk
    return written if is_own or place.is_facilitator else None


def _chosen(request: HttpRequest, place: ActivityPlace, name: str) -> Post:
    written = _asked(request, place, name)
    if written is None:
        raise NotFound(_("This contribution is gone."))
    return written


def _address(place: ActivityPlace) -> str:
    return reverse("academy:activity", args=[place.run.slug, place.activity.stable_id])


def _address_of(place: ActivityPlace, written: Post) -> str:
    page = page_of(written)
    query = f"?page={page}" if page > 1 else ""
    return f"{_address(place)}{query}#post-{written.pk}"
