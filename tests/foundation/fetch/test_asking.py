"""Outside addresses, asked at a real server that behaves in every way."""

import gzip
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from localturn.foundation.fetch import Answer, Limits, NotFetched, Reason, get, post
from makers.post_office import free_port
from makers.web import Handler, Reply, Site, make_certificate, open_site

pytestmark = pytest.mark.once

SMALL = Limits(seconds=5, body=10_000, redirects=3)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def ask(site: Site, path: str = "/", **options: Any) -> Answer:
    options.setdefault("limits", SMALL)
    options.setdefault("ports", frozenset({site.port}))
    host = options.pop("host", "127.0.0.1")
    return get(site.address(path, host), allow_loopback=True, **options)


def refusal(address: str, **options: Any) -> NotFetched:
    with pytest.raises(NotFetched) as raised:
        get(address, **options)
    return raised.value


def refused(site: Site, path: str = "/", **options: Any) -> Reason:
    with pytest.raises(NotFetched) as raised:
        ask(site, path, **options)
    return raised.value.reason


def page(body: bytes = b"here", status: int = 200, **headers: str) -> Reply:
    return lambda handler: handler.say(status, body, **headers)


def leads_to(address: str, status: int = 302) -> Reply:
    return page(b"elsewhere", status, Location=address)


def raw(content: bytes) -> Reply:
    return lambda handler: handler.raw(content)


# --- What is answered --------------------------------------------------------------------------


def test_an_answer_is_kept_with_status_headers_and_body(site: Site) -> None:
    site.pages["/"] = page(b"<p>here</p>", Content_Type="text/html")

    answer = ask(site, "/?a=b#part", accept="text/html")

    assert answer.address == site.address("/?a=b")
    assert (answer.status, answer.body) == (200, b"<p>here</p>")
    assert answer.headers["content-type"] == "text/html"
    [asked] = site.asked
    assert asked.path == "/?a=b"
    assert asked.headers["host"] == f"127.0.0.1:{site.port}"
    assert asked.headers["accept"] == "text/html"
    assert asked.headers["user-agent"].startswith("LocalTurn (+http")
    assert "cookie" not in asked.headers


def test_that_a_page_is_gone_is_an_answer_too(site: Site) -> None:
    site.pages["/"] = page(b"gone", 410)

    assert ask(site).status == 410


def test_the_head_alone_can_be_asked_for(site: Site) -> None:
    site.pages["/"] = page(b"x" * 1_000_000)

    answer = ask(site, with_body=False)

    assert (answer.status, answer.body) == (200, b"")


def test_packed_and_chunked_bodies_are_read(site: Site) -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    site.pages["/"] = raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" + chunks
    )

    assert ask(site).body == b"first second"


# --- Where one may go --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "[::]",
        "[::1]",
    ],
)
def test_this_machine_is_not_asked_whatever_it_is_called(site: Site, host: str) -> None:
    site.pages["/"] = page()

    found = refusal(site.address(host=host), ports=frozenset({site.port}))

    assert found.reason is Reason.NOT_PUBLIC
    assert site.asked == []


@pytest.mark.parametrize("host", ["169.254.169.254", "10.1.2.3", "[fd00:ec2::254]", "224.0.0.1"])
def test_nor_is_what_is_near_it_not_even_by_a_test(host: str) -> None:
    found = refusal(f"http://{host}/latest/meta-data/", allow_loopback=True)

    assert found.reason is Reason.NOT_PUBLIC
    assert found.sentence == (
        f"{host.strip('[]')} is not on the public internet, so it is not asked."
    )


def test_one_address_that_is_not_public_spoils_the_name() -> None:
    def both(host: str) -> Sequence[str]:
        return ["93.184.215.14", "10.0.0.1"]

    assert refusal("http://two.example/", resolver=both).reason is Reason.NOT_PUBLIC


def test_only_the_ports_of_the_web_are_asked(site: Site) -> None:
    assert refusal(site.address(), allow_loopback=True).reason is Reason.OTHER_PORT


def test_a_redirect_is_followed_and_says_where_it_ended(site: Site) -> None:
    site.pages |= {"/": leads_to("/b c"), "/b%20c": leads_to("/end?x=1", 308), "/end": page(b"!")}

    answer = ask(site)

    assert (answer.address, answer.body) == (site.address("/end?x=1"), b"!")


def test_a_sign_in_goes_to_the_address_s_own_host_and_port_and_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    shown = {"Authorization": "Bearer x"}
    with (
        open_site({"/end": page()}, certificate=certificate) as other,
        open_site(certificate=certificate) as site,
        open_site({"/": page()}) as plain,
    ):
        ports = frozenset({site.port, other.port, plain.port})
        site.pages |= {"/": leads_to("/on"), "/on": leads_to(other.address("/end"))}

        led = ask(site, sign_in=shown, ports=ports)
        site.pages["/"] = page()
        own = ask(site, sign_in=shown, ports=ports)
        nobody = ask(site, ports=ports)
        unencrypted = refused(plain, sign_in=shown)

    answers = [led, own, nobody]
    assert [each.was_signed_in for each in answers] == [False, True, False]
    asked = [each.headers.get("authorization") for each in (*site.asked, *other.asked)]
    assert asked == ["Bearer x", "Bearer x", "Bearer x", None, None]
    assert (unencrypted, plain.asked) == (Reason.INSECURE, [])


def test_a_form_is_handed_to_whom_the_address_names_and_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    pages = {"/": page(b"taken", 201), "/on": leads_to("/", 307)}
    with open_site(pages, certificate=certificate) as site, open_site() as plain:
        within = {"ports": frozenset({site.port, plain.port}), "allow_loopback": True}

        taken = post(site.address(), {"a": "ö&"}, sign_in={"Authorization": "x"}, **within)
        onward = post(site.address("/on"), {}, **within)
        with pytest.raises(NotFetched) as raised:
            post(plain.address(), {}, **within)

    assert (taken.status, taken.body, onward.status) == (201, b"taken", 307)
    assert (taken.was_signed_in, onward.was_signed_in) == (True, False)
    assert [(each.method, each.path, each.body) for each in site.asked] == [
        ("POST", "/", b"a=%C3%B6%26"),
        ("POST", "/on", b""),
    ]
    assert (raised.value.reason, plain.asked) == (Reason.INSECURE, [])


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://169.254.169.254:{port}/", Reason.NOT_PUBLIC),
        ("//10.0.0.1:{port}/", Reason.NOT_PUBLIC),
        ("http://127.0.0.1:22/", Reason.OTHER_PORT),
        ("file:///etc/passwd", Reason.BAD_ADDRESS),
        ("http://user@127.0.0.1:{port}/", Reason.BAD_ADDRESS),
    ],
)
def test_a_redirect_leads_no_further_than_an_address_would(
    site: Site, target: str, reason: Reason
) -> None:
    site.pages["/"] = leads_to(target.format(port=site.port))

    assert refused(site) is reason
    assert len(site.asked) == 1


def test_a_redirect_from_outside_to_this_machine_is_refused(site: Site) -> None:
    """As an outside host would do it: the name is looked at again at each step."""
    site.pages["/"] = leads_to(f"http://inside.example:{site.port}/secret")
    site.pages["/secret"] = page(b"secret")
    names = {"outside.example": ["127.0.0.1"], "inside.example": ["192.168.0.1"]}

    assert refused(site, host="outside.example", resolver=names.__getitem__) is Reason.NOT_PUBLIC
    assert [asked.path for asked in site.asked] == ["/"]


def test_redirects_without_end_are_left(site: Site) -> None:
    site.pages["/"] = leads_to("/")

    assert refused(site) is Reason.TOO_MANY_REDIRECTS
    assert len(site.asked) == 4


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(site: Site) -> None:
    """A name that changes between the look and the question leads nowhere else."""
    site.pages["/"] = page()
    questions: list[str] = []

    def rebinding(host: str) -> Sequence[str]:
        questions.append(host)
        return ["127.0.0.1"] if len(questions) == 1 else ["127.0.0.2"]

    answer = ask(site, host="rebind.example", resolver=rebinding)

    assert answer.status == 200
    assert questions == ["rebind.example"]
    assert site.asked[0].headers["host"] == f"rebind.example:{site.port}"


# --- What it may cost --------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_left(site: Site) -> None:
    site.pages["/"] = page(b"x" * 10_001)
    site.pages["/enough"] = page(b"x" * 10_000)

    assert refused(site) is Reason.TOO_LARGE
    assert len(ask(site, "/enough").body) == 10_000


def test_a_small_parcel_that_unpacks_to_a_large_one_is_left(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    site.pages["/"] = page(bomb, Content_Encoding="gzip")

    assert refused(site, limits=Limits(seconds=5, body=200_000)) is Reason.TOO_LARGE


def test_a_body_without_end_is_left(site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 65_536)

    site.pages["/"] = endless

    assert refused(site) is Reason.TOO_LARGE


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_sends_a_byte_now_and_then_is_left_when_the_time_is_up(
    site: Site, start: bytes
) -> None:
    def dripping(handler: Handler) -> None:
        handler.wfile.write(start)
        for _byte in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.pages["/"] = dripping
    before = time.monotonic()

    assert refused(site, limits=Limits(seconds=0.4)) is Reason.TOO_SLOW
    assert time.monotonic() - before < 4  # of the five seconds that it drips


def test_a_name_that_is_looked_up_too_long_is_left() -> None:
    is_left, answered = Event(), list[bool]()

    def slow(host: str) -> Sequence[str]:
        answered.append(is_left.wait(60))
        return ["127.0.0.1"]

    found = refusal("http://slow.example/", resolver=slow, limits=Limits(seconds=0.2))

    assert found.reason is Reason.TOO_SLOW
    assert answered == []
    is_left.set()


# --- What goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nless",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
        + gzip.compress(b"x" * 99, mtime=0)[:-9],
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x") * 17,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_cannot_be_read_is_called_that(site: Site, content: bytes) -> None:
    site.pages["/"] = raw(content)

    assert refused(site) is Reason.BROKEN_ANSWER


def test_where_nobody_listens_nobody_is_reached() -> None:
    port = free_port()

    found = refusal(
        f"http://127.0.0.1:{port}/", ports=frozenset({port}), allow_loopback=True, limits=SMALL
    )

    assert found.reason is Reason.UNREACHABLE
    assert found.sentence == "127.0.0.1 could not be reached."


def test_a_host_is_reached_by_whichever_of_its_addresses_answers(site: Site) -> None:
    site.pages["/"] = page()

    def two(host: str) -> Sequence[str]:
        return ["127.0.0.99", "127.0.0.1"]  # the server listens on the second alone

    assert ask(site, host="two.example", resolver=two).status == 200


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (socket.EAI_NONAME, Reason.UNKNOWN_HOST),
        (socket.EAI_AGAIN, Reason.OFFLINE),
    ],
)
def test_a_name_that_leads_nowhere_says_whether_it_is_the_name(number: int, reason: Reason) -> None:
    def nowhere(host: str) -> Sequence[str]:
        raise socket.gaierror(number, "no")

    assert refusal("http://nowhere.example/", resolver=nowhere).reason is reason


# --- Encrypted ---------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with open_site({"/": page()}, certificate=make_certificate(tmp_path / "own.pem")) as site:
        assert refused(site) is Reason.INSECURE
        assert site.asked == []


def test_a_certificate_that_holds_is_for_the_name_that_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path / "own.pem", host="town.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    here = {"town.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}.__getitem__

    with open_site({"/": page(b"secret")}, certificate=certificate) as site:
        assert ask(site, host="town.example", resolver=here).body == b"secret"
        assert refused(site, host="other.example", resolver=here) is Reason.INSECURE
