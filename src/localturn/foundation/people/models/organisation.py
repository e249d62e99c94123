"""Organisations: what they are called, by which codes they are known, what they belong to."""

from collections.abc import Callable

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.foundation import moments
from localturn.foundation.people.models.dated import Dated, DatedQuerySet, ends_after_it_begins


class Kind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    REGION = "region", _("Region")
    STATE_BODY = "state_body", _("State body")
    ASSOCIATION = "association", _("Association of local governments")
    NETWORK = "network", _("Network")
    UNIVERSITY = "university", _("University")
    NGO = "ngo", _("Non-governmental organisation")
    OTHER = "other", _("Other")


class Organisation(models.Model):
    slug = models.SlugField(_("Address"), max_length=80, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    name = models.CharField(_("Name"), max_length=200)
    language = models.CharField(_("Language of the name"), max_length=10, default="en")
    website = models.URLField(_("Website"), blank=True)
    country = models.ForeignKey(
        "places.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        "places.City", null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    folded = models.CharField(max_length=200, db_index=True)
    added_at = models.DateTimeField(default=moments.now)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["folded", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="an_organisation_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.slug])

    def called(self, language: str) -> str:
        """The name in a language, else its own; reads `names`, so fetch them ahead for a list."""
        for name in self.names.all():
            if name.use == OrganisationName.Use.NAME and name.language == language:
                return name.text
        return self.name


class OrganisationName(models.Model):
    """A name in another language, or another name that people search for."""

    class Use(models.TextChoices):
        NAME = "name", _("Name in another language")
        ALIAS = "alias", _("Also called")
        SHORT = "short", _("Abbreviation")
        FORMER = "former", _("Former name")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    use = models.CharField(_("Use"), max_length=10, choices=Use)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    text = models.CharField(_("Name"), max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ["use", "language", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language"],
                condition=models.Q(use="name"),
                name="one_name_per_organisation_and_language",
            ),
            models.UniqueConstraint(
                fields=["organisation", "use", "text", "language"],
                name="each_name_of_an_organisation_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Scheme(models.TextChoices):
    WIKIDATA = "wikidata", "Wikidata"
    ROR = "ror", "ROR"
    LAU = "lau", "LAU"
    NUTS = "nuts", "NUTS"


_ADDRESSES: dict[str, Callable[[str], str]] = {
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}".format,
    Scheme.ROR: "https://ror.org/{}".format,
}


class OrganisationIdentifier(models.Model):
    """A code by which a register knows an organisation; LAU codes are a country's own."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(_("Register"), max_length=10, choices=Scheme)
    value = models.CharField(_("Code"), max_length=40)
    country = models.ForeignKey(
        "places.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=~models.Q(scheme="lau"),
                name="one_organisation_per_identifier",
                violation_error_message=_("Another organisation has this code already."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "country", "value"],
                condition=models.Q(scheme="lau"),
                name="one_organisation_per_code_of_a_country",
                violation_error_message=_("Another organisation has this code already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(scheme="lau") | models.Q(country__isnull=False),
                name="a_lau_code_names_its_country",
                violation_error_message=_("A LAU code is a country's own: choose the country."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    @property
    def href(self) -> str:
        """The register's page about it, or ""."""
        address = _ADDRESSES.get(self.scheme)
        return address(self.value) if address else ""


class OrganisationMembership(Dated):
    """That one organisation belongs to another: a town to an association, from when to when."""

    member = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="belongs_to")
    whole = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consists_of")
    source = models.CharField(_("Source"), max_length=300, blank=True)

    objects = DatedQuerySet["OrganisationMembership"].as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            ends_after_it_begins("an_organisations_membership_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("whole")),
                name="no_organisation_belongs_to_itself",
            ),
            models.UniqueConstraint(
                fields=["member", "whole"],
                condition=models.Q(until=None),
                name="an_organisation_belongs_to_another_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.whole}"
