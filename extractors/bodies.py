"""Bodies as transferred and unpacked, and how large either may be."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from .messages import Response

_ENCODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True)
class Limits:
    """``bytes`` as transferred, ``decoded_bytes`` unpacked, ``seconds`` for one exchange, ``run_seconds`` for a whole run of one source."""

    bytes: int = 10_000_000
    decoded_bytes: int = 30_000_000
    seconds: float = 60.0
    redirects: int = 5
    retries: int = 3
    backoff_seconds: float = 1.0
    pause_seconds: float = 2.0
    retry_after_seconds: float = 60.0
    run_seconds: float = 3600.0
    host_failures: int = 5


def decode_body(response: Response, limits: Limits) -> tuple[bytes, str | None]:
    """The unpacked body and, when it cannot be had, why: too_large, decompression_bomb, bad_encoding, truncated_body."""
    if len(response.body) > limits.bytes:
        return b"", "too_large"
    encodings = [part.strip().lower() for value in response.header_values("content-encoding") for part in value.split(",")]
    body = response.body
    for encoding in reversed([e for e in encodings if e not in ("", "identity")]):
        if encoding not in _ENCODINGS:
            return b"", "bad_encoding"
        unpacked, fault = _inflate(body, _ENCODINGS[encoding], limits.decoded_bytes)
        if fault is not None:
            return b"", fault
        body = unpacked
    return body, None


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, str | None]:
    if not body:
        return b"", None
    # Some servers send raw deflate where zlib is meant, and some label plain text as gzip.
    for bits in (wbits, -zlib.MAX_WBITS) if wbits == zlib.MAX_WBITS else (wbits,):
        unpacker = zlib.decompressobj(wbits=bits)
        try:
            content = unpacker.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(content) > limit:
            return b"", "decompression_bomb"
        return (content, None) if unpacker.eof else (b"", "truncated_body")
    return (body, None) if wbits != zlib.MAX_WBITS and body[:2] != b"\x1f\x8b" else (b"", "bad_encoding")
