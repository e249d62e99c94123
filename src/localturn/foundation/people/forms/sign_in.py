"""Where the house asks less, or more, than allauth."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.account.models import EmailAddress
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.forms import SignupForm as OrganisationSignupForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.foundation import moments
from localturn.foundation.people.actions.tokens import revoke_all_tokens


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


class _ToldRules:
    """What a password must be stands in sentences: a hint is text, not the HTML of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        fields["password1"].help_text = " ".join(password_validators_help_texts())
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)  # which is its label once more


class ChangedPasswordForm(_ToldRules, ChangePasswordForm):
    """Another password in the place of the one that is known."""


class FirstPasswordForm(_ToldRules, SetPasswordForm):
    """A password for who has signed in by code until now."""


class ForgottenPasswordForm(_ToldRules, ResetPasswordKeyForm):
    """Another password in the place of a forgotten one: the account may have been in other hands.

    Django ends the sessions that came with the old password; tokens end with them.
    """

    @transaction.atomic
    def save(self) -> None:
        super().save()
        revoke_all_tokens(self.user, by=self.user, now=moments.now())


class LeaveOrganisationForm(DisconnectForm):
    """Disconnect an organisation's sign-in.

    allauth asks for a password first, so that the person can still come in; here a code from
    their mail lets them in, so a confirmed address is enough.
    """

    def clean(self) -> dict[str, Any]:
        if not EmailAddress.objects.filter(user=self.request.user, verified=True).exists():
            raise ValidationError(_("Confirm an e-mail address first, or you could not sign in."))
        return dict(self.cleaned_data)
