"""What the frame of every page leads to: rooms, search, the reader's account, the small print."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from localturn.foundation.languages import N_
from localturn.foundation.room import rooms
from localturn.foundation.ui.frame import Account, Pages

ACCOUNT_PAGES = (
    (N_("Your profile"), "people:profile"),
    (N_("Sign-in and security"), "people:security"),
    (N_("Your letters"), "letters"),
    (N_("Your data"), "people:data"),
)
OPERATOR_PAGES = (*ACCOUNT_PAGES, (N_("For operators"), "operators"))
ABOUT_PAGES = (
    (N_("About"), "about"),
    (N_("Privacy"), "privacy"),
    (N_("Accessibility"), "accessibility"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of header and footer."""
    user = getattr(request, "user", None)
    name = (user.get_short_name() or str(user)) if user and user.is_authenticated else ""
    language = get_language() or ""
    return {
        "navigation": _navigation(request.path, language, bool(name)),
        "search_address": _address("search"),
        "account": Account(
            name=name,
            pages=_pages(_account_pages(user), language) if name else (),
            sign_in=_address("account_login"),
            sign_out=_address("account_logout"),
        ),
        "about": _pages(ABOUT_PAGES, language),
    }


def _account_pages(user: Any) -> tuple[tuple[str, str], ...]:
    return OPERATOR_PAGES if user.is_staff else ACCOUNT_PAGES


def _navigation(path: str, language: str, signed_in: bool) -> tuple[tuple[str, str, bool], ...]:
    return tuple((text, href, path.startswith(href)) for text, href in _rooms(language, signed_in))


@cache
def _rooms(language: str, signed_in: bool) -> Pages:
    entrances = [(room.title, room.entrance) for room in rooms() if room.entrance]
    pages = [page for room in rooms() for page in room.pages if signed_in or not page.signed_in]
    return _pages((*entrances, *((page.title, page.address) for page in pages)), language)


@cache
def _pages(pages: tuple[tuple[str, str], ...], language: str) -> Pages:
    return tuple((gettext(text), href) for text, name in pages if (href := _address(name)))


@cache
def _address(name: str) -> str:
    """The address of a named page; "" while no part of the house offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
