"""Light, dark, or as the reader's device has it: kept in a cookie, set by a form."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "scheme"
SCHEMES = ("light", "dark", "auto")
_A_YEAR = 365 * 24 * 3600


def scheme_of(request: HttpRequest) -> str:
    """The colours that this reader chose; "auto" until they do."""
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in SCHEMES else "auto"


@require_POST
def set_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where it was made."""
    answer = HttpResponseRedirect(_back(request))
    scheme = request.POST.get("scheme", "auto")
    if scheme in SCHEMES:
        answer.set_cookie(
            COOKIE,
            scheme,
            max_age=_A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


def _back(request: HttpRequest) -> str:
    came_from: str = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return came_from
    return "/"
