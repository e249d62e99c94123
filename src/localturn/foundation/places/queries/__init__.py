"""Cities and countries, found by what people type."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from localturn.foundation.languages import folded
from localturn.foundation.places.models import City, Country


def cities_matching(text: str, *, country: str = "") -> QuerySet[City]:
    """Cities of this code, or one of whose names begins so: the same name first, then the largest.

    Empty for an empty text: nobody reads 34,000 names.
    """
    words = folded(text)
    if not words:
        return City.objects.none()
    found = City.objects.filter(
        Q(code__iexact=text.strip()) | Q(folded__startswith=words) | Q(also__contains=f"|{words}")
    )
    if country:
        found = found.filter(country=country)
    same = Case(
        When(Q(code__iexact=text.strip()), then=Value(0)),
        When(Q(folded=words) | Q(also__contains=f"|{words}|"), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.select_related("country").order_by(same, "-population", "code")


def cities_called(text: str) -> list[City]:
    """The cities of exactly this code or name, the largest first; at most ten."""
    words = folded(text)
    if not words:
        return []
    by_code = City.objects.filter(code__iexact=text.strip()).select_related("country")
    called = City.objects.filter(Q(folded=words) | Q(also__contains=f"|{words}|"))
    return list(by_code) or list(
        called.select_related("country").order_by("-population", "code")[:10]
    )


def cities_of(codes: Sequence[str]) -> list[City]:
    """The cities with these codes, in their order; a code that no city has is left out."""
    if not codes:
        return []
    found = {city.code: city for city in City.objects.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def countries() -> list[Country]:
    """All countries, in the order of their names in the reader's language."""
    return sorted(Country.objects.all(), key=lambda country: folded(str(country)))
