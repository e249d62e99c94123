"""The frame around every page, and the pages for what went wrong."""

import gzip

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from pytest_django.fixtures import Settings

from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow
from localturn.foundation.ui import views
from localturn.foundation.ui.middleware import RefusalMiddleware
from makers.people import make_operator


@pytest.fixture(autouse=True)
def _everybody_sees_the_gallery(settings: Settings) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/somewhere/")


def test_a_page_asks_no_other_host(client: Client, db: None) -> None:
    html = client.get("/gallery/").text

    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in html


def test_a_page_has_no_script_or_style_inside(client: Client, db: None) -> None:
    html = client.get("/gallery/").text

    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert " onclick" not in html


def test_the_colours_are_kept_in_a_cookie(client: Client, db: None) -> None:
    assert 'data-color-scheme="auto"' in client.get("/gallery/").text

    answer = client.post(
        "/scheme/", {"scheme": "dark"}, headers={"referer": "http://testserver/gallery/"}
    )

    assert answer.headers["Location"] == "http://testserver/gallery/"
    assert 'data-color-scheme="dark"' in client.get("/gallery/").text


def test_colours_that_are_none_are_not_kept(client: Client, db: None) -> None:
    client.post("/scheme/", {"scheme": '"><script>'})

    assert 'data-color-scheme="auto"' in client.get("/gallery/").text


def test_nobody_is_sent_to_another_site(client: Client, db: None) -> None:
    answer = client.post(
        "/scheme/", {"scheme": "dark"}, headers={"referer": "https://evil.example/"}
    )

    assert answer.headers["Location"] == "/"


def test_reading_changes_no_colours(client: Client, db: None) -> None:
    assert client.get("/scheme/").status_code == 405


def test_the_language_is_switched_without_javascript(client: Client, db: None) -> None:
    client.post("/language/", {"language": "fr"})

    assert '<html lang="fr" dir="ltr"' in client.get("/gallery/").text


def test_the_gallery_is_the_operators_outside_a_demonstration(
    client: Client, settings: Settings, db: None
) -> None:
    settings.DEMONSTRATION = False

    assert client.get("/gallery/").status_code == 404
    client.force_login(make_operator())
    assert client.get("/gallery/").status_code == 200


def test_the_gallery_is_written_from_right_to_left(client: Client, db: None) -> None:
    assert 'dir="rtl"' in client.get("/gallery/?dir=rtl").text


@pytest.mark.parametrize(
    ("refusal", "status", "heading"),
    [
        (NotAllowed, 403, "This is not open to you."),
        (NotFound, 404, "There is no such page."),
        (NotNow, 409, "This cannot be done now."),
        (Invalid, 422, "What you sent cannot be used."),
    ],
)
def test_a_refusal_becomes_a_page(
    request_: HttpRequest, refusal: type[NotNow], status: int, heading: str, db: None
) -> None:
    answer = RefusalMiddleware(views.not_found).process_exception(request_, refusal("Too <late>."))

    assert answer is not None
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    assert "Too &lt;late&gt;." in answer.text


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.csrf_failure, 403),
        (views.not_found, 404),
        (views.too_often, 429),
    ],
)
def test_each_failure_has_its_page(
    request_: HttpRequest, view: object, status: int, db: None
) -> None:
    answer = view(request_)  # type: ignore[operator]

    assert answer.status_code == status
    assert '<main id="main"' in answer.text


def test_the_page_for_our_own_faults_needs_nothing(request_: HttpRequest) -> None:
    answer = views.server_error(request_)

    assert answer.status_code == 500
    assert "The fault is ours" in answer.text
    assert "csrf" not in answer.text


def test_the_page_for_our_own_faults_comes_without_styles_where_there_are_none(
    request_: HttpRequest,
) -> None:
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"

    with override_settings(STORAGES={"staticfiles": {"BACKEND": manifest}}):
        assert "stylesheet" not in views.server_error(request_).text


def test_a_page_travels_compressed_where_the_browser_can_read_it(client: Client, db: None) -> None:
    plain = client.get("/gallery/")
    packed = client.get("/gallery/", headers={"accept-encoding": "gzip, br"})

    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert "Components" in gzip.decompress(packed.content).decode()


def test_an_empty_page_weighs_little(client: Client, db: None) -> None:
    packed = client.get("/account/login/", headers={"accept-encoding": "gzip"})

    assert len(packed.content) <= 3 * 1024
