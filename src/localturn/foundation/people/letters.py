"""The letters about signing in: what each says, written in its reader's language.

allauth names a letter by the path of a template of its own; none of those is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person

_IGNORE = N_("If it was not you, do nothing: nobody gets in without this code.")
_CHANGED = N_(
    "If it was not you, sign in and look at your sign-in methods, or write to the people who run "
    "this installation."
)


@dataclass(frozen=True)
class Letter:
    """One kind of letter; its texts are translated when it is written."""

    subject: str
    text: str
    after: str = ""
    link: str = ""
    """Name of the page that the letter leads to."""
    link_text: str = ""


LETTERS: dict[str, Letter] = {
    "account/email/login_code": Letter(
        N_("Your sign-in code: %(code)s"),
        N_("Enter this code on the page on which you are signing in. It is good for 15 minutes."),
        _IGNORE,
    ),
    "account/email/confirm_code": Letter(
        N_("Your code: %(code)s"),
        N_("Enter this code to confirm that it is you. It is good for 15 minutes."),
        _IGNORE,
    ),
    "account/email/email_confirmation": Letter(
        N_("Confirm your e-mail address: %(code)s"),
        N_("Enter this code on the page that asks for it. It is good for 15 minutes."),
        N_("If you did not give us this address, do nothing."),
    ),
    "account/email/password_reset_code": Letter(
        N_("Your code for a new password: %(code)s"),
        N_("Enter this code on the page on which you are setting a new password."),
        _IGNORE,
    ),
    "account/email/account_already_exists": Letter(
        N_("You have an account already"),
        N_("Somebody, probably you, tried to make an account with this address. There is one."),
        N_("If it was not you, do nothing."),
        "account_login",
        N_("Sign in"),
    ),
    "account/email/unknown_account": Letter(
        N_("There is no account with this address"),
        N_("Somebody, probably you, tried to sign in with this address. There is no account yet."),
        N_("If it was not you, do nothing."),
        "account_signup",
        N_("Make an account"),
    ),
    "account/email/email_changed": Letter(
        N_("Your e-mail address was changed"),
        N_("Mail goes to %(to_email)s from now on, no longer to %(from_email)s."),
        _CHANGED,
    ),
    "account/email/email_confirm": Letter(
        N_("Your e-mail address is confirmed"),
        N_("You can sign in with this address from now on."),
        _CHANGED,
    ),
    "account/email/email_deleted": Letter(
        N_("An e-mail address was removed"),
        N_("%(deleted_email)s no longer belongs to your account."),
        _CHANGED,
    ),
    "account/email/password_changed": Letter(
        N_("Your password was changed"),
        N_(
            "Your account has a new password. You are signed out on other devices; tokens for "
            "programs go on working."
        ),
        _CHANGED,
    ),
    "account/email/password_reset": Letter(
        N_("Your password was changed"),
        N_(
            "A new password was set by a code from your mail. You are signed out on other "
            "devices, and all tokens for programs have ended: programs that asked in your name "
            "need new ones."
        ),
        _CHANGED,
    ),
    "account/email/password_set": Letter(
        N_("A password was set"), N_("You can sign in with a password from now on."), _CHANGED
    ),
    "mfa/email/recovery_codes_generated": Letter(
        N_("New recovery codes were made"), N_("The codes you had no longer work."), _CHANGED
    ),
    "mfa/email/totp_activated": Letter(
        N_("An authenticator app was set up"),
        N_("Signing in asks for a code from the app from now on."),
        _CHANGED,
    ),
    "mfa/email/totp_deactivated": Letter(
        N_("The authenticator app was removed"),
        N_("Signing in no longer asks for a code from an app."),
        _CHANGED,
    ),
    "mfa/email/webauthn_added": Letter(
        N_("A passkey or security key was added"),
        N_("Your account can be opened with a new key."),
        _CHANGED,
    ),
    "mfa/email/webauthn_removed": Letter(
        N_("A passkey or security key was removed"),
        N_("Your account can no longer be opened with it."),
        _CHANGED,
    ),
    "socialaccount/email/account_connected": Letter(
        N_("Your organisation's sign-in was connected"),
        N_("Your account can be opened through %(provider)s from now on."),
        _CHANGED,
    ),
    "socialaccount/email/account_disconnected": Letter(
        N_("Your organisation's sign-in was disconnected"),
        N_("Your account can no longer be opened through %(provider)s."),
        _CHANGED,
    ),
}
LETTERS["people/added"] = Letter(
    N_("You have been added to %(organisation)s"),
    N_("%(by)s has added you to %(organisation)s on Local Turn."),
    N_("If this is wrong, sign in with this address and leave the organisation in your profile."),
    "people:profile",
    N_("Sign in"),
)
LETTERS["people/erased"] = Letter(
    N_("Your account is erased"),
    N_("Your account on Local Turn and what belongs to it are gone. This is our last letter."),
    N_("In backups it stays until they expire, after 35 days at most."),
)
LETTERS["people/copy_ready"] = Letter(
    N_("The copy of your data is ready"),
    N_("Everything that Local Turn holds about you lies ready to be downloaded for seven days."),
    N_("If you did not ask for it, somebody else has used your account: look at your sign-ins."),
    "people:data",
    N_("Your data"),
)
LETTERS["people/token_made"] = Letter(
    N_("A token for the API was made"),
    N_("Your account has a new token, “%(name)s”, with which a program can ask in your name."),
    N_(
        "If it was not you, sign in, revoke the token and look at your sign-in methods, or write "
        "to the people who run this installation."
    ),
    "tokens",
    N_("Your tokens"),
)
LETTERS["account/email/email_confirmation_signup"] = LETTERS["account/email/email_confirmation"]


def send(name: str, *, to: str, context: Mapping[str, Any], language: str = "") -> None:
    """Write the letter and hand it to the outbox.

    In the language of the person with this address; else in `language`, else in the page's.
    """
    person = Person.objects.filter(emailaddress__email__iexact=to).first() or (
        Person.objects.filter(email__iexact=to).first()
    )
    language = person.language if person else language or translation.get_language() or "en"
    zone = person.zone if person else "UTC"
    with translation.override(language), timezone.override(moments.zone(zone)):
        message = _write(LETTERS[name], to=to, context=context)
    message.send()


def _write(letter: Letter, *, to: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    values = {key: str(value) for key, value in context.items() if key in _NAMED}
    page = {
        "subject": gettext(letter.subject) % values,
        "text": gettext(letter.text) % values,
        "after": gettext(letter.after) if letter.after else "",
        "code": values.get("code", ""),
        "link": settings.PUBLIC_URL + reverse(letter.link) if letter.link else "",
        "link_text": gettext(letter.link_text) if letter.link_text else "",
        "at": context.get("timestamp"),
        "ip": context.get("ip", ""),
        "browser": context.get("user_agent", ""),
        "language": translation.get_language() or "en",
    }
    message = EmailMultiAlternatives(
        subject=page["subject"], body=render_to_string("people/letter.txt", page), to=[to]
    )
    message.attach_alternative(render_to_string("people/letter.html", page), "text/html")
    return message


_NAMED = {
    "code",
    "to_email",
    "from_email",
    "deleted_email",
    "provider",
    "organisation",
    "by",
    "name",
}
