"""The password's side of signing in."""

from allauth.account.forms import LoginForm


class PasswordSignInForm(LoginForm):
    """E-mail address and password.

    allauth drops the password here when sign-up does not ask for one; those who have set one
    afterwards want to use it.
    """

    def _setup_password_field(self) -> None:
        """Keep the field."""
