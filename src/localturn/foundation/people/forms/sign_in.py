"""Where the house asks less, or more, than allauth."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.models import EmailAddress
from allauth.socialaccount.forms import DisconnectForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PasswordSignInForm(LoginForm):
    """E-mail address and password.

    allauth drops the password here when sign-up does not ask for one; those who have set one
    afterwards want to use it.
    """

    def _setup_password_field(self) -> None:
        """Keep the field."""


class LeaveOrganisationForm(DisconnectForm):
    """Disconnect an organisation's sign-in.

    allauth asks for a password first, so that the person can still come in; here a code from
    their mail lets them in, so a confirmed address is enough.
    """

    def clean(self) -> dict[str, Any]:
        if not EmailAddress.objects.filter(user=self.request.user, verified=True).exists():
            raise ValidationError(_("Confirm an e-mail address first, or you could not sign in."))
        return dict(self.cleaned_data)
