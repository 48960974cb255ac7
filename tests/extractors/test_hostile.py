from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hostile import PAGE, Hostile, answer, behaviours, raw, send, serve

import extractors.transport as transport_module
from extractors.archive import ArchiveFault, ArchiveWriter, commit_archive, read_records
from extractors.bodies import Limits
from extractors.fetch import Fetcher
from extractors.hosts import NoTurns
from extractors.messages import Response
from extractors.transport import LiveTransport, is_public

ADDRESSES = {"nordby.example": ["127.0.0.1"], "intranet.example": ["10.1.2.3"], "mixed.example": ["10.1.2.3", "127.0.0.1"]}
ROBOTS = b"User-agent: *\nDisallow: /private/\nDisallow: /disallowed\n"


def resolve(host: str, port: int) -> list[str]:
    if host in ADDRESSES:
        return ADDRESSES[host]
    if host == "nowhere.example":
        raise OSError("no such host")
    return [host]


@pytest.fixture(scope="module")
def web() -> Iterator[Hostile]:
    with serve() as hostile:
        hostile.pages |= {"/robots.txt": answer(body=ROBOTS, Content_Type="text/plain"), **behaviours(hostile)}
        yield hostile


@pytest.fixture(autouse=True)
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only 127.0.0.1 counts as the public web here; everything else is refused as it would be live."""
    monkeypatch.setattr(transport_module, "is_public", lambda address: address == "127.0.0.1" or is_public(address))


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


LIMITS = Limits(bytes=100_000, decoded_bytes=1_000_000, seconds=2.5, host_failures=99)


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    made = make_fetcher(tmp_path, Clock())
    yield made
    made.archive.discard()


def make_fetcher(folder: Path, clock: Clock, limits: Limits = LIMITS) -> Fetcher:
    transport = LiveTransport(resolve=resolve, read_seconds=0.6, connect_seconds=1, now=lambda: datetime(2026, 5, 4, tzinfo=UTC))
    return Fetcher(source_id="no_nordby", transport=transport, archive=ArchiveWriter(folder, "no_nordby", "run"), limits=limits,
                   contact="https://proxeny.example/bot", budget=100, turns=NoTurns(), sleep=clock.sleep, clock=clock)  # fmt: skip


OUTCOMES = {
    "/ok": "ok",
    "/missing": "not_found",
    "/gone": "gone",
    "/forbidden": "http_403",
    "/teapot": "http_418",
    "/error": "http_500",
    "/hiccup": "ok",
    "/slow-down": "ok",
    "/slow-down-past": "ok",
    "/slow-down-odd": "ok",
    "/come-tomorrow": "retry_later",
    "/silence": "timeout",
    "/drip": "time_limit",
    "/drip-headers": "time_limit",
    "/cut": "truncated_body",
    "/short-length": "ok",
    "/negative-length": "ok",
    "/cut-chunks": "truncated_body",
    "/bad-chunks": "truncated_body",
    "/hang-up": "connection_failed",
    "/garbage": "connection_failed",
    "/huge-header": "connection_failed",
    "/many-headers": "connection_failed",
    "/loop": "redirect_loop",
    "/endless": "too_many_redirects",
    "/nowhere": "bad_redirect",
    "/to-file": "bad_redirect",
    "/to-metadata": "private_address",
    "/to-intranet": "private_address",
    "/to-mapped": "private_address",
    "/to-disallowed": "robots_disallowed",
    "/moved": "ok",
    "/gzip": "ok",
    "/not-gzip": "ok",
    "/raw-deflate": "ok",
    "/broken-gzip": "bad_encoding",
    "/cut-gzip": "truncated_body",
    "/brotli": "bad_encoding",
    "/bomb": "decompression_bomb",
    "/double-bomb": "decompression_bomb",
    "/too-large": "too_large",
    "/endless-body": "too_large",
    "/noai": "opted_out_noai",
    "/noai-meta": "opted_out_noai",
    "/noai-elsewhere": "ok",
    "/noarchive": "opted_out_noarchive",
    "/reserved": "opted_out_tdm_reservation",
    "/reserved-meta": "opted_out_tdm_reservation",
    "/noindex": "ok",
    "/cookie": "ok",
    "/conditional": "ok",
    "/unasked-304": "http_304",
    "/no-content": "ok",
    "/disallowed": "robots_disallowed",
}


def test_every_behaviour_has_its_outcome(web: Hostile) -> None:
    assert set(behaviours(web)) - set(OUTCOMES) == {"/loop2"} and len(OUTCOMES) >= 30


@pytest.mark.parametrize("path", OUTCOMES)
def test_each_misbehaviour_ends_in_its_reason(web: Hostile, fetcher: Fetcher, path: str) -> None:
    web.pages |= behaviours(web)
    fetched = fetcher.get(web.url(path), "page")
    assert fetched.outcome == OUTCOMES[path], fetched.detail
    # Whatever one page does, the next one is read.
    if path != "/come-tomorrow":
        assert fetcher.get(web.url("/ok"), "page").body == PAGE


@pytest.mark.parametrize(("path", "body"), [
    ("/gzip", PAGE), ("/raw-deflate", PAGE), ("/not-gzip", PAGE), ("/short-length", PAGE[:100]), ("/no-content", b""),
])  # fmt: skip
def test_bodies_come_unpacked(web: Hostile, fetcher: Fetcher, path: str, body: bytes) -> None:
    assert fetcher.get(web.url(path), "page").body == body


@pytest.mark.parametrize(("url", "outcome"), [
    ("http://nowhere.example/", "dns_failed"),
    ("http://127.0.0.2/", "private_address"),
    ("http://10.1.2.3/", "private_address"),
    ("http://[::1]/", "private_address"),
    ("http://[fe80::1]/", "private_address"),
    ("http://0.0.0.0/", "private_address"),
    ("http://100.64.0.1/", "private_address"),
    ("http://[64:ff9b::a00:1]/", "private_address"),
    ("http://[2002:a00:1::]/", "private_address"),
    ("http://user:password@nordby.example/", "bad_url"),
    ("ftp://nordby.example/", "bad_url"),
    ("http:///nohost", "bad_url"),
    ("http://nordby.example:99999/", "bad_url"),
])  # fmt: skip
def test_addresses_that_are_not_asked(fetcher: Fetcher, url: str, outcome: str) -> None:
    assert fetcher.get(url, "page").outcome == outcome


def test_of_a_name_with_inner_and_outer_addresses_only_the_outer_is_dialled(web: Hostile, fetcher: Fetcher) -> None:
    assert fetcher.get(web.url("/ok", host="mixed.example"), "page").is_ok


def test_plain_http_behind_https_is_a_tls_failure(web: Hostile, fetcher: Fetcher) -> None:
    assert fetcher.get(web.url("/ok", scheme="https"), "page").outcome == "tls_failed"


def test_a_certificate_that_nobody_vouches_for_is_a_tls_failure(tmp_path: Path, fetcher: Fetcher) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sign_for_itself(tmp_path, "nordby.example"))
    listener = socket.create_server(("127.0.0.1", 0))
    answered: list[bytes] = []

    def serve_tls() -> None:
        with suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as connection:
            answered.append(connection.recv(100))

    thread = threading.Thread(target=serve_tls, daemon=True)
    thread.start()
    with listener:
        url = f"https://nordby.example:{listener.getsockname()[1]}/ok"
        fetcher.limits = replace(fetcher.limits, retries=0)
        assert fetcher.get(url, "page").outcome == "tls_failed"
        thread.join(5)
    assert answered == []


def sign_for_itself(folder: Path, host: str) -> Path:
    """A certificate of a host, by its own key, with the key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2099, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_second_dns_answer_cannot_lead_inside(web: Hostile, tmp_path: Path) -> None:
    answers = chain([["127.0.0.1"]], repeat(["10.0.0.1"]))
    fetcher = make_fetcher(tmp_path, Clock())
    fetcher.transport = LiveTransport(resolve=lambda host, port: next(answers))
    # The one address that was looked up and checked is the one that robots.txt came from; the next look-up is checked anew.
    assert fetcher.get(web.url("/ok"), "page").outcome == "private_address"
    fetcher.archive.discard()


ROBOTS_FORMS = {
    "missing": (answer("404 Not Found", b""), "ok", "none"),
    "forbidden": (answer("403 Forbidden", b""), "ok", "none"),
    "unauthorised": (answer("401 Unauthorized", b""), "ok", "none"),
    "error": (answer("500 Oh", b""), "robots_unreachable", "unreachable"),
    "overloaded": (answer("429 Slow", b""), "robots_unreachable", "unreachable"),
    "overloaded for a day": (answer("429 Slow", b"", Retry_After="86400"), "robots_unreachable", "unreachable"),
    "hang-up": (raw(), "connection_failed", "connection_failed"),
    "bom": (answer(body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /", Content_Type="text/plain"), "robots_disallowed", "disallowed"),
    "utf-16": (answer(body="User-agent: *\nDisallow: /".encode("utf-16"), Content_Type="text/plain"), "robots_disallowed", "disallowed"),
    "mac line ends": (answer(body=b"User-agent: *\rDisallow: /", Content_Type="text/plain"), "robots_disallowed", "disallowed"),
    "html": (answer(body=b"<!doctype html><p>User-agent: *\nDisallow: /</p>", Content_Type="text/plain"), "ok", "html"),
    "html by type": (answer(body=b"Page not found"), "ok", "html"),
    "empty": (answer(body=b"", Content_Type="text/plain"), "ok", "rules"),
    "for us": (answer(body=b"User-agent: Proxeny\nDisallow: /\n\nUser-agent: *\nAllow: /", Content_Type="text/plain"),
               "robots_disallowed", "disallowed"),
    "for others": (answer(body=b"User-agent: OtherBot\nDisallow: /", Content_Type="text/plain"), "ok", "rules"),
    "longest match": (answer(body=b"User-agent: *\nDisallow: /\nAllow: /ok", Content_Type="text/plain"), "ok", "rules"),
    "wildcards": (answer(body=b"User-agent: *\nDisallow: /*k$", Content_Type="text/plain"), "robots_disallowed", "disallowed"),
    "beyond the limit": (answer(body=b"User-agent: *\nDisallow: /\n" + b"# padding\n" * 100_000, Content_Type="text/plain"),
                         "robots_disallowed", "disallowed"),
    "redirected": (answer("301 Moved", b"", Location="/elsewhere.txt"), "robots_disallowed", "disallowed"),
    "redirected for ever": (answer("301 Moved", b"", Location="/robots.txt?again"), "ok", "none"),
    "bomb": (behaviours(Hostile())["/bomb"], "robots_unreachable", "unreachable"),
    "gibberish": (answer(body=bytes(range(256)) * 20, Content_Type="text/plain"), "ok", "rules"),
}  # fmt: skip


@pytest.mark.parametrize("form", ROBOTS_FORMS)
def test_robots_in_every_odd_form(web: Hostile, tmp_path: Path, form: str) -> None:
    behaviour, outcome, told = ROBOTS_FORMS[form]
    with serve() as other:
        other.pages |= {"/ok": answer(), "/robots.txt": behaviour,
                        "/elsewhere.txt": answer(body=b"User-agent: *\nDisallow: /", Content_Type="text/plain")}  # fmt: skip
        fetcher = make_fetcher(tmp_path, Clock())
        fetched = fetcher.get(other.url("/ok"), "page")
        fetcher.archive.discard()
    assert fetched.outcome == outcome
    assert ("/ok" in other.seen) == (outcome == "ok")
    assert fetcher.rows[-1]["robots"] == told or told == "connection_failed"


TDM_FILES = {
    "all": (b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://nordby.example/policy"}]', "opted_out_tdm_reservation"),
    "this page": (b'[{"location": "/o*k$", "tdm-reservation": "1"}]', "opted_out_tdm_reservation"),
    "others": (b'[{"location": "/photos/", "tdm-reservation": 1}]', "ok"),
    "the first rule holds": (b'[{"location": "/ok", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]', "ok"),
    "with a byte order mark": (b'\xef\xbb\xbf[{"location": "/", "tdm-reservation": 1}]', "opted_out_tdm_reservation"),
    "not JSON": (b"<html>Not found</html>", "ok"),
    "not a list": (b'{"location": "/", "tdm-reservation": 1}', "ok"),
    "odd rules": (b'[3, {}, {"location": 5}, {"location": "ok", "tdm-reservation": 1}]', "ok"),
    "a rule in a rule": (b'[{"location": "/ok\\nAllow: /", "tdm-reservation": 1}]', "ok"),
    "too deep": (b"[" * 100_000, "ok"),
}  # fmt: skip


@pytest.mark.parametrize("form", TDM_FILES)
def test_a_reservation_of_the_host_is_kept(tmp_path: Path, form: str) -> None:
    body, outcome = TDM_FILES[form]
    with serve() as other:
        other.pages |= {"/ok": answer(), "/.well-known/tdmrep.json": answer(body=body, Content_Type="application/json")}
        fetcher = make_fetcher(tmp_path, Clock())
        assert [fetcher.get(other.url("/ok"), "page").outcome for _ in range(2)] == [outcome] * 2
        fetcher.archive.discard()
    assert ("/ok" in other.seen) == (outcome == "ok") and other.seen.count("/.well-known/tdmrep.json") == 1


def test_retries_wait_and_give_up(web: Hostile, tmp_path: Path) -> None:
    web.pages |= behaviours(web)
    clock = Clock()
    fetcher = make_fetcher(tmp_path, clock)
    before = len(web.seen)
    fetcher.get(web.url("/error"), "page")
    assert web.seen[before:] == ["/robots.txt", "/.well-known/tdmrep.json"] + ["/error"] * 4
    assert clock.slept == [0, 2.0, 4.0]
    clock.slept.clear()
    fetcher.get(web.url("/slow-down"), "page")
    assert clock.slept == [2.0]
    assert fetcher.get(web.url("/come-tomorrow"), "page").outcome == "retry_later"
    assert fetcher.get(web.url("/ok"), "page").outcome == "host_given_up"
    assert fetcher.rows[-1]["requests"] == 0 and fetcher.rows[2]["requests"] == 4
    fetcher.archive.discard()


def test_a_host_that_keeps_failing_is_left_alone_and_others_are_not(web: Hostile, tmp_path: Path) -> None:
    with serve() as other:
        other.pages["/ok"] = answer()
        fetcher = make_fetcher(tmp_path, Clock(), Limits(seconds=2.5, retries=0, host_failures=3))
        paths = ("forbidden", "ok", "forbidden", "error", "forbidden", "ok")
        outcomes = [fetcher.get(web.url(f"/{path}"), "page").outcome for path in paths]
        assert outcomes == ["http_403", "ok", "http_403", "http_500", "http_403", "host_given_up"]
        assert fetcher.get(other.url("/ok"), "page").is_ok
        fetcher.archive.discard()


def test_budget_and_time_end_a_run(web: Hostile, tmp_path: Path) -> None:
    clock = Clock()
    fetcher = make_fetcher(tmp_path, clock)
    fetcher.budget = 4
    assert [fetcher.get(web.url(p), "page").outcome for p in ("/ok", "/moved", "/ok")] == ["ok", "budget_exhausted", "budget_exhausted"]
    fetcher.budget = 100
    clock.now += 3_599
    assert fetcher.get(web.url("/ok"), "page").outcome == "time_exhausted"
    fetcher.archive.discard()


def test_no_cookie_goes_back_and_the_agent_says_who_asks(web: Hostile, fetcher: Fetcher) -> None:
    fetcher.get(web.url("/cookie"), "page")
    fetcher.get(web.url("/ok"), "page")
    head = web.heads[-1].lower()
    assert "cookie" not in head and "user-agent: proxeny/" in head and "(+https://proxeny.example/bot)" in head


def test_validators_are_sent_and_an_answer_of_304_is_told(web: Hostile, fetcher: Fetcher) -> None:
    assert fetcher.get(web.url("/conditional"), "page").is_ok
    assert fetcher.rows[-1]["etag"] == '"v1"'
    assert fetcher.get(web.url("/conditional"), "page", validators={"If-None-Match": '"v1"'}).outcome == "not_modified"


def test_every_response_is_archived_but_those_that_may_not_be_kept(web: Hostile, fetcher: Fetcher) -> None:
    web.pages |= behaviours(web)
    for path in ("/moved", "/missing", "/noai", "/slow-down", "/gzip"):
        fetcher.get(web.url(path), "page")
    fetcher.archive.finish()
    commit_archive(fetcher.archive.path)
    responses: list[Response] = []
    for record in read_records(fetcher.archive.path):
        assert not isinstance(record, ArchiveFault)
        if record.response is not None:
            responses.append(record.response)
    kept = [(r.url.removeprefix(web.url("")), r.status) for r in responses]
    assert kept == [("/robots.txt", 200), ("/.well-known/tdmrep.json", 404), ("/moved", 308), ("/ok", 200), ("/missing", 404),
                    ("/slow-down", 429), ("/slow-down", 200), ("/gzip", 200)]  # fmt: skip
    assert responses[-1].body[:2] == b"\x1f\x8b"


def test_a_live_fetch_without_a_contact_or_without_turns_is_refused(tmp_path: Path) -> None:
    for contact, turns, missing in ((None, NoTurns(), "contact"), ("https://proxeny.example/bot", None, "turns")):
        archive = ArchiveWriter(tmp_path, "x", "r")
        with pytest.raises(ValueError, match=missing):
            Fetcher(source_id="x", transport=LiveTransport(), archive=archive, budget=1, contact=contact, turns=turns)


def test_the_server_is_as_hostile_as_it_says(web: Hostile) -> None:
    with socket.create_connection(("127.0.0.1", web.port)) as connection:
        connection.sendall(b"GET /hang-up HTTP/1.1\r\n\r\n")
        assert connection.recv(10) == b""
    assert send is not None
