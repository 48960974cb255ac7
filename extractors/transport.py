"""How a request is answered: by the live web (:class:`LiveTransport`) or by a recording of it (:class:`ReplayTransport`).

Both have ``send(request) -> Response``, ``now()`` and ``is_replay``, follow no redirect, and raise
:class:`~extractors.messages.TransportError` when there is no response. The transport is the only clock below ``proxeny``: of the
live web the present, of a recording the newest WARC-Date in it. Nobody waits for a replay (``is_replay``).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError

from .addresses import clean_url
from .archive import ArchiveFault, read_recording
from .messages import Request, Response, TransportError

CONNECT_SECONDS = 15.0
READ_SECONDS = 30.0
_CHUNK = 65_536

# Prefixes through which an IPv6 address reaches an IPv4 one (RFC 6052, RFC 3056): the address inside decides.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Transport(Protocol):
    is_replay: bool

    def send(self, request: Request) -> Response: ...

    def now(self) -> datetime: ...


class _Refused(OSError):
    """The name resolves to an address that is not of the public internet."""


class LiveTransport:
    """The web. TLS is always verified; names are resolved here and the address that was checked is the one connected to, so
    neither a redirect nor a second DNS answer leads to a private, loopback or link-local address (``allow_private`` is for tests).
    Cookies, proxies and .netrc are not used. Not for use by several threads at once."""

    is_replay = False

    def __init__(
        self,
        *,
        allow_private: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolve: Callable[[str, int], list[str]] | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._now = now
        self._timeout = (connect_seconds, read_seconds)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._dialled: list[HTTPConnection] = []
        adapter = _CheckedAdapter(_dialler(resolve or resolve_name, allow_private, self._dialled))
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def now(self) -> datetime:
        return self._now().astimezone(UTC).replace(microsecond=0)

    def send(self, request: Request) -> Response:
        watchdog = _Watchdog(request.max_seconds, self._dialled)
        try:
            with watchdog, self._get(request) as answer:
                body = _read_body(answer.raw, request.max_bytes + 1)
                headers = tuple((str(k), str(v)) for k, v in answer.raw.headers.items())
                response = Response(request.url, answer.status_code, answer.reason or "", headers, body, self.now())
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if watchdog.fired:
                raise TransportError("time_limit", f"no complete answer within {request.max_seconds:g} s") from error
            raise _explain(error) from error
        if watchdog.fired:
            raise TransportError("time_limit", f"no complete answer within {request.max_seconds:g} s")
        return response

    def _get(self, request: Request) -> requests.Response:
        headers = {"Accept-Encoding": "gzip, deflate", **request.headers}
        return self._session.get(request.url, headers=headers, stream=True, allow_redirects=False, timeout=self._timeout, verify=True)


class ReplayTransport:
    """A recording. An address answers with the newest response recorded for it, whatever the request's validators; one that was not
    recorded raises ``not_recorded``. Records that cannot be read are skipped and kept in ``faults``."""

    is_replay = True

    def __init__(self, warc_paths: Iterable[Path]) -> None:
        self.faults: list[tuple[Path, ArchiveFault]] = []
        self._responses: dict[str, Response] = {}
        for path in warc_paths:
            for record in read_recording(path):
                if isinstance(record, ArchiveFault):
                    self.faults.append((path, record))
                elif record.response is not None:
                    address = clean_url(record.response.url) or record.response.url
                    known = self._responses.get(address)
                    if known is None or known.fetched_at <= record.response.fetched_at:
                        self._responses[address] = record.response
        if not self._responses:
            raise TransportError("not_recorded", "the recording holds no response")
        self._newest = max(r.fetched_at for r in self._responses.values())

    def now(self) -> datetime:
        return self._newest

    def send(self, request: Request) -> Response:
        response = self._responses.get(request.url)
        if response is None:
            raise TransportError("not_recorded", request.url)
        return replace(response, url=request.url)


def resolve_name(host: str, port: int) -> list[str]:
    """Addresses of a host, in the resolver's order. Raises :class:`OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """False for private, loopback, link-local, multicast, reserved and unspecified addresses, also inside IPv6."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _dialler(
    resolve: Callable[[str, int], list[str]], allow_private: bool, dialled: list[HTTPConnection]
) -> Callable[[HTTPConnection], socket.socket]:
    def dial(connection: HTTPConnection) -> socket.socket:
        host, port = connection.host, connection.port or connection.default_port
        dialled[:] = [connection]
        try:
            addresses = resolve(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
        allowed = [address for address in addresses if allow_private or is_public(address)]
        if not allowed:
            raise _Refused(f"{host} is at {', '.join(addresses)}")
        last: OSError | None = None
        for address in allowed:
            try:
                return urllib3.util.connection.create_connection(
                    (address, port), connection.timeout, socket_options=connection.socket_options
                )
            except OSError as error:
                last = error
        raise NewConnectionError(connection, str(last)) from last

    return dial


class _CheckedAdapter(HTTPAdapter):
    """Connections whose socket comes from ``dial``; retries are the fetcher's, who waits and counts."""

    def __init__(self, dial: Callable[[HTTPConnection], socket.socket]) -> None:
        self._dial = dial
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        dial = self._dial

        class CheckedHTTPConnection(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return dial(self)

        class CheckedHTTPSConnection(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return dial(self)

        class CheckedHTTPPool(HTTPConnectionPool):
            ConnectionCls = CheckedHTTPConnection

        class CheckedHTTPSPool(HTTPSConnectionPool):
            ConnectionCls = CheckedHTTPSConnection

        self.poolmanager.pool_classes_by_scheme = {"http": CheckedHTTPPool, "https": CheckedHTTPSPool}


class _Watchdog:
    """Shuts the connection down when the whole exchange takes too long: a read timeout alone never ends a slow drip."""

    def __init__(self, seconds: float, dialled: list[HTTPConnection]) -> None:
        self.fired = False
        self._dialled = dialled
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True

    def _fire(self) -> None:
        self.fired = True
        for connection in self._dialled:
            sock = connection.sock
            if sock is not None:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()


def _read_body(raw: Any, limit: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    while length < limit:
        part = raw.read1(min(_CHUNK, limit - length), decode_content=False)
        if not part:
            break
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _explain(error: BaseException) -> TransportError:
    """The reason code of an exception of requests or urllib3, from the innermost cause that tells."""
    chain = _causes(error)
    detail = str(chain[-1])[:200]
    for cause in chain:
        if isinstance(cause, _Refused):
            return TransportError("private_address", str(cause))
        if isinstance(cause, NameResolutionError | socket.gaierror):
            return TransportError("dns_failed", detail)
        if isinstance(cause, requests.exceptions.SSLError):
            return TransportError("tls_failed", detail)
        if isinstance(cause, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | requests.exceptions.MissingSchema):
            return TransportError("bad_url", detail)
        if isinstance(cause, requests.exceptions.Timeout | ReadTimeoutError | TimeoutError):
            return TransportError("timeout", detail)
        if isinstance(cause, urllib3.exceptions.IncompleteRead | http.client.IncompleteRead):
            return TransportError("truncated_body", detail)
    if isinstance(error, urllib3.exceptions.ProtocolError | ValueError) and not isinstance(error, requests.ConnectionError):
        return TransportError("bad_response", detail)
    return TransportError("connection_failed", detail)


def _causes(error: BaseException) -> list[BaseException]:
    """The exception and everything it wraps: by cause, context, argument or urllib3's ``reason``."""
    chain: list[BaseException] = []
    queue: list[Any] = [error]
    while queue:
        current = queue.pop(0)
        if isinstance(current, BaseException) and current not in chain:
            chain.append(current)
            queue += [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
    return chain


