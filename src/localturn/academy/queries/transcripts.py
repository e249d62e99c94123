"""What is said in videos, so that it is found, each word at the second when it is said."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from localturn.academy.domain.kinds import KINDS
from localturn.academy.models import Activity, Captions, CourseVersion
from localturn.academy.standards import webvtt
from localturn.foundation.languages import own_name
from localturn.foundation.search import Document


def captions_by_stem(version: CourseVersion) -> Mapping[str, Sequence[Captions]]:
    """The captions of a version's videos, by the name that they share with a video."""
    found: dict[str, list[Captions]] = defaultdict(list)
    for each in Captions.objects.filter(version=version).order_by("stem", "language"):
        found[each.stem].append(each)
    return found


def stem_of(activity: Activity) -> str:
    """What the captions of an activity's video are called; "" where it shows none."""
    if not KINDS[activity.kind].shows_video:
        return ""
    return str(activity.settings.get("video", "")).split(".", 1)[0]


def with_transcripts(video: Document, captions: Sequence[Captions]) -> Iterator[Document]:
    """A video with what is said in it in the course's language, or else in the first there is, and
    a document for each other language."""
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
