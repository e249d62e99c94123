"""A video with its captions and transcript; done when it was played, or when its viewer says so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.academy.actions import watching as actions
from localturn.academy.domain.captions import Paragraph, clock_of, paragraphs
from localturn.academy.domain.whole import whole
from localturn.academy.models import Activity, Captions
from localturn.academy.queries.media import Showing, showing_of, watching_of
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.standards import webvtt
from localturn.academy.views.kinds import reading
from localturn.foundation.languages import direction, own_name
from localturn.foundation.refusals import NotFound

_ENOUGH_TO_GO_ON = 5
"""Seconds after which it is worth saying where somebody was."""


def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The player, the way on from where it was left, the text to read instead."""
    context: dict[str, Any] = {
        "place": place,
        "player": player_of(request, place.activity, place.version.language),
        "left_at": 0,
        "left_clock": "",
        "sequence": 0,
    }
    if place.enrolment is not None:
        watching = watching_of(place.enrolment, place.activity)
        if watching is not None:
            context["left_at"] = _worth_going_on(watching.place, context["player"])
            context["left_clock"] = clock_of(context["left_at"])
            context["sequence"] = watching.sequence
    return render(request, "academy/kinds/video.html", context)


@dataclass(frozen=True)
class Player:
    """What the page shows of a video, for one reader."""

    showing: Showing
    begin: int
    """At which second it is to begin."""
    captions: Captions | None
    """Those that are written out."""
    transcript: tuple[Paragraph, ...]

    @property
    def tracks(self) -> list[tuple[Captions, str]]:
        """Captions with the name of their language in itself."""
        return [(each, own_name(each.language)) for each in self.showing.captions]

    @property
    def length(self) -> str:
        return clock_of(self.showing.video.seconds) if self.showing.video else ""

    @property
    def direction(self) -> str:
        return direction(self.captions.language) if self.captions else "ltr"


def player_of(request: HttpRequest, activity: Activity, language: str) -> Player:
    """The player as asked for: `?t=83` begins there, `?transcript=fr` reads in French."""
    showing = showing_of(activity)
    wanted = request.GET.get("transcript", "")
    captions = showing.in_language(wanted or get_language() or "en", otherwise=language)
    begin = whole(request.GET.get("t", "")) or 0
    seconds = showing.video.seconds if showing.video else 0
    return Player(
        showing=showing,
        begin=begin if begin < seconds else 0,
        captions=captions,
        transcript=_transcript(captions.text) if captions else (),
    )


@lru_cache(64)
def _transcript(text: str) -> tuple[Paragraph, ...]:
    return tuple(paragraphs(webvtt.read(text).cues))


def _worth_going_on(seconds: int, player: Player) -> int:
    video = player.showing.video
    if video is None or not _ENOUGH_TO_GO_ON <= seconds < video.seconds - 1:
        return 0
    return seconds


def remember(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A report of the player's script."""
    seat = reading.seat_of(place)
    video = showing_of(place.activity).video
    if video is None:
        raise NotFound(_("There is no video here."))
    at = whole(request.POST.get("place", ""))
    told = actions.remember(
        seat,
        place.activity,
        seconds=video.seconds,
        place=-1 if at is None else at,
        played=request.POST.get("played", ""),
        sequence=whole(request.POST.get("sequence", "")) or 0,
        now=place.now,
    )
    return JsonResponse({"sequence": told.sequence, "done": told.is_done})


VERBS: dict[str, Callable[[HttpRequest, ActivityPlace], HttpResponse]] = {
    **reading.VERBS,
    "place": remember,
}
