"""Where the house asks less, or more, than allauth."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.forms import SignupForm as OrganisationSignupForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PasswordSignInForm(LoginForm):
    """E-mail address and password.

    allauth drops the password here when sign-up does not ask for one; those who have set one
    afterwards want to use it.
    """

    def _setup_password_field(self) -> None:
        """Keep the field."""


class _NamedAddress:
    """The address is called what it is called on every other page, in the field as above it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]  # type: ignore[attr-defined]
        email.label = _("E-mail address")
        email.widget.attrs.pop("placeholder", None)


class AccountForm(_NamedAddress, SignupForm):
    """Make an account."""


class OrganisationAccountForm(_NamedAddress, OrganisationSignupForm):
    """Say what an organisation's sign-in did not tell."""


class AddAddressForm(_NamedAddress, AddEmailForm):
    """Another address for an account."""


class NewPasswordForm(_NamedAddress, ResetPasswordForm):
    """Ask for a code with which a new password may be set."""


class LeaveOrganisationForm(DisconnectForm):
    """Disconnect an organisation's sign-in.

    allauth asks for a password first, so that the person can still come in; here a code from
    their mail lets them in, so a confirmed address is enough.
    """

    def clean(self) -> dict[str, Any]:
        if not EmailAddress.objects.filter(user=self.request.user, verified=True).exists():
            raise ValidationError(_("Confirm an e-mail address first, or you could not sign in."))
        return dict(self.cleaned_data)
