"""What came out of dividing people into groups, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.domain.grouping import Explanation, Mix, Mixed, Together
from localturn.academy.forms.groups import MIXES
from localturn.foundation.languages import own_name

MOST_SAID = 8


def sentences(found: Explanation, groups: list[str]) -> list[str]:
    """Sizes first, then each thing that was to mix: kept, kept as far as can be, or not."""
    sizes = {"num": found.smallest, "largest": found.largest, "people": found.people}
    if found.smallest == found.largest:
        said = ngettext(
            "Each group has %(num)s person.", "Each group has %(num)s people.", found.smallest
        )
    else:
        said = _("The groups have %(num)s to %(largest)s people.")
    return [said % sizes, *(each for mixed in found.mixed for each in _mixed(mixed, groups))]


def _mixed(mixed: Mixed, groups: list[str]) -> list[str]:
    what = str(MIXES[mixed.mix])
    said = []
    if not mixed.together:
        said.append(_("%(what)s: nobody is in a group with somebody of the same.") % {"what": what})
    elif mixed.is_kept:
        said.append(_("%(what)s: they are spread as evenly as can be.") % {"what": what})
    else:
        said.append(_("%(what)s: they could be spread more evenly.") % {"what": what})
    shown = sorted(mixed.together, key=lambda each: (each.is_needed, each.group, each.value))
    said += [_together(mixed.mix, each, groups) for each in shown[:MOST_SAID]]
    if len(shown) > MOST_SAID:
        left = len(shown) - MOST_SAID
        said.append(
            ngettext("And %(num)s more like it.", "And %(num)s more like these.", left)
            % {"num": left}
        )
    if mixed.unknown:
        said.append(
            ngettext(
                "Of %(num)s person it is not known: they can be anywhere.",
                "Of %(num)s people it is not known: they can be anywhere.",
                mixed.unknown,
            )
            % {"num": mixed.unknown}
        )
    return said


def _together(mix: Mix, each: Together, groups: list[str]) -> str:
    value = own_name(each.value) if mix is Mix.LANGUAGE else each.value
    words = {"group": groups[each.group], "num": each.number, "value": value, "best": each.best}
    if each.is_needed:
        return _("%(group)s has %(num)s of %(value)s: there are too many for one each.") % words
    return _("%(group)s has %(num)s of %(value)s, where %(best)s would do.") % words
