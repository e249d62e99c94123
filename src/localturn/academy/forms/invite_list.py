"""A list of people to invite, as a table that somebody made in a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.academy.domain.invitees import Invitee
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation, OrganisationName
from localturn.foundation.tables.reading import (
    MOST_BYTES,
    Column,
    Mistake,
    Reading,
    Unreadable,
    read_table,
)

MOST_PEOPLE = 1_000
_ADDRESS_HEADINGS = (
    *("E-mail", "E-mail address", "Mail"),
    *("Courriel", "Adresse électronique", "Adresse de courriel"),
    *("E-post", "E-postadress"),
)
SALT = "academy.invite-list"


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "A table as .xlsx or CSV. Its first row names the columns: E-mail, and if you like"
            " Name, Language and Organisation."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Where a line names no language."),
    )


class NomineeListForm(ListForm):
    """The same of people whom an association nominates."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )

    field_order = ["organisation", "file", "language"]

    def __init__(
        self, *arguments: Any, organisations: QuerySet[Organisation], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "A table as .xlsx or CSV. Its first row names the columns: E-mail, Name and, if you"
            " like, Language."
        )


class ReadList:
    """Who stands in a table, each with the number of the row; and what is wrong with it.

    Of `nominees` there is a name in each row, and no organisation: it is whoever nominates them.
    """

    def __init__(
        self,
        content: bytes,
        name: str,
        *,
        languages: Mapping[str, str],
        language: str,
        nominees: bool = False,
    ) -> None:
        self._nominees = nominees
        self._languages = {word.casefold(): code for word, code in languages.items()}
        reading = read_table(content[: MOST_BYTES + 1], name, self._columns())
        if len(reading.rows) + len(reading.mistakes) > MOST_PEOPLE:
            raise Unreadable(
                _("The table has more than %(most)s people. Send it in parts.")
                % {"most": MOST_PEOPLE}
            )
        self.unknown_headings = reading.unknown_headings
        self.people, self.mistakes = self._people(reading, language)

    def _columns(self) -> list[Column]:
        columns = [
            Column(
                "email",
                _ADDRESS_HEADINGS,
                convert=_address,
            ),
            Column("name", ("Name", "Full name", "Nom", "Namn"), required=self._nominees),
            Column(
                "language",
                ("Language", "Langue", "Språk"),
                convert=self._language,
                required=False,
            ),
        ]
        if self._nominees:
            return columns
        return [
            *columns,
            Column(
                "organisation",
                ("Organisation", "Organization", "Municipality", "Commune", "Kommun"),
                convert=self._organisation,
                required=False,
            ),
        ]

    def _people(
        self, reading: Reading, language: str
    ) -> tuple[list[tuple[int, Invitee]], list[Mistake]]:
        people: list[tuple[int, Invitee]] = []
        mistakes = list(reading.mistakes)
        first: dict[str, int] = {}
        for number, row in reading.rows:
            if row["email"] in first:
                said = _("This address stands in row %(number)s already. Take one of them out.")
                said %= {"number": first[row["email"]]}
                mistakes.append(Mistake(number, "E-mail", said))
                continue
            first[row["email"]] = number
            invitee = Invitee(
                row["email"],
                row["name"][:200],
                row["language"] or language,
                row.get("organisation") or None,
            )
            people.append((number, invitee))
        return people, sorted(mistakes, key=lambda each: (each.row, each.heading))

    def _language(self, cell: str) -> str:
        code = self._languages.get(cell.casefold())
        if code is None:
            raise ValueError(
                _("We do not write in “%(cell)s”. Write en, fr or sv, or leave the cell empty.")
                % {"cell": cell[:60]}
            )
        return code

    def _organisation(self, cell: str) -> int:
        found = self._organisations.get(folded(cell), set())
        if len(found) != 1:
            said = (
                _("Several organisations are called “%(cell)s”. Write the whole name.")
                if found
                else _(
                    "No organisation here is called “%(cell)s”. Write its name as on its page, or"
                    " leave the cell empty."
                )
            )
            raise ValueError(said % {"cell": cell[:100]})
        return next(iter(found))

    @cached_property
    def _organisations(self) -> dict[str, set[int]]:
        names: dict[str, set[int]] = {}
        for rows in (
            Organisation.objects.values_list("folded", "pk"),
            OrganisationName.objects.values_list("folded", "organisation"),
        ):
            for name, key in rows:
                names.setdefault(name, set()).add(key)
        return names


def _address(cell: str) -> str:
    address = cell.strip().strip("<>").lower()
    try:
        validate_email(address)
    except forms.ValidationError as error:
        raise ValueError(
            _("“%(cell)s” is not an e-mail address. Write it like name@town.example.")
            % {"cell": cell[:100]}
        ) from error
    return address


def packed(people: list[tuple[int, Invitee]]) -> str:
    """A list as it was looked at, to be sent again by who looked at it, unchanged."""
    rows = [[row, i.email, i.name, i.language, i.organisation] for row, i in people]
    return signing.dumps(rows, salt=SALT, compress=True)


def unpacked(text: str) -> list[tuple[int, Invitee]]:
    """Raises BadSignature for what was not packed here within the day."""
    rows = signing.loads(text, salt=SALT, max_age=24 * 60 * 60)
    return [(row, Invitee(*rest)) for row, *rest in rows]
