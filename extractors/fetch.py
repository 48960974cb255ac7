"""Asking for one address after the other, politely: robots.txt, pauses, limits, retries, redirects, the archive, the log.

One :class:`Fetcher` serves one source in one run. Every request, robots.txt, retries and redirects included, costs one of the
budget and waits for the host's turn. Every answer ends in an outcome: ``ok``, ``not_modified`` or a reason code.

* skipped, nothing wrong with the page: robots_disallowed, robots_unreachable, budget_exhausted, time_exhausted, host_given_up,
  retry_later (Retry-After beyond the cap), opted_out_noai, opted_out_noarchive, opted_out_tdm_reservation
* failed: not_found (404), gone (410), http_NNN, the reasons of :class:`~extractors.messages.TransportError`, too_large, decompression_bomb,
  bad_encoding, redirect_loop, too_many_redirects, bad_redirect, bad_url
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util.retry import Retry

from .addresses import clean_url
from .archive import ArchiveWriter, Original
from .bodies import Limits, decode_body
from .hosts import NoTurns, Turns
from .messages import Request, Response, TransportError
from .permissions import RESERVATIONS, Permissions
from .records import naive_utc
from .robots import AGENT, Robots, find_opt_out
from .transport import Transport

SKIPS = frozenset({
    "robots_disallowed", "robots_unreachable", "budget_exhausted", "time_exhausted", "host_given_up", "retry_later",
    "opted_out_noai", "opted_out_noarchive", "opted_out_tdm_reservation",
})  # fmt: skip
_RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
_RETRIED_REASONS = frozenset({"timeout", "connection_failed", "truncated_body"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5"


@dataclass(frozen=True)
class Fetched:
    """What came of one address. ``body`` is unpacked; ``response`` the last one received, null when there was none."""

    url: str
    outcome: str
    detail: str = ""
    response: Response | None = None
    body: bytes = b""
    final_url: str | None = None
    archive_record: str | None = None
    payload_record: str | None = None
    warnings: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None

    @property
    def is_ok(self) -> bool:
        return self.outcome == "ok"

    @property
    def is_skipped(self) -> bool:
        return self.outcome in SKIPS


@dataclass
class Fetcher:
    """``turns`` are a must on the live web; ``recall`` finds the archived answer of a policy file that is still fresh, ``originals`` the
    archived payload of (address, digest); ``rows`` collects rows of ``ops.fetch``."""

    source_id: str
    transport: Transport
    archive: ArchiveWriter
    contact: str | None
    budget: int
    languages: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    turns: Turns | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    recall: Callable[[str], Response | None] = lambda url: None
    originals: dict[tuple[str, str], Original] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.contact is None and not self.transport.is_replay:
            raise ValueError("a live fetch needs a contact address for the user agent")
        if self.turns is None and not self.transport.is_replay:
            raise ValueError("a live fetch needs turns, or hosts would be asked without a pause")
        self._turns: Turns = self.turns or NoTurns()
        self.requests = 0
        self._logged = 0
        self._started = self.clock()
        self._permissions = Permissions(lambda url: self.get(url, "robots"), self.recall, self.limits, self.transport.is_replay)
        self._failures: dict[str, int] = {}
        self._given_up: set[str] = set()

    def get(self, url: str, role: str, context: Mapping[str, Any] | None = None, validators: Mapping[str, str] | None = None) -> Fetched:
        """Ask for ``url`` and follow its redirects. ``context`` goes into the archive, ``validators`` are the conditional headers."""
        robots = ""
        fetched = self._follow(url, role, {"role": role, **(context or {})}, dict(validators or {}))
        if role != "robots":
            robots = self._permissions.verdict(fetched.final_url or fetched.url) or "not_asked"
            if fetched.outcome in ("robots_disallowed", "robots_unreachable"):
                robots = fetched.outcome.removeprefix("robots_")
        # robots.txt, asked for on the way, has logged its own requests.
        self._log(fetched, role, self.requests - self._logged, robots or None)
        self._logged = self.requests
        return fetched

    def sitemaps_of(self, url: str) -> list[str]:
        """Sitemaps that the host's robots.txt names."""
        return self._permissions.robots_of(url).sitemaps

    def robots_read(self) -> dict[str, Robots]:
        """What was found out about each host asked, by its origin."""
        return self._permissions.robots_read()

    def odd_robots(self) -> list[tuple[str, str]]:
        """(address, html or not_recorded) of each robots.txt asked for that was neither rules nor plainly absent."""
        return self._permissions.odd_robots()

    def _follow(self, url: str, role: str, context: dict[str, Any], headers: dict[str, str]) -> Fetched:
        seen: list[str] = []
        current: str | None = clean_url(url)
        if current is None:
            return Fetched(url, "bad_url", url)
        while True:
            if current in seen:
                return Fetched(url, "redirect_loop", current, final_url=current, fetched_at=self.transport.now())
            if len(seen) > self.limits.redirects:
                return Fetched(url, "too_many_redirects", current, final_url=current, fetched_at=self.transport.now())
            seen.append(current)
            if role != "robots" and (refused := self._permissions.refuse(current)) is not None:
                return Fetched(url, *refused, final_url=current, fetched_at=self.transport.now())
            fetched = self._exchange(url, current, role, context, headers)
            response = fetched.response
            if response is None or fetched.outcome != "redirect":
                return fetched
            current = clean_url(response.header("location") or "", response.url)
            if current is None or not response.header("location"):
                detail = response.header("location") or "no Location"
                return Fetched(url, "bad_redirect", detail, response, final_url=response.url, fetched_at=response.fetched_at)

    def _exchange(self, url: str, current: str, role: str, context: dict[str, Any], headers: dict[str, str]) -> Fetched:
        """One address, tried again as far as the policy goes."""
        # A file that hardly any host has is not worth a second question.
        retries = 0 if current.endswith(RESERVATIONS) else self.limits.retries
        policy = Retry(total=retries, backoff_factor=self.limits.backoff_seconds)
        host = urlsplit(current).netloc
        while True:
            if (stop := self._stop(host)) is not None:
                return Fetched(url, stop, host, final_url=current, fetched_at=self.transport.now())
            fetched = self._try(url, current, role, context, headers)
            self._count_failure(host, fetched)
            wait = 0.0 if fetched.response is None else _retry_after(fetched.response)
            if wait > self.limits.retry_after_seconds:
                self._given_up.add(host)
                self._turns.defer(host, wait)
                return Fetched(url, "retry_later", f"Retry-After {wait:.0f} s", fetched.response, final_url=current,
                               archive_record=fetched.archive_record, fetched_at=fetched.fetched_at)  # fmt: skip
            retried = fetched.outcome in _RETRIED_REASONS or fetched.outcome in {f"http_{s}" for s in _RETRIED_STATUSES}
            if not retried or self.transport.is_replay:
                return fetched
            try:
                policy = policy.increment("GET", current, error=HTTPError(fetched.outcome))
            except MaxRetryError:
                return fetched
            wait = max(wait, policy.get_backoff_time())
            if self._elapsed() + wait > self.limits.run_seconds:
                return fetched
            self.sleep(wait)

    def _stop(self, host: str) -> str | None:
        if host in self._given_up:
            return "host_given_up"
        if self._turns.deferred(host) > 0:
            return "retry_later"
        if self.requests >= self.budget:
            return "budget_exhausted"
        if self._elapsed() + self._pause(host) > self.limits.run_seconds:
            return "time_exhausted"
        return None

    def _elapsed(self) -> float:
        return 0.0 if self.transport.is_replay else self.clock() - self._started

    def _pause(self, host: str) -> float:
        return max(self.limits.pause_seconds, self._permissions.delay(host))

    def _count_failure(self, host: str, fetched: Fetched) -> None:
        status = fetched.response.status if fetched.response is not None else 0
        if fetched.response is None or status >= 500 or status in (403, 429):
            self._failures[host] = self._failures.get(host, 0) + 1
            # A recording cannot be harmed: what it lacks says nothing about what else it holds.
            if self._failures[host] >= self.limits.host_failures and not self.transport.is_replay:
                self._given_up.add(host)
        else:
            self._failures[host] = 0

    def _try(self, url: str, current: str, role: str, context: dict[str, Any], headers: dict[str, str]) -> Fetched:
        self.requests += 1
        request = Request(current, {**self._headers(), **headers}, self.limits.bytes, self.limits.seconds)
        try:
            with self._turns.turn(urlsplit(current).netloc, self._pause(urlsplit(current).netloc)):
                response = self.transport.send(request)
        except TransportError as error:
            return Fetched(url, error.reason, error.detail, final_url=current, fetched_at=self.transport.now())
        body, fault = decode_body(response, self.limits)
        reserved, warning = (None, None) if role == "robots" else find_opt_out(response, body)
        if reserved is not None:
            return Fetched(url, reserved, current, response, final_url=current, fetched_at=response.fetched_at)
        told = context if current == clean_url(url) else {**context, "listed": url}
        record, payload_record = self._store(response, told, is_cut=fault == "too_large")
        # "Not modified" is no answer to somebody who has not said what he knows.
        outcome = "http_304" if response.status == 304 and not headers else name_outcome(response)
        return Fetched(
            url,
            fault or outcome,
            detail="" if fault is None else f"{len(response.body)} bytes as transferred",
            response=response,
            body=b"" if fault else body,
            final_url=current,
            archive_record=record,
            payload_record=payload_record,
            warnings=() if warning is None else ((warning, current),),
            fetched_at=response.fetched_at,
        )

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": user_agent(self.contact), "Accept": _ACCEPT}
        if self.languages:
            headers["Accept-Language"] = ", ".join([*self.languages, "*;q=0.5"])
        return headers

    def _store(self, response: Response, context: Mapping[str, Any], is_cut: bool) -> tuple[str, str]:
        """Archive a response; (its record, the record that holds its payload)."""
        key = (response.url, "newest" if response.status == 304 else response.payload_digest)
        original = self.originals.get(key) if response.body or response.status == 304 else None
        record = self.archive.add(response, context, original, is_cut=is_cut)
        if original is not None:
            return record, original.archive_record
        if response.status == 200 and response.body:
            self.originals[response.url, response.payload_digest] = Original(response.url, response.fetched_at, record)
        return record, record

    def _log(self, fetched: Fetched, role: str, requests: int, robots: str | None) -> None:
        self.rows.append({
            **fetch_row(self.source_id, role, fetched.url[:2000], fetched.outcome, fetched.response, fetched.archive_record,
                        fetched.payload_record, fetched.fetched_at or self.transport.now()),
            "final_url": fetched.final_url,
            "requests": requests,
            "robots": robots,
        })  # fmt: skip


def fetch_row(
    source_id: str,
    role: str,
    url: str,
    outcome: str,
    response: Response | None,
    archive_record: str | None,
    payload_record: str | None,
    fetched_at: datetime,
) -> dict[str, Any]:
    """A row of ``ops.fetch`` as far as the response tells it."""
    told: dict[str, Any] = {}
    if response is not None:
        told = {
            "final_url": response.url,
            "status": response.status,
            "body_bytes": len(response.body),
            # What may not be kept may not be recognised again either.
            "payload_digest": None if archive_record is None else response.payload_digest,
            "etag": response.header("etag"),
            "last_modified": response.header("last-modified"),
        }
    return {
        "source_id": source_id,
        "role": role,
        "url": url,
        "outcome": outcome,
        "requests": 0,
        "archive_record": archive_record,
        "payload_record": payload_record,
        "fetched_at": naive_utc(fetched_at),
        **told,
    }


@cache  # looking a version up opens files
def user_agent(contact: str | None) -> str:
    """``proxeny/0.1.0 (+contact)``; the product token is the one looked up in robots.txt."""
    try:
        number = version("proxeny")
    except PackageNotFoundError:
        number = "0"
    return f"{AGENT}/{number}" + (f" (+{contact})" if contact else "")


def name_outcome(response: Response) -> str:
    """ok, redirect, not_modified, not_found, gone or http_NNN."""
    if response.status in _REDIRECTS:
        return "redirect"
    if 200 <= response.status < 300:
        return "ok"
    return {304: "not_modified", 404: "not_found", 410: "gone"}.get(response.status, f"http_{response.status}")


def _retry_after(response: Response) -> float:
    """Seconds that Retry-After asks for, 0 without one; a date counts from the instant of the response."""
    value = (response.header("retry-after") or "").strip()
    if response.status not in _RETRIED_STATUSES or not value:
        return 0.0
    if value.isdecimal():
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - response.fetched_at).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0
