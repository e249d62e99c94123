"""What holds around signing in: limits across processes, cookies, and Django's own check."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from makers.installation import Installation, make_installation
from makers.people import PASSWORD, make_person

WITHOUT_COLLECTED_FILES = """
from django.conf import settings
from django.test import Client, override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
"""

SOMEBODY = f"""
from localturn.foundation import moments
from localturn.foundation.people.actions.accounts import register
register("ana@example.org", name="Ana", password="{PASSWORD}", now=moments.now(), welcomed=True)
"""

TRY = """
client = Client(HTTP_HOST="localhost", REMOTE_ADDR="{ip}")
for password in {passwords}:
    answer = client.post("/account/login/", {{"login": "ana@example.org", "password": password}})
print("in" if "_auth_user_id" in client.session else "out")
print("Too many" in answer.text)
"""


def test_wrong_passwords_are_counted_across_processes(tmp_path: Path) -> None:
    with make_installation(tmp_path / "house", furnish=SOMEBODY) as house:

        def attempt(*passwords: str, ip: str = "192.0.2.1") -> list[str]:
            code = TRY.format(passwords=list(passwords), ip=ip)
            return house.do(WITHOUT_COLLECTED_FILES + code).split()

        assert attempt(PASSWORD) == ["in", "False"]
        assert attempt("wrong 1", "wrong 2", "wrong 3") == ["out", "False"]
        assert attempt("wrong 4", "wrong 5", ip="192.0.2.2") == ["out", "False"]

        # the fifth was the last: not even the right one, from nowhere, in no process
        assert attempt(PASSWORD, ip="192.0.2.3") == ["out", "True"]


@pytest.mark.django_db
def test_many_other_tries_do_not_make_the_first_forgotten() -> None:
    cache = caches["default"]
    cache.set("the-first", 5, 600)
    for number in range(400):
        cache.set(f"another-{number}", 1, 600)

    assert cache.get("the-first") == 5


HTTPS = {"LOCALTURN_URL": "https://learn.example.org"}


def test_djangos_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    house = Installation(tmp_path, environ=HTTPS)

    done = house.run("manage", "check", "--deploy", "--fail-level", "DEBUG")

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ), done.stderr


COOKIES = f"""
client = Client(HTTP_HOST="learn.example.org", enforce_csrf_checks=False)
client.get("/account/login/", secure=True)
client.post(
    "/account/login/", {{"login": "ana@example.org", "password": "{PASSWORD}"}}, secure=True
)
for name in ("sessionid", "csrftoken"):
    cookie = client.cookies[name]
    print(name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
answer = client.get("/account/login/")
print(answer.status_code, answer["Location"])
"""


def test_cookies_travel_by_https_alone_and_no_script_reads_them(tmp_path: Path) -> None:
    with make_installation(tmp_path / "house", furnish=SOMEBODY, **HTTPS) as house:
        said = house.do(WITHOUT_COLLECTED_FILES + COOKIES).strip().splitlines()

    assert said == [
        "sessionid True True Lax",
        "csrftoken True True Lax",
        "301 https://learn.example.org/account/login/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/account/login/", "/account/login/code/", "/account/logout/", "/account/profile/"]
)
def test_no_form_is_taken_from_another_page(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person())

    assert client.post(address, {"email": "a@example.org"}).status_code == 403


@pytest.mark.django_db
def test_sign_in_pages_allow_no_script_or_style_of_others(client: Client) -> None:
    answer = client.get("/account/login/")
    policy = answer["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text
