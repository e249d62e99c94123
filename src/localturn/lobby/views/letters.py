"""What was written to the reader: the same letters that went to their mailbox."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localturn.foundation.mail import queries
from localturn.foundation.mail.writing import paragraphs_of, subject_of, write
from localturn.foundation.people.reader import reader

A_PAGE = 30


def _letters_of(request: HttpRequest) -> queries.Messages:
    return queries.mail_of(reader(request)).filter(cut_at=None).exclude(template="")


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of the last month, newest first; sign-in codes are not among them."""
    page = Paginator(_letters_of(request), A_PAGE).get_page(request.GET.get("page"))
    shown = [(message, subject_of(message)) for message in page]
    return render(request, "lobby/letters.html", {"page": page, "letters": shown})


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    message = get_object_or_404(_letters_of(request), pk=pk)
    written = write(message)
    context = {"message": message, "written": written, "paragraphs": paragraphs_of(written.text)}
    return render(request, "lobby/letter.html", context)
