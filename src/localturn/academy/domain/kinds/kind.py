"""What a kind of activity says of itself."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class OwnSetting:
    """A key of the course folder that only this kind has.

    `default` is what is taken, and not written, when the key is absent; None where it must be
    given (`required`) or means "not set".
    """

    key: str
    type: Literal[
        "text",
        "id",
        "whole number",
        "true or false",
        "list of texts",
        "bank",
        "video",
        "rubric",
        "survey questions",
    ]
    required: bool = False
    default: str | int | bool | tuple[str, ...] | None = None
    least: int = 0
    most: int = 10_000
    among: tuple[str, ...] = ()
    """What a text of a list may be, where not everything is."""


@dataclass(frozen=True)
class Kind:
    """A kind of activity; `label`, `plural` and `done_when` are marked with `N_`."""

    name: str
    label: str
    plural: str
    done_when: str
    settings: tuple[OwnSetting, ...] = ()
    may_have_points: bool = False
    needs_text: bool = True

    @property
    def module(self) -> str:
        """Name of its module in `views.kinds` and of its page in `jinja2/academy/kinds`."""
        return self.name.replace("-", "_")

    @property
    def asks_questions(self) -> bool:
        return any(setting.type == "bank" for setting in self.settings)

    @property
    def shows_video(self) -> bool:
        return any(setting.type == "video" for setting in self.settings)
