"""A country or territory with a code of ISO 3166-1."""

from babel import Locale, UnknownLocaleError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    code = models.CharField(_("Code"), max_length=2, primary_key=True)
    code3 = models.CharField(max_length=3, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    folded = models.CharField(max_length=100, db_index=True)
    continent = models.CharField(max_length=2)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The country's name in a language; in English where that language has none."""
        try:
            names = Locale.parse(language.replace("-", "_")).territories
        except (UnknownLocaleError, ValueError):
            return self.name
        return str(names.get(self.code, self.name))
