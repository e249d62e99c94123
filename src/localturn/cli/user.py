"""Make and change accounts from the shell: the first operator, an author, a forgotten password."""

import argparse
import getpass
import sys

from localturn.cli.house import enter, person, require_migrated
from localturn.cli.saying import Failure

HELP = "make and change accounts"


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(metavar="WHAT", required=True)

    create = what.add_parser("create", help="a new account")
    create.add_argument("email", metavar="ADDRESS")
    create.add_argument("--name", required=True)
    create.add_argument("--language", default="en")
    create.add_argument("--zone", default="UTC", help="such as Europe/Skopje")
    create.add_argument("--operator", action="store_true", help="may look after the installation")
    create.add_argument("--author", action="store_true", help="may write courses")
    create.add_argument(
        "--password", action="store_true", help="ask for one (else: sign in by code)"
    )
    create.set_defaults(act=_create)

    for name, act, text in (
        ("operator", _operator, "may look after the installation"),
        ("author", _author, "may write courses"),
    ):
        change = what.add_parser(name, help=text)
        change.add_argument("email", metavar="ADDRESS")
        change.add_argument("--not", dest="no_longer", action="store_true", help="no longer")
        change.set_defaults(act=act)

    password = what.add_parser("password", help="set a new password")
    password.add_argument("email", metavar="ADDRESS")
    password.set_defaults(act=_password)

    listed = what.add_parser("list", help="who there is")
    listed.set_defaults(act=_list)


def run(options: argparse.Namespace) -> int:
    enter()
    require_migrated()
    from localturn.foundation.refusals import Refusal

    try:
        options.act(options)
    except Refusal as refusal:
        raise Failure(refusal.sentence) from refusal
    return 0


def _create(options: argparse.Namespace) -> None:
    from localturn.foundation import moments
    from localturn.foundation.people.actions import accounts
    from localturn.foundation.people.models import Person

    _check_wishes(options)
    if Person.objects.filter(email__iexact=options.email).exists():
        raise Failure(f"Somebody has the address {options.email} already.")
    made = accounts.register(
        options.email,
        name=options.name,
        now=moments.now(),
        password=_asked_password() if options.password else None,
        language=options.language,
        zone=options.zone,
        is_staff=options.operator,
        can_author=options.author,
    )
    print(f"{made.email} can sign in now.")


def _check_wishes(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from localturn.foundation import moments

    try:
        validate_email(options.email)
    except ValidationError as error:
        raise Failure(f"{options.email!r} is no e-mail address.") from error
    languages = dict(settings.LANGUAGES)
    if options.language not in languages:
        raise Failure(f"The interface speaks {', '.join(languages)}; not {options.language!r}.")
    if options.zone not in moments.zone_names():
        raise Failure(f"{options.zone!r} is no time zone; write one such as Europe/Skopje.")


def _asked_password() -> str:
    """Typed twice at a terminal, or one line of the standard input."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if sys.stdin.isatty():
        typed = getpass.getpass("New password: ")
        if getpass.getpass("Once more: ") != typed:
            raise Failure("The two were not the same; nothing was changed.")
    else:
        typed = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(typed)
    except ValidationError as error:
        raise Failure(" ".join(error.messages)) from error
    return typed


def _operator(options: argparse.Namespace) -> None:
    found = person(options.email)
    found.is_staff = not options.no_longer
    found.save(update_fields=["is_staff"])
    print(f"{found.email} {'is an operator' if found.is_staff else 'is no operator any more'}.")


def _author(options: argparse.Namespace) -> None:
    found = person(options.email)
    found.can_author = not options.no_longer
    found.save(update_fields=["can_author"])
    print(f"{found.email} {'may' if found.can_author else 'may no longer'} write courses.")


def _password(options: argparse.Namespace) -> None:
    found = person(options.email)
    found.set_password(_asked_password())
    found.save(update_fields=["password"])
    print(f"{found.email} has a new password.")


def _list(options: argparse.Namespace) -> None:
    from localturn.foundation.people.models import Person

    for one in Person.objects.filter(erased_at=None).order_by("email").iterator():
        roles = [
            word for word, held in (("operator", one.is_staff), ("author", one.can_author)) if held
        ]
        print(f"{one.email}\t{one.name}\t{', '.join(roles)}")
