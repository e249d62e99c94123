"""Pages that the demonstration does not show: keys, an organisation's sign-in, an essay, a fault.

Browsers give keys only to a house with a name, so this one is served at localhost.
"""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import resolve
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, expect

from journeys import looking
from journeys.conftest import Somebody
from journeys.house import PATIENCE, House, served

pytestmark = [pytest.mark.journey, pytest.mark.once]

PASSWORD = "long-enough-to-be-taken"
TOWN = "Town of Example"
NINA = User(
    sub="nina",
    claims={"email": "nina@town.example", "email_verified": True, "name": "Nina Novak"},
)
OTTO = User(sub="otto", claims={"name": "Otto Olsen"})

KEYS = {
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_edit_webauthn",
    "mfa_list_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
}
ORGANISATION = {
    "account_login",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_connections",
    "socialaccount_signup",
}
ESSAY = {"academy:marking", "academy:mark-essay"}
FAULT = {"operators-task", "operators-tasks"}
LOOKED_AT = KEYS | ORGANISATION | ESSAY | FAULT


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=[NINA, OTTO]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[House]:
    with served(
        tmp_path_factory.mktemp("rarer"),
        host="localhost",
        PYTHONPATH=str(Path(__file__).parents[1]),
        LOCALTURN_OPENID="town",
        LOCALTURN_OPENID_TOWN_NAME=TOWN,
        LOCALTURN_OPENID_TOWN_URL=provider,
        LOCALTURN_OPENID_TOWN_CLIENT_ID="local-turn",
        LOCALTURN_OPENID_TOWN_SECRET="shared",
        LOCALTURN_OPENID_TOWN_DOMAINS="town.example",
    ) as house:
        yield house


class Looks:
    """What one person looked at."""

    def __init__(self) -> None:
        self.at: set[str] = set()
        self.faults: list[str] = []

    def __call__(self, page: Page) -> None:
        self.at.add(resolve("/" + page.url.split("/", 3)[3].partition("?")[0]).view_name)
        self.faults += [f"{page.url} {each}" for each in looking.faults(page)]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def has_a_key(who: Somebody) -> None:
    """Give a browser a key that is always at hand."""
    session = who.context.new_cdp_session(who.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_key_is_added_named_used_and_removed(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("kim@town.example", "Kim Key", PASSWORD)
    kim, looks = somebody(), Looks()
    has_a_key(kim)
    page = kim.signs_in("kim@town.example", PASSWORD)

    kim.goes_to("/account/2fa/webauthn/")
    looks(page)
    kim.goes_to("/account/2fa/webauthn/add/")
    looks(page)
    page.locator("main input[type=checkbox]").check()
    press(page, "Add a key")
    kim.goes_to("/account/2fa/webauthn/")
    looks(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Rename").click()
    looks(page)
    page.locator("main input[type=text]").fill("The key of my telephone")
    press(page, "Save")
    assert "The key of my telephone" in kim.sees()
    kim.goes_to("/account/2fa/webauthn/reauthenticate/?next=/account/2fa/webauthn/")
    looks(page)
    press(page, "Use a passkey or security key")
    assert "The key of my telephone" in kim.sees()

    kim.context.clear_cookies()
    kim.signs_in("kim@town.example", PASSWORD)
    looks(page)
    press(page, "Use a passkey or security key")
    assert "Kim Key" in kim.goes_to("/account/profile/").content()

    kim.context.clear_cookies()
    kim.goes_to("/account/login/")
    press(page, "Sign in with a passkey")
    assert "Kim Key" in kim.goes_to("/account/profile/").content()

    kim.goes_to("/account/2fa/webauthn/")
    with page.expect_navigation():
        page.get_by_role("link", name="Remove").click()
    looks(page)
    press(page, "Remove this key")
    assert "No keys yet" in kim.sees()
    assert looks.faults == []
    assert looks.at == KEYS


def at_the_town(page: Page, provider: str, sub: str) -> None:
    """Sign in where one works, and come back."""
    expect(page).to_have_url(re.compile(f"^{provider}/"))
    page.locator("input[name=sub]").fill(sub)
    with page.expect_navigation():
        page.get_by_role("button", name="Authorize").click()


def test_an_organisations_sign_in_leads_there_and_back(
    house: House, provider: str, somebody: Callable[..., Somebody]
) -> None:
    nina, otto, looks = somebody(), somebody(), Looks()
    page = nina.goes_to("/account/login/")
    looks(page)
    nina.goes_to("/account/oidc/town/login/")
    looks(page)
    press(page, "Go on")
    at_the_town(page, provider, "nina")
    assert "Nina Novak" in nina.goes_to("/account/profile/").content()
    nina.goes_to("/account/3rdparty/")
    press(page, "Send me a code")
    page.locator("main [name=code]").fill(house.code_for("nina@town.example"))
    press(page, "Confirm")
    looks(page)
    nina.goes_to("/account/oidc/town/login/callback/?code=stolen&state=made-up")
    looks(page)

    page = otto.goes_to("/account/login/")
    press(page, TOWN)
    at_the_town(page, provider, "otto")
    looks(page)
    page.locator("main input[name=email]").fill("otto@town.example")
    press(page, "Go on")
    page.locator("main [name=code]").fill(house.code_for("otto@town.example"))
    press(page, "Go on")
    assert "Otto Olsen" in otto.goes_to("/account/profile/").content()

    for person in (nina, otto):  # the provider's own page is not ours to mend
        person.asked = [url for url in person.asked if url.startswith(house.url)]
        person.faults = [each for each in person.faults if "ERR_NAME_NOT_RESOLVED" not in each]
    assert looks.faults == []
    assert looks.at == ORGANISATION


def test_a_facilitator_marks_an_essay(house: House, somebody: Callable[..., Somebody]) -> None:
    house.account("fatima@town.example", "Fatima Facilitator", PASSWORD)
    made = "from makers import waiting; waiting.essay('fatima@town.example')"
    house.command("manage", "shell", "-c", made)
    fatima, looks = somebody(), Looks()
    page = fatima.signs_in("fatima@town.example", PASSWORD)
    fatima.goes_to("/")
    desk = page.locator("main a[href$='/desk/']").first.get_attribute("href")
    assert desk
    fatima.goes_to(desk.replace("/desk/", "/marking/"))
    looks(page)
    with page.expect_navigation():
        page.locator("main a[href*='/marking/essays/']").first.click()
    looks(page)
    assert "One counter serves everybody." in fatima.sees()
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    press(page, "Save and go to the next")
    looks(page)
    page.locator("main [name=points]").fill("1")
    press(page, "Save and go to the next")

    assert "Marked." in fatima.page.inner_text("body")
    assert looks.faults == []
    assert looks.at == ESSAY


def test_an_operator_sees_why_a_task_failed(
    house: House, somebody: Callable[..., Somebody], tmp_path: Path
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    note = tmp_path / "note"
    made = f"from makers import waiting; waiting.failed_task({str(note)!r})"
    house.command("manage", "shell", "-c", made)
    olga, looks = somebody(), Looks()
    page = olga.signs_in("olga@town.example", PASSWORD)
    link = page.locator("main a", has_text="stumble")
    deadline = time.monotonic() + PATIENCE
    while not (note.exists() and olga.goes_to("/operators/tasks/?state=FAILED") and link.count()):
        assert time.monotonic() < deadline, "The task has not failed."
        time.sleep(0.5)
    looks(page)
    with page.expect_navigation():
        link.click()
    looks(page)

    assert "a stone in the way" in olga.sees()
    assert looks.faults == []
    assert looks.at == FAULT
