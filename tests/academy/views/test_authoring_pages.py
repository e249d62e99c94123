"""An author writes a course in the browser."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from localturn.academy.actions import authoring, publishing
from localturn.academy.forms.authoring import LARGEST_ARCHIVE
from localturn.academy.models import Course, CourseVersion
from localturn.academy.standards.course_folder import files_in_zip, read, zip_of
from localturn.foundation.people.models import Person
from makers.academy import NOON, make_person
from makers.course_folder import COURSE, ORDER_AND_GAPS, POOL, READING, small_folder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
AT = "/academy/courses/small/"


@pytest.fixture
def author(client: Client) -> Person:
    author = make_person("Amra Author", can_author=True)
    client.force_login(author)
    return author


@pytest.fixture
def draft(author: Person) -> CourseVersion:
    content = read(small_folder()).course
    assert content is not None
    return authoring.import_course(content, by=author, now=NOON)


@pytest.fixture
def published(author: Person, draft: CourseVersion) -> Course:
    return publishing.publish(draft.course, by=author, now=NOON).course


def upload(client: Client, content: bytes) -> Any:
    archive = SimpleUploadedFile("course.zip", content, "application/zip")
    return client.post("/academy/authoring/upload/", {"archive": archive}, follow=True)


def test_an_author_uploads_a_folder_and_sees_its_draft(client: Client, author: Person) -> None:
    answer = upload(client, zip_of(small_folder(), folder="small"))

    assert answer.redirect_chain == [(f"{AT}draft/", 302)]
    assert "“A small course” is now the draft of the course small." in answer.text
    assert "Who counts" in answer.text
    assert "62.5" in answer.text


def test_a_folder_with_mistakes_is_answered_with_file_and_line_and_imports_nothing(
    client: Client, author: Person
) -> None:
    files = small_folder(reading=READING.replace("[@un-1998, p. 12]", "[@un]"))

    answer = upload(client, zip_of(files, folder="small"))

    assert answer.status_code == 422
    assert "There are 2 mistakes in this folder." in answer.text
    assert (
        '<tr><th scope="row"><code>modules/01-first/01-reading.md</code></th><td>15</td>'
        "<td>The source “un” is cited but not listed: add it under [[sources]].</td></tr>"
    ) in answer.text
    assert not Course.objects.exists()


def test_what_is_no_archive_or_too_large_is_answered_in_words(
    client: Client, author: Person
) -> None:
    assert "This is not a ZIP archive, or it is damaged." in upload(client, b"x").text
    answer = upload(client, b"x" * (LARGEST_ARCHIVE + 1))
    assert answer.status_code == 422
    assert "This archive is larger than 4 MiB." in answer.text


def test_a_name_in_an_archive_is_shown_as_text(client: Client, author: Person) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("<script>alert(1)</script>.md", "x")

    answer = upload(client, out.getvalue())

    assert "<script>alert(1)" not in answer.text


def test_an_author_has_a_list_of_their_courses(client: Client, published: Course) -> None:
    page = client.get("/academy/authoring/").text

    assert "A small course" in page
    assert 'Version 1, <time datetime="2027-03-10">' in page


def test_who_writes_nothing_is_told_how_to_begin(client: Client) -> None:
    client.force_login(make_person())

    assert "Ask an operator to make you a course author" in client.get("/academy/authoring/").text
    assert client.get("/academy/authoring/upload/").status_code == 403


def test_an_activity_is_shown_as_participants_will_see_it(
    client: Client, draft: CourseVersion
) -> None:
    page = client.get(f"{AT}draft/a/who-counts/").text
    assert '<a href="#source-un-1998">[1, p. 12]</a>' in page
    assert "HR-pula" in page
    assert "A post of a hundred words." in client.get(f"{AT}draft/a/your-town/").text
    assert "2 of 3 questions are drawn." in client.get(f"{AT}draft/a/quiz/").text


def test_every_question_is_shown_with_its_answer(client: Client, draft: CourseVersion) -> None:
    page = client.get(f"{AT}draft/questions/pool/").text

    assert "<p>Which criterion decides?</p>" in page
    assert "12.50 ± 0.1 ‰" in page
    assert "A desk" in page


def edit(title: str, body: str, page: str, **more: str) -> dict[str, str]:
    """The fields of the page's form with another title and text."""
    seen = page.split('name="seen_body" value="', 1)[1].split('"', 1)[0]
    fields = {"title": title, "body": body, "minutes": "40", "seen_title": "Your town"}
    return fields | {"seen_body": seen} | more


def test_a_text_is_previewed_and_then_saved(client: Client, draft: CourseVersion) -> None:
    address = f"{AT}draft/a/your-town/edit/"
    fields = edit("Our towns", "Tell *us*.", client.get(address).text)

    previewed = client.post(address, fields | {"preview": "1"}).text
    assert "<p>Tell <em>us</em>.</p>" in previewed
    assert draft.activities.get(stable_id="your-town").title == "Your town"

    answer = client.post(address, fields)
    assert answer["Location"] == f"{AT}draft/a/your-town/"
    assert draft.activities.get(stable_id="your-town").title == "Our towns"


def test_two_authors_do_not_overwrite_each_other(client: Client, draft: CourseVersion) -> None:
    address = f"{AT}draft/a/your-town/edit/"
    first, second = (client.get(address).text for _ in range(2))
    client.post(address, edit("Your town", "First.", first))

    answer = client.post(address, edit("Your town", "Second.", second))

    assert answer.status_code == 422
    assert "Somebody else has changed this text meanwhile." in answer.text
    assert "Second.</textarea>" in answer.text
    assert draft.activities.get(stable_id="your-town").body == "First.\n"


def test_a_text_that_cites_what_is_not_listed_is_answered_in_words(
    client: Client, draft: CourseVersion
) -> None:
    address = f"{AT}draft/a/your-town/edit/"

    answer = client.post(address, edit("Your town", "[@no]", client.get(address).text))

    assert answer.status_code == 422
    assert "The source “no” is cited but not listed" in answer.text


def test_a_module_is_renamed_and_moved_to_another_week(
    client: Client, draft: CourseVersion
) -> None:
    client.post(f"{AT}draft/m/first/edit/", {"title": "Next", "summary": "", "week": "2"})

    module = draft.modules.get()
    assert (module.title, module.summary, module.week) == ("Next", "", 2)


def send_file(client: Client, name: str, text: str) -> Any:
    page = client.get(f"{AT}draft/files/{name}").text
    mark = 'name="seen" value="'
    seen = page.split(mark, 1)[1].split('"', 1)[0] if mark in page else ""
    return client.post(f"{AT}draft/files/{name}", {"text": text, "seen": seen}, follow=True)


def test_a_question_is_changed_in_the_file_of_its_bank(
    client: Client, draft: CourseVersion
) -> None:
    changed = POOL.replace("Where somebody usually lives", "Where somebody lives")

    answer = send_file(client, "questions/pool.toml", changed.replace("\n", "\r\n"))

    assert answer.redirect_chain == [(f"{AT}draft/files/", 302)]
    files, _ = files_in_zip(client.get(f"{AT}folder/draft.zip").content)
    assert files == small_folder(pool=changed)


def test_an_order_and_a_text_with_gaps_are_written_in_the_browser_and_shown_with_their_answers(
    client: Client, draft: CourseVersion
) -> None:
    changed = POOL + ORDER_AND_GAPS

    send_file(client, "questions/pool.toml", changed.replace("\n", "\r\n"))

    files, _ = files_in_zip(client.get(f"{AT}folder/draft.zip").content)
    assert files == small_folder(pool=changed)
    page = client.get(f"{AT}draft/questions/pool/").text
    _before, order, gaps = page.split("</h2>")[-3:]
    words = [" ".join(re.sub(r"<[^>]*>", " ", part).split()) for part in (order, gaps)]
    assert words[0].startswith("In which order? Plan Act Look back")
    assert words[1].startswith(
        "Fill the gaps. Births are a {1}. Residents are a {2}. flow flux stock flow; rate"
    )


def test_a_mistake_in_a_file_is_named_with_its_line_and_nothing_is_saved(
    client: Client, draft: CourseVersion
) -> None:
    answer = send_file(client, "questions/pool.toml", POOL.replace("correct = true", "correct = 1"))

    assert answer.status_code == 422
    assert (
        "<td>12</td><td>“correct” must be true or false, without quotation marks."
        '<br><code class="lt-small">correct = 1</code></td>'
    ) in answer.text
    assert "correct = 1" in answer.text
    assert CourseVersion.objects.get().pk == draft.pk


def test_what_does_not_fit_together_yet_is_saved_and_told(
    client: Client, draft: CourseVersion
) -> None:
    extra = READING.replace("who-counts", "another").replace("minutes = 20", "minutes = 200")

    answer = send_file(client, "modules/01-first/04-another.md", extra)

    assert "The activities take 320 minutes" in answer.text
    assert CourseVersion.objects.get().activities.count() == 4
    page = client.get(f"{AT}draft/publish/").text
    assert "There is 1 mistake in the draft." in page
    assert "Publish version" not in page


def test_a_file_is_taken_out_of_the_draft(client: Client, draft: CourseVersion) -> None:
    name = "modules/01-first/02-discussion.md"
    page = client.get(f"{AT}draft/files/{name}").text
    seen = page.split('name="seen" value="', 1)[1].split('"', 1)[0]

    client.post(f"{AT}draft/remove/{name}", {"seen": seen})

    kinds = CourseVersion.objects.get().activities.values_list("kind", flat=True)
    assert list(kinds) == ["reading", "quiz"]


def test_the_id_of_a_course_never_changes(client: Client, draft: CourseVersion) -> None:
    answer = send_file(client, "course.toml", COURSE.replace('id = "small"', 'id = "large"'))

    assert answer.status_code == 422
    assert "The id of a course never changes." in answer.text


@pytest.mark.parametrize("name", ["../x.md", "notes.txt", "modules/a/b/c.md"])
def test_only_files_of_the_folder_are_written(
    client: Client, draft: CourseVersion, name: str
) -> None:
    assert client.get(f"{AT}draft/files/{name}").status_code == 404
    answer = client.post(f"{AT}draft/files/", {"name": name})
    assert answer.status_code == 422


def test_an_author_sees_what_has_changed_and_publishes_it(
    client: Client, published: Course
) -> None:
    assert "There is no draft." in client.get(f"{AT}draft/").text
    client.post(f"{AT}draft/begin/")
    assert "Nothing has changed since version 1." in client.get(f"{AT}draft/publish/").text
    client.post(f"{AT}draft/m/first/edit/", {"title": "Next", "summary": "", "week": "1"})

    page = client.get(f"{AT}draft/publish/").text
    assert "What has changed since version 1" in page
    assert "title, summary" in page

    answer = client.post(f"{AT}draft/publish/", follow=True)
    assert "Version 2 is published." in answer.text
    assert [v.number for v in CourseVersion.objects.order_by("number")] == [1, 2]


def test_a_version_is_taken_home_as_an_archive(client: Client, published: Course) -> None:
    answer = client.get(f"{AT}folder/1.zip")

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="small-1.zip"'
    assert files_in_zip(answer.content) == (small_folder(), [])
    assert client.get(f"{AT}folder/2.zip").status_code == 404


def test_a_course_is_shared_and_left(client: Client, published: Course) -> None:
    make_person("Vesna", email="vesna@example.org")

    unknown = client.post(f"{AT}people/", {"email": "no@example.org", "role": "author"})
    assert unknown.status_code == 422
    client.post(f"{AT}people/", {"email": "vesna@example.org", "role": "author"})
    mine = published.roles.get(person__name="Amra Author")
    answer = client.post(f"{AT}people/{mine.pk}/remove/")

    assert answer["Location"] == "/academy/authoring/"
    assert [role.person.name for role in published.roles.all()] == ["Vesna"]
    assert client.get(f"{AT}draft/").status_code == 403


PAGES = [
    "draft/",
    "draft/publish/",
    "draft/a/who-counts/",
    "draft/a/who-counts/edit/",
    "draft/m/first/edit/",
    "draft/questions/pool/",
    "draft/files/",
    "draft/files/course.toml",
    "folder/draft.zip",
    "versions/",
    "people/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_open_to_its_authors_alone(
    client: Client, draft: CourseVersion, page: str
) -> None:
    assert client.get(AT + page).status_code == 200
    client.force_login(make_person(can_author=True))
    assert client.get(AT + page).status_code == 404
    client.logout()
    assert client.get(AT + page).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_who_knows_the_course_but_does_not_write_it_is_refused(
    client: Client, published: Course, page: str
) -> None:
    client.post(f"{AT}draft/begin/")
    client.force_login(make_person())

    assert client.get(AT + page).status_code == 403


@pytest.mark.parametrize(
    "page", ["draft/publish/", "draft/begin/", "people/", "draft/remove/about.md"]
)
def test_nobody_else_changes_a_course(client: Client, published: Course, page: str) -> None:
    client.post(f"{AT}draft/begin/")
    client.force_login(make_person())

    assert client.post(AT + page, {"email": "a@example.org", "role": "author"}).status_code == 403
    assert CourseVersion.objects.filter(number=None).count() == 1


@pytest.mark.parametrize(
    "page", ["draft/a/nothing/", "draft/questions/nothing/", "draft/m/x/edit/"]
)
def test_what_is_not_in_the_draft_is_not_found(
    client: Client, draft: CourseVersion, page: str
) -> None:
    assert client.get(AT + page).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_draft_costs_as_many_statements_for_three_modules_as_for_one(
    client: Client, author: Person, django_assert_num_queries: Any, count: int
) -> None:
    files = small_folder()
    for number in range(2, count + 1):
        folder = f"modules/{number:02}-more"
        files[f"{folder}/module.toml"] = (
            f'id = "more-{number}"\ntitle = "More"\nweek = {number}\n'.encode()
        )
        files[f"{folder}/01-text.md"] = (
            f'+++\nid = "text-{number}"\nkind = "reading"\ntitle = "Text"\nminutes = 1\n+++\nA.\n'
        ).encode()
    content = read(files).course
    assert content is not None
    authoring.import_course(content, by=author, now=NOON)

    with django_assert_num_queries(9):
        client.get(f"{AT}draft/")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("about.md", "[" * 3_001),
        ("questions/pool.toml", POOL.replace("Which criterion decides?", "[" * 3_001)),
    ],
)
def test_a_file_that_takes_too_long_to_render_is_answered_with_the_mistake(
    client: Client, draft: CourseVersion, name: str, text: str
) -> None:
    answer = send_file(client, name, text)

    assert answer.status_code == 422
    assert "too many marks" in answer.text


def test_an_upload_that_takes_too_long_to_render_is_answered_with_the_mistake(
    client: Client, author: Person
) -> None:
    answer = upload(client, zip_of(small_folder(about="[" * 3_001), folder="small"))

    assert answer.status_code == 422
    assert "about.md" in answer.text
    assert "too many marks" in answer.text
    assert Course.objects.count() == 0
