"""Every mistake is named with its file, its line and how to mend it."""

import pytest

from localturn.academy.standards.course_folder import read
from makers.course_folder import (
    COURSE,
    DISCUSSION,
    MODULE,
    ORDER_AND_GAPS,
    POOL,
    QUIZ,
    READING,
    small_folder,
)

COURSE_FILE = "course.toml"
MODULE_FILE = "modules/01-first/module.toml"
READING_FILE = "modules/01-first/01-reading.md"
DISCUSSION_FILE = "modules/01-first/02-discussion.md"
QUIZ_FILE = "modules/01-first/03-quiz.md"
POOL_FILE = "questions/pool.toml"

FILES = {
    "course": (COURSE, COURSE_FILE),
    "module": (MODULE, MODULE_FILE),
    "reading": (READING, READING_FILE),
    "discussion": (DISCUSSION, DISCUSSION_FILE),
    "quiz": (QUIZ, QUIZ_FILE),
    "pool": (POOL, POOL_FILE),
}
_KINDS = (
    "reading, case-study, video, discussion, blog, assignment, group-work, paper, quiz, "
    "preliminary-test, final-test, survey, webinar"
)

# which file, what is written there, what is written instead, on which line, what is said of it
ONE_MISTAKE = [
    ("course", "format = 1", "format = 2", 1, "Only format = 1 is understood."),
    (
        "course",
        'title = "A small course"',
        "",
        1,
        "“title” is missing: add it.",
    ),
    (
        "course",
        'summary = "One sentence."',
        'summary = ""',
        5,
        "“summary” is empty: write something or remove it.",
    ),
    (
        "course",
        'title = "A small course"',
        'title = """A\nsmall course"""',
        3,
        "“title” must be one line.",
    ),
    (
        "course",
        'title = "A small course"',
        f'title = "{"x" * 201}"',
        3,
        "“title” is longer than 200 characters: shorten it.",
    ),
    (
        "course",
        'title = "A small course"',
        "title = 4",
        3,
        "“title” must be a text between quotation marks.",
    ),
    (
        "course",
        'id = "small"',
        'id = "Small Course"',
        2,
        "“Small Course” cannot be an id: use lower-case letters, digits and hyphens, at most 60, "
        "beginning with a letter or digit.",
    ),
    (
        "course",
        'language = "en"',
        'language = "English"',
        4,
        '“English” is no language tag: write it as "en".',
    ),
    (
        "course",
        "hours = 2",
        "hours = 9",
        10,
        "The activities take 120 minutes, which is 2.0 hours: change “hours” or the activities' "
        "minutes.",
    ),
    (
        "course",
        "hours = 2",
        "hours = 2.25",
        10,
        "“hours” may have at most 1 decimal places.",
    ),
    ("course", "hours = 2", "hours = nan", 10, "“hours” is not a number that can be worked with."),
    (
        "course",
        "hours = 2",
        "hours = 1e999999999",
        10,
        "“hours” is not a number that can be worked with.",
    ),
    (
        "course",
        '    "Read a folder.",\n',
        '    "Read a folder.",\n    "",\n',
        9,
        "“objectives” is empty: write something or remove it.",
    ),
    (
        "course",
        'objectives = [\n    "Read a folder.",\n]',
        'objectives = "Read a folder."',
        7,
        '“objectives” must be a list of texts, such as ["one", "two"].',
    ),
    (
        "course",
        '    "quiz",\n',
        '    "quizz",\n',
        24,
        f"There is no kind of activity “quizz”; there are {_KINDS}.",
    ),
    (
        "course",
        '    "reading",\n    "quiz",\n',
        '    "webinar",\n',
        22,
        "The course has no activity of these kinds.",
    ),
    (
        "course",
        'rule = "points"',
        'rule = "grades"',
        32,
        "There is no rule “grades”; there are every, contributions, blog-posts, meetings, "
        "group-hand-ins, group-comments, paper-passed, points.",
    ),
    (
        "course",
        'rule = "contributions"',
        'rule = "blog-posts"',
        28,
        "The course has no blog to write in.",
    ),
    (
        "course",
        'rule = "contributions"\nper_module = 1',
        'rule = "meetings"\nat_least = 1',
        29,
        "Nobody can attend so many meetings: the course has 0.",
    ),
    (
        "reading",
        'kind = "reading"',
        'kind = "blog"\nbefore = "town-hall"',
        4,
        "There is no webinar “town-hall” in the course: name the id of one.",
    ),
    (
        "reading",
        'kind = "reading"',
        'kind = "blog"\nhours_before = 2',
        4,
        "Say with “before” which meeting is meant.",
    ),
    (
        "course",
        'rule = "contributions"\nper_module = 1',
        'rule = "group-comments"',
        28,
        "The course has no group work.",
    ),
    (
        "course",
        "at_least = 60",
        "at_least = 63",
        33,
        "Nobody can reach so many points: the activities give 62.5.",
    ),
    ("course", "per_module = 1", "per_module = 0", 29, "“per_module” must be from 1 to 100."),
    ("module", "week = 1", "week = 0", 4, "“week” must be from 1 to 200."),
    (
        "module",
        "week = 1",
        "week = true",
        4,
        "“week” must be a whole number without quotation marks.",
    ),
    (
        "module",
        "week = 1",
        "week = 1\nweeks = 2",
        5,
        "There is no “weeks” here: remove it.",
    ),
    (
        "reading",
        'kind = "reading"',
        'kind = "lecture"',
        3,
        f"There is no kind of activity “lecture”; there are {_KINDS}.",
    ),
    (
        "reading",
        "minutes = 20",
        "minutes = 20\npoints = 5",
        6,
        "A reading gives no points: remove “points”.",
    ),
    (
        "reading",
        '    "HR-pula",\n',
        '    "Pula",\n',
        7,
        '“Pula” is no code of a place: write it as "SE-malmo".',
    ),
    (
        "reading",
        '    "HR-pula",\n',
        '    "HR-pula",\n    "HR-pula",\n',
        8,
        "“HR-pula” is named twice: remove one.",
    ),
    (
        "reading",
        "## Then",
        "## Then [@iom-2019]",
        17,
        "The source “iom-2019” is cited but not listed: add it under [[sources]].",
    ),
    (
        "reading",
        " [@un-1998, p. 12]",
        "",
        11,
        "The source “un-1998” is listed but never cited: cite it as [@un-1998].",
    ),
    (
        "reading",
        'url = "https://unstats.un.org/x"',
        'url = "javascript:alert(1)"',
        13,
        "The address must begin with https:// or http://.",
    ),
    (
        "reading",
        'url = "https://unstats.un.org/x"',
        'url = "https://unstats.un.org/x"\n\n[[sources]]\nid = "un-1998"\ntext = "Again."',
        16,
        "The source “un-1998” is listed twice: remove one.",
    ),
    (
        "reading",
        "+++\nid",
        "---\nid",
        1,
        "The file must begin with a line of +++, then TOML, then a line of +++.",
    ),
    (
        "reading",
        "\n+++\nA migrant",
        "\nA migrant",
        1,
        "The TOML that begins here never ends: close it with +++.",
    ),
    (
        "reading",
        'title = "Who counts"',
        'title = "Who counts',
        4,
        "This is not TOML (Illegal character '\\n'): mend this line.",
    ),
    (
        "reading",
        "minutes = 20",
        "minutes = ",
        5,
        "This is not TOML (Invalid value): mend this line.",
    ),
    (
        "discussion",
        "\nTell us.\n",
        "\n",
        7,
        "There is no text below the TOML: write it.",
    ),
    (
        "discussion",
        'counts = "A post of a hundred words."\n',
        "",
        2,
        "“counts” is missing: add it.",
    ),
    (
        "discussion",
        'id = "your-town"',
        'id = "who-counts"',
        2,
        f"The id “who-counts” is already used in {READING_FILE}: choose another.",
    ),
    (
        "quiz",
        'questions = "pool"',
        'questions = "lake"',
        8,
        "There is no bank “lake”: add questions/lake.toml.",
    ),
    (
        "quiz",
        "draw = 2",
        "draw = 4",
        9,
        "The bank “pool” has 3 questions: draw no more than that.",
    ),
    (
        "quiz",
        "due = false",
        'due = "false"',
        7,
        "“due” must be true or false, without quotation marks.",
    ),
    (
        "quiz",
        "draw = 2",
        "draws = 2",
        9,
        "There is no “draws” here: is “draw” meant?",
    ),
    (
        "pool",
        'kind = "numerical"',
        'kind = "number"',
        20,
        "There is no kind of question “number”; there are single, multiple, true-false, "
        "numerical, short-answer, matching, ordering, gap-text, essay.",
    ),
    (
        "pool",
        'id = "rate"',
        'id = "usual-residence"',
        19,
        "The id “usual-residence” is already used on line 2 of this file.",
    ),
    (
        "pool",
        "correct = true",
        "correct = false",
        10,
        "Exactly one choice must have correct = true; here 0 have.",
    ),
    (
        "pool",
        'feedback = "That is descent."',
        "correct = true",
        10,
        "Exactly one choice must have correct = true; here 2 have.",
    ),
    (
        "pool",
        'text = "Their parents\' citizenship"',
        'text = "Where somebody usually lives"',
        15,
        "This choice is there twice: change or remove one.",
    ),
    (
        "pool",
        "answer = 12.50",
        'answer = "12.50"',
        23,
        "“answer” must be a number without quotation marks.",
    ),
    ("pool", "answer = 12.50\n", "", 18, "“answer” is missing: add it."),
    (
        "pool",
        "tolerance = 0.1",
        "tolerance = -1",
        24,
        "“tolerance” must be from 0 to 1000000000000.",
    ),
    (
        "pool",
        'left = "Flow"',
        'left = "Stock"',
        40,
        "This left side is there twice: change or remove one.",
    ),
    (
        "pool",
        '    "A desk",\n',
        '    "A day",\n',
        32,
        "“A day” is already an answer of this question: change or remove it.",
    ),
    (
        "pool",
        '\n[[questions.pairs]]\nleft = "Flow"\nright = "A year"\n',
        "",
        35,
        "“pairs” needs at least 2.",
    ),
    ("pool", "points = 2", "points = 0", 21, "“points” must be from 0.01 to 100."),
]


@pytest.mark.parametrize(("which", "written", "instead", "line", "sentence"), ONE_MISTAKE)
def test_a_mistake_is_named_with_its_line(
    which: str, written: str, instead: str, line: int, sentence: str
) -> None:
    text, file = FILES[which]
    assert written in text
    changed = text.replace(written, instead, 1)

    reading = read(small_folder(**{which: changed}))

    found = [(m.file, m.line, m.sentence) for m in reading.mistakes]
    assert reading.course is None
    assert found == [(file, line, sentence)]


# what is written in the file of two questions, what instead, on which line, what is said of it
OF_ORDER_AND_GAPS = [
    ('    "Look back",\n', "", 5, "“items” needs at least 3."),
    ('"Look back"', '"Plan"', 8, "“Plan” is there twice: change or remove one."),
    ('"Look back"', '""', 8, "“items” is empty: write something or remove it."),
    (
        'items = [\n    "Plan",\n    "Act",\n    "Look back",\n]\n',
        "",
        1,
        "“items” is missing: add it.",
    ),
    (
        "Births are a {1}",
        "Births are",
        15,
        "“passage” must hold each gap once and in order, {1} to {2}.",
    ),
    (
        "Residents are a {2}",
        "Residents are a {1}",
        15,
        "“passage” must hold each gap once and in order, {1} to {2}.",
    ),
    (
        "a {2}.",
        "a {2} and {3}.",
        15,
        "“passage” must hold each gap once and in order, {1} to {2}.",
    ),
    (
        '    "stock",\n',
        '    "stock",\n    "stocks",\n',
        26,
        "A gap with distractors accepts one text; here are 2.",
    ),
    (
        '    "rate",\n',
        '    "flow",\n',
        31,
        "“flow” is already an answer of this question: change or remove it.",
    ),
    (
        '    "rate",\n',
        '    "stock",\n',
        31,
        "“stock” is already an answer of this question: change or remove it.",
    ),
    ('accepted = [\n    "stock",\n]\n', "", 25, "“accepted” is missing: add it."),
    ("distractors", "distractor", 29, "There is no “distractor” here: is “distractors” meant?"),
]


@pytest.mark.parametrize(("written", "instead", "line", "sentence"), OF_ORDER_AND_GAPS)
def test_a_mistake_in_an_order_or_a_gap_is_named_with_its_line(
    written: str, instead: str, line: int, sentence: str
) -> None:
    assert written in ORDER_AND_GAPS
    changed = ORDER_AND_GAPS.replace(written, instead, 1)

    reading = read(small_folder(pool=POOL + changed))

    above = POOL.count("\n") + 1  # an empty line stands between
    assert reading.course is None
    assert [(m.file, m.line - above, m.sentence) for m in reading.mistakes] == [
        (POOL_FILE, line, sentence)
    ]


def test_every_mistake_is_in_one_report_in_the_order_of_files_and_lines() -> None:
    reading = read(
        small_folder(
            course=COURSE.replace("hours = 2", 'hours = "2"').replace('id = "small"', 'id = "S"'),
            module=MODULE.replace("week = 1", ""),
            quiz=QUIZ.replace("minutes = 60", "minutes = -1").replace("draw = 2", "draw = 0"),
            pool=POOL.replace('kind = "single"', 'kind = "one"'),
        )
    )

    assert [(m.file, m.line) for m in reading.mistakes] == [
        (COURSE_FILE, 2),
        (COURSE_FILE, 10),
        (QUIZ_FILE, 5),
        (QUIZ_FILE, 9),
        (MODULE_FILE, 1),
        (POOL_FILE, 3),
    ]


def test_points_above_a_hundred_are_named_where_they_pass_it() -> None:
    second = QUIZ.replace('id = "quiz"', 'id = "quiz-2"').replace("minutes = 60", "minutes = 1")
    files = small_folder() | {"modules/01-first/04-quiz.md": second.encode()}

    (mistake,) = read(files).mistakes

    assert (mistake.file, mistake.line) == ("modules/01-first/04-quiz.md", 6)
    assert mistake.sentence == (
        "With these points the course gives more than 100 (125.0 in all): lower some."
    )


def test_a_course_has_one_pair_of_tests_from_one_bank() -> None:
    def test(name: str, bank: str, id_: str) -> bytes:
        return (
            f'+++\nid = "{id_}"\nkind = "{name}"\ntitle = "Test"\nminutes = 1\n'
            f'questions = "{bank}"\n+++\nTest.\n'
        ).encode()

    files = small_folder() | {
        "questions/other.toml": POOL.encode(),
        "modules/01-first/04-a.md": test("preliminary-test", "pool", "a"),
        "modules/01-first/05-b.md": test("final-test", "other", "b"),
        "modules/01-first/06-c.md": test("final-test", "pool", "c"),
    }

    assert [(m.file, m.line, m.sentence) for m in read(files).mistakes] == [
        (
            "modules/01-first/05-b.md",
            6,
            "The two tests must draw from the same bank, or they cannot be compared.",
        ),
        (
            "modules/01-first/06-c.md",
            3,
            "A course has at most one final-test; the other is in modules/01-first/05-b.md.",
        ),
    ]


def test_files_that_are_missing_are_named() -> None:
    found = read(small_folder(course=None, module=None)).mistakes

    assert [(m.file, m.sentence) for m in found] == [
        ("course.toml", "The file course.toml is missing: add it."),
        (MODULE_FILE, "The file module.toml is missing in this folder: add it."),
    ]
    assert [m.sentence for m in read({"course.toml": COURSE.encode()}).mistakes] == [
        "The course has no module: add modules/NAME/module.toml.",
    ]


def test_an_empty_module_and_an_empty_page_are_named() -> None:
    files = small_folder(about=" \n") | {"modules/02-next/module.toml": MODULE.encode()}

    assert [(m.file, m.line, m.sentence) for m in read(files).mistakes] == [
        ("about.md", 0, "The file is empty: write something or remove it."),
        ("modules/02-next/module.toml", 0, "The module has no activity: add one."),
        ("modules/02-next/module.toml", 1, "The id “first” is used by another module."),
    ]


def test_what_has_no_place_in_the_folder_is_named() -> None:
    strange = [
        "notes.txt",
        "questions/old/pool.toml",
        "modules/readme.md",
        "modules/01-first/image.png",
        "../outside.md",
        "/etc/passwd",
        "modules/../course.toml",
        "modules\\01-first\\01.md",
    ]
    found = read(small_folder() | dict.fromkeys(strange, b"x")).mistakes

    assert {m.file for m in found} == set(strange)
    assert {m.sentence[:41] for m in found} == {"This file has no place in a course folder"}


def test_names_that_not_every_system_can_keep_are_refused() -> None:
    names = ["modules/01-first/Who Counts.md", "modules/Été/01-a.md", "questions/A.toml"]

    found = read(small_folder() | dict.fromkeys(names, b"x")).mistakes

    assert {m.file for m in found} >= set(names)


def test_a_file_that_is_not_utf_8_is_named_with_its_line() -> None:
    reading = READING.replace("More.", "caf\xe9").encode("latin-1")

    (mistake,) = read(small_folder() | {READING_FILE: reading}).mistakes

    assert (mistake.line, mistake.sentence) == (
        19,
        "This line is not UTF-8: save the file with the encoding UTF-8.",
    )


def test_a_character_that_cannot_be_kept_is_named() -> None:
    files = small_folder(
        discussion=DISCUSSION.replace("Tell us.", "Tell\n\x00us."),
        module=MODULE.replace("The first", "The\\u0000first"),
    )

    assert [(m.file, m.line) for m in read(files).mistakes] == [
        (DISCUSSION_FILE, 9),
        (MODULE_FILE, 2),
    ]


_TANGLED = "!" + "[" * 3_000


def test_every_text_that_takes_too_long_to_render_is_named_with_its_line() -> None:
    question = 'text = "What is 5 of 400, in thousandths?"\n'
    tangled = f'text = "{_TANGLED}"\nfeedback = "{_TANGLED}"\n'
    assert POOL.split("\n")[21] + "\n" == question
    files = small_folder(
        about=_TANGLED,
        discussion=DISCUSSION.replace("Tell us.", _TANGLED),
        pool=POOL.replace(question, tangled),
    )

    of_a_file = (
        "The text has too many marks (such as *, [ and |) and short lines: use fewer, or divide it."
    )
    of_a_key = "“{}” has too many marks (such as *, [ and |) and short lines: use fewer."
    assert [(m.file, m.line, m.sentence) for m in read(files).mistakes] == [
        ("about.md", 1, of_a_file),
        (DISCUSSION_FILE, 8, of_a_file),
        (POOL_FILE, 22, of_a_key.format("text")),
        (POOL_FILE, 23, of_a_key.format("feedback")),
    ]


def test_a_page_that_is_too_long_or_cannot_be_kept_is_named() -> None:
    too_long = read(small_folder(about="a" * 200_001))
    with_null = read(small_folder(about="a\n\x00"))

    assert [(m.file, m.line, m.sentence) for m in too_long.mistakes] == [
        ("about.md", 1, "The text is longer than 200000 characters: divide it.")
    ]
    assert [(m.file, m.line) for m in with_null.mistakes] == [("about.md", 2)]


def test_folders_too_large_to_be_courses_are_refused() -> None:
    large = b"# " + b"a" * (1024 * 1024)
    many = {f"modules/01-first/{n:03}.md": b"" for n in range(500)}

    assert [m.sentence for m in read(small_folder() | {READING_FILE: large}).mistakes] == [
        "The file is larger than 1 MiB: shorten or divide it."
    ]
    assert [m.sentence for m in read(small_folder() | many).mistakes] == [
        "The folder has 507 files; at most 500 are read."
    ]
    heavy = {f"modules/01-first/{n:03}.md": b"a" * 1024 * 1024 for n in range(21)}
    assert [m.sentence for m in read(small_folder() | heavy).mistakes] == [
        "The folder is larger than 20 MiB: shorten or divide it."
    ]


@pytest.mark.parametrize(
    "toml",
    ["a = " + "[" * 5_000, "a = " + "9" * 5_000, "a = {" * 2_000, "[" * 50_000, "a = 1\na = 2"],
)
def test_hostile_toml_is_a_mistake_like_any_other(toml: str) -> None:
    found = read(small_folder(module=toml)).mistakes

    assert [(m.file, m.line) for m in found] in ([(MODULE_FILE, 1)], [(MODULE_FILE, 2)])


ASSIGNMENT = """\
+++
id = "plan"
kind = "assignment"
title = "A plan"
minutes = 60
points = 5
due = false
accepts = [
    "text",
    "link",
]

[[rubric]]
id = "figures"
title = "It rests on figures"

[[rubric.levels]]
points = 0
text = "No figures."

[[rubric.levels]]
points = 5
text = "Figures with their source."
+++
Write it.
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("points = 5\ntext", "points = 4\ntext", 6, "give 4 points together"),
        ("points = 5\ntext", "points = 0\ntext", 17, "give different points"),
        ('text = "No figures."\n', "", 17, "“text” is missing"),
        ('title = "It rests on figures"\n', "", 13, "“title” is missing"),
        ('[[rubric.levels]]\npoints = 0\ntext = "No figures."\n', "", 18, "at least 2"),
        ('"link",', '"letter",', 8, "text, file, link"),
        ('"link",', '"text",', 8, "at most once"),
        ('    "text",\n    "link",\n', "", 8, "at least 1"),
    ],
)
def test_a_mistake_in_a_rubric_is_named_with_its_line(
    old: str, new: str, line: int, said: str
) -> None:
    assert ASSIGNMENT.count(old) == 1
    files = small_folder(course=COURSE.replace("hours = 2", "hours = 3"))
    files["modules/01-first/04-plan.md"] = ASSIGNMENT.replace(old, new).encode()

    reading = read(files)

    found = [
        (m.line, m.message % m.values) for m in reading.mistakes if m.file.endswith("04-plan.md")
    ]
    assert line in [at for at, text in found if said in text], found
