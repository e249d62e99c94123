"""What allauth asks the house: letters, redirects, pictures, who may have an account."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.core import context
from allauth.core.internal.httpkit import add_query_params
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext

from localturn.foundation.people import confirmation, letters
from localturn.foundation.people.models import Person
from localturn.foundation.people.names import one_line


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter that allauth names, in its reader's language."""
        letters.send(template_prefix, to=email, context=context)

    def post_login(
        self, request: HttpRequest, user: Any, *, redirect_url: str | None, **arguments: Any
    ) -> HttpResponse:
        """Go to the page first asked for; who comes for the first time is welcomed before it."""
        answer = super().post_login(request, user, redirect_url=redirect_url, **arguments)
        if user.welcomed_at is not None:
            return answer
        aim = get_login_redirect_url(request, redirect_url, signup=arguments["signup"])
        return HttpResponseRedirect(add_query_params(reverse("people:welcome"), {"next": aim}))

    def new_user(self, request: HttpRequest) -> Person:  # noqa: ARG002
        """Somebody who makes an account speaks the language in which they read the page."""
        return Person(language=get_language() or "en")

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names here; allauth would ask for first and last names."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A person with neither password nor second step confirms by an e-mailed code."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not methods and user.is_authenticated:
            methods = [
                {
                    "id": "code",
                    "description": gettext("Have a code sent"),
                    "url": reverse("people:confirm_by_code"),
                }
            ]
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after signing in; and nobody passes for want of something to be asked for.

        allauth lets a person pass who has neither password nor second step.
        """
        if confirmation.is_recent(context.request):
            return False
        confirmation.require_recent(context.request)
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class MfaAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """The picture for an authenticator app, to stand in the page: the CSP allows no data:."""
        return str(segno.make(url).svg_inline(scale=5, border=4, light="white", dark="black"))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def populate_user(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: Any,
        data: dict[str, Any],
    ) -> Person:
        """Take e-mail and name as the organisation's sign-in gives them."""
        person: Person = sociallogin.user
        person.email = (data.get("email") or "").lower()
        person.name = one_line(
            data.get("name")
            or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        )[:200]
        person.language = get_language() or "en"
        return person

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Take an organisation's word for addresses of its own domains, and for no others.

        Otherwise whoever runs one sign-in could open anybody's account by naming its address.
        """
        domains = login.provider.app.settings.get("domains", ())
        return email.rpartition("@")[2].lower() in domains
