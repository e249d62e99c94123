"""What the sign-in pages ask for: the organisations that have a sign-in of their own."""

from collections.abc import Callable
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


def sign_in(request: HttpRequest) -> dict[str, Callable[..., Any]]:
    """Functions, so that a page that does not ask pays nothing."""

    def providers() -> list[Any]:
        if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
            return []
        return list(get_adapter().list_providers(request))

    def provider_address(provider: Any, *, process: str) -> str:
        aim = get_next_redirect_url(request)
        query = {"process": process, **({"next": aim} if aim else {})}
        return str(provider.get_login_url(request, **query))

    return {"sign_in_providers": providers, "sign_in_provider_address": provider_address}
