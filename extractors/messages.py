"""Requests, responses and what can go wrong between them: the words transports, fetcher and archive share."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True)
class Request:
    """A GET of ``url``; reading stops one byte after ``max_bytes`` and ``max_seconds`` after the start."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 10_000_000
    max_seconds: float = 60.0


@dataclass(frozen=True)
class Response:
    """One response, no redirect followed. ``body`` is as transferred (content encoding kept, chunks joined); ``fetched_at`` is
    aware UTC, cut to the second as WARC-Date holds it."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def header_values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @cached_property
    def payload_digest(self) -> str:
        """``sha1:BASE32``, the form WARC tools compare."""
        return "sha1:" + base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode("ascii")


class TransportError(Exception):
    """No response. ``reason``: bad_url, dns_failed, private_address, connection_failed, tls_failed, timeout, time_limit,
    truncated_body, bad_response, not_recorded."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)
