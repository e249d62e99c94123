"""Pages for what went wrong: each says what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.translation import gettext, gettext_lazy

_PAGES = {
    400: (
        gettext_lazy("Your browser sent something we could not read."),
        gettext_lazy("Go back, load the page again and repeat what you did."),
    ),
    403: (
        gettext_lazy("This is not open to you."),
        gettext_lazy("If you have another account, sign in with that one."),
    ),
    404: (
        gettext_lazy("There is no such page."),
        gettext_lazy("The address may be mistyped, or what was here is gone."),
    ),
    409: (
        gettext_lazy("This cannot be done now."),
        gettext_lazy("Go back to see how things stand."),
    ),
    422: (
        gettext_lazy("What you sent cannot be used."),
        gettext_lazy("Go back, mend it and send it again."),
    ),
    429: (
        gettext_lazy("That was too often."),
        gettext_lazy("Wait a few minutes, then try again."),
    ),
}


def failure(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page of a status, with the sentence of whoever refused."""
    heading, advice = _PAGES.get(status, _PAGES[409])
    context = {
        "status": status,
        "heading": str(heading),
        "sentence": sentence,
        "advice": str(advice),
    }
    return render(request, "ui/refusal.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old."""
    return failure(
        request,
        403,
        gettext("This form was open for too long, or your browser keeps no cookies."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 404)


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs nothing but itself: whatever failed may be what a page is made with."""
    try:
        styles = [static("ui/designsystemet.css"), static("ui/ui.css")]
    except ValueError:  # the list of static files is not there
        styles = []
    return HttpResponse(get_template("ui/500.html").render({"styles": styles}), status=500)
