"""What is said in videos, so that it is found, each word at the second when it is said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from localturn.academy.domain.kinds import KINDS
from localturn.academy.models import Captions, Run
from localturn.academy.standards import webvtt
from localturn.foundation.languages import own_name
from localturn.foundation.search import Document


def with_transcripts(run: Run, documents: Iterable[Document]) -> Iterator[Document]:
    """The documents of a run, each video with what is said in it in the course's language, or else
    in the first there is, and with a document more for each other language."""
    videos = {kind.name for kind in KINDS.values() if kind.shows_video}
    captions: dict[str, list[Captions]] = {}
    for activity in run.version.activities.filter(kind__in=videos):
        stem = str(activity.settings.get("video", "")).split(".", 1)[0]
        rows = Captions.objects.filter(version=run.version_id, stem=stem)
        captions[f"{run.pk}/{activity.stable_id}"] = list(rows.order_by("language"))
    for document in documents:
        yield from _in_all_languages(document, captions.get(document.key, ()))


def _in_all_languages(video: Document, captions: Sequence[Captions]) -> Iterator[Document]:
    if not captions:
        yield video
        return
    own = next((each for each in captions if _is_in(each, video.language)), captions[0])
    yield _with_transcript(video, own)
    for each in captions:
        if each is not own:
            document = replace(
                video,
                key=f"{video.key}/{each.language}",
                title=f"{video.title} ({own_name(each.language)})",
                text="",
                language=each.language,
                href=f"{video.href}?transcript={each.language}",
            )
            yield _with_transcript(document, each)


def _with_transcript(video: Document, captions: Captions) -> Document:
    """With what is said after its own text; each cue leads to its second."""
    text, places = video.text, []
    for cue in webvtt.read(captions.text).cues:
        said = " ".join(cue.text.split())
        if said:
            text += "\n" if text else ""
            places.append((len(text), _added(video, cue.start // 1000, captions.language)))
            text += said
    return replace(video, text=text, places=tuple(places))


def _added(video: Document, second: int, language: str) -> str:
    mark = "&" if "?" in video.href else f"?transcript={language}&"
    return f"{mark}t={second}#video"


def _is_in(captions: Captions, language: str) -> bool:
    return captions.language.split("-", 1)[0] == language.split("-", 1)[0]
