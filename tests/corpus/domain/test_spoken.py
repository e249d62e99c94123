"""Time marks of transcripts, and subtitles read as transcripts."""

import pytest

from localturn.corpus.domain.spoken import Stretch, has_marks, stretches, written
from localturn.corpus.standards.documents.reading import read
from localturn.corpus.standards.documents.refusing import NO_CUES, Refused

VTT = """WEBVTT

NOTE made by hand

00:01.000 --> 00:04.000
<v Ada>We rang <i>them</i> &amp; asked.

2
00:00:04.500 --> 00:00:06.000 align:start
<v Ada>They said no.

01:00:07.000 --> 01:00:09.000
<v.loud Bo Bo>And then?
"""
SRT = """1\r
00:00:01,000 --> 00:00:04,000\r
One line\r
and another.\r
\r
2\r
00:01:02,345 --> 00:01:04,000\r
<font color="red">More.</font>\r
"""


def test_time_marks_stand_apart_from_what_was_said() -> None:
    text = "[00:01:23] Yes. [2:03.5]No [99:99] [1] [01:00:00]"

    found = list(stretches(text))

    assert found == [
        Stretch("[00:01:23]", 83),
        Stretch(" Yes. "),
        Stretch("[2:03.5]", 123.5),
        Stretch("No [99:99] [1] "),
        Stretch("[01:00:00]", 3600),
    ]
    assert "".join(each.text for each in found) == text
    assert has_marks(text)
    assert not has_marks("at 10:30 [1:2]")
    assert written(3723.9) == "[01:02:03]"


def test_subtitles_are_paragraphs_of_who_speaks_each_cue_with_its_time() -> None:
    kind, text = read(VTT.encode(), "said.vtt")

    assert kind == "text/vtt"
    assert text.text == (
        "[00:00:01] Ada: We rang them & asked. [00:00:04] They said no."
        "\n\n[01:00:07] Bo Bo: And then?"
    )
    assert len(text.paragraphs) == 2


def test_subrip_is_read_without_its_marks() -> None:
    assert read(SRT.encode(), "said.srt")[1].text == (
        "[00:00:01] One line and another. [00:01:02] More."
    )


def test_a_long_speech_is_divided_where_a_sentence_ends() -> None:
    cues = "\n\n".join(
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n"
        f"A sentence of some length that goes on and on{'.' if n % 2 else ','}"
        for n in range(200)
    )

    text = read(cues.encode(), "long.vtt")[1]

    said = [text.text[each.start : each.end] for each in text.paragraphs]
    assert len(said) == 17
    assert all(each.endswith(".") for each in said)
    assert max(map(len, said)) < 900


@pytest.mark.parametrize("content", [b"WEBVTT\n\nNothing", b"\n" * 9, b"1\n00:00 --> 1\n\n" * 9000])
def test_a_file_without_cues_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=NO_CUES):
        read(content, "a.vtt")
