import random

import pytest

from localturn.academy.domain.captions import Cue
from localturn.academy.standards.webvtt import MOST_CUES, read, read_subrip, write

EVERYTHING = """\
WEBVTT – made by hand
Kind: captions

STYLE
::cue { color: yellow }

NOTE
Anything --
over lines

REGION
id:low

intro
00:00.000 --> 00:01.500 align:start position:10% line:-2
<v.loud Ana &amp; Ivo>Tom &lt;b&gt; &amp; <i>Ana</i>

00:01.500 --> 01:00:03.000 region:low
One
two
"""


def said(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message % fault.values) for fault in read(text).faults]


def test_a_file_with_everything_is_read() -> None:
    reading = read(EVERYTHING)

    assert reading.faults == []
    assert reading.cues == [
        Cue(0, 1500, "Tom <b> & Ana", "Ana & Ivo"),
        Cue(1500, 3_603_000, "One\ntwo"),
    ]


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", [(1, "The first line must be WEBVTT: add it, with an empty line below.")]),
        (
            "00:01.000 --> 00:02.000\nA\n",
            [(1, "The first line must be WEBVTT: add it, with an empty line below.")],
        ),
        ("WEBVTTX\n", [(1, "The first line must be WEBVTT: add it, with an empty line below.")]),
        (
            "WEBVTT\n00:01.000 --> 00:02.000\nA\n\n00:03.000 --> 00:04.000\nB\n",
            [(2, "There must be an empty line below WEBVTT: add it.")],
        ),
        ("WEBVTT\n", [(1, "There is no caption in this file: write one.")]),
        (
            "WEBVTT\n\n00:01,000 --> 00:02.000\nA\n\n1\nB\n\nalone\n",
            [
                (3, "This is no timing: write it as 00:01.000 --> 00:04.000."),
                (7, "This is no timing: write it as 00:01.000 --> 00:04.000."),
                (9, "This is no timing: write it as 00:01.000 --> 00:04.000."),
            ],
        ),
        (
            "WEBVTT\n\n00:61.000 --> 00:99.000\nA\n",
            [(3, "This is no timing: write it as 00:01.000 --> 00:04.000.")],
        ),
        (
            "WEBVTT\n\n00:02.000 --> 00:02.000\nA\n",
            [(3, "This caption ends before it begins: correct its times.")],
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:04.000 --> 00:07.000\nB\n",
            [(6, "This caption begins before the one above it: put them in order.")],
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\n<i></i>\n",
            [(3, "This caption has no text: write it or remove its timing.")],
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000 align:up color:red\nA\n",
            [
                (3, "“align:up” places no caption: correct or remove it."),
                (3, "“color:red” places no caption: correct or remove it."),
            ],
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n00:06.000 --> 00:07.000\nB\n",
            [(5, "There must be an empty line above a timing: add it.")],
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, mistakes: list[tuple[int, str]]) -> None:
    assert said(text) == mistakes


def test_too_many_captions_are_refused() -> None:
    text = write([Cue(n, n + 1, "x") for n in range(MOST_CUES + 1)])

    assert said(text) == [
        (1, f"There are more captions than can be shown ({MOST_CUES}): divide the video.")
    ]


def test_what_is_written_is_read_again() -> None:
    chance = random.Random(11)

    def line() -> str:
        return "".join(chance.choices("aé<>&;-.:7", k=chance.randint(1, 12)))

    for _ in range(300):
        starts = sorted(chance.sample(range(10**8), chance.randint(1, 5)))
        made = [
            Cue(
                start,
                start + chance.randint(1, 9000),
                "\n".join(line() for _ in range(chance.randint(1, 3))),
                chance.choice(["", line()]),
            )
            for start in starts
        ]

        reading = read(write(made))

        assert (reading.cues, reading.faults) == (made, [])


def test_subrip_is_read_and_becomes_webvtt() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,5\nOne <i>and</i>\ntwo & three\n\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nFour\n"
    )

    reading = read_subrip(text)

    assert reading.faults == []
    assert write(reading.cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nOne and\ntwo &amp; three\n\n"
        "00:00:03.000 --> 00:00:04.000\nFour\n"
    )


def test_a_mistake_in_subrip_is_named_with_its_line() -> None:
    faults = read_subrip("1\n00:00:01 --> 00:00:02\nA\n\nB\n").faults

    assert [(fault.line, fault.message) for fault in faults] == [
        (2, "This is no timing: write it as 00:00:01,000 --> 00:00:04,000."),
        (5, "This is no timing: write it as 00:00:01,000 --> 00:00:04,000."),
    ]
