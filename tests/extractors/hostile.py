"""A web server on the loopback that misbehaves in as many ways as the web does.

Every path is a function that gets the connection and the request's head and writes whatever it likes. The server notes each request.
"""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket, str], None]
PAGE = b"<!DOCTYPE html><html><head><title>Page</title></head><body><p>" + b"Two mayors met. " * 40 + b"</p></body></html>"


def send(connection: socket.socket, status: str = "200 OK", body: bytes = PAGE, headers: dict[str, str] | None = None) -> None:
    told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)


def answer(status: str = "200 OK", body: bytes = PAGE, **headers: str) -> Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda connection, head: send(connection, status, body, named)


def raw(*parts: bytes) -> Behaviour:
    """Sends exactly this and closes."""

    def behave(connection: socket.socket, head: str) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


@dataclass
class Hostile:
    """``pages`` by path; ``seen`` the paths asked for, in order; ``heads`` the requests as received."""

    port: int = 0
    pages: dict[str, Behaviour] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "nordby.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def serve_one(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (part := connection.recv(65_536)):
                head += part
                if head[:1] == b"\x16":  # a TLS greeting: a plain server answers it as it answers any nonsense
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                    return
            text = head.decode("latin-1")
            path = text.split(" ")[1] if text.count(" ") >= 2 else ""
            with self._lock:
                self.seen.append(path)
                self.heads.append(text)
            behave = self.pages.get(path) or self.pages.get(path.split("?")[0])
            if behave is None:
                behave = answer("404 Not Found", b"", Content_Type="text/plain")
            behave(connection, text)


@contextmanager
def serve() -> Iterator[Hostile]:
    hostile = Hostile()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    listener.settimeout(0.1)
    hostile.port = listener.getsockname()[1]
    threads: list[threading.Thread] = []

    def accept() -> None:
        while not hostile.stopped.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(5)
                thread = threading.Thread(target=hostile.serve_one, args=(connection,), daemon=True)
                threads.append(thread)
                thread.start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield hostile
    finally:
        hostile.stopped.set()
        acceptor.join()
        listener.close()
        for thread in threads:
            thread.join(6)


def behaviours(hostile: Hostile) -> dict[str, Behaviour]:
    """Pages that misbehave, by path."""
    stopped = hostile.stopped

    def silence(connection: socket.socket, head: str) -> None:
        stopped.wait(5)

    def drip_body(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        while not stopped.wait(0.02):
            connection.sendall(b"x")

    def drip_headers(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stopped.wait(0.02):
            connection.sendall(b"x")

    def endless_body(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        while not stopped.is_set():
            connection.sendall(b"<p>more</p>" * 5_000)

    def endless_redirects(connection: socket.socket, head: str) -> None:
        number = int(head.split(" ")[1].partition("?")[2] or 0)
        send(connection, "302 Found", b"", {"Location": f"/endless?{number + 1}"})

    def once_failing(status: str, **headers: str) -> Behaviour:
        answers = [answer(status, b"", **headers)]

        def behave(connection: socket.socket, head: str) -> None:
            (answers.pop() if answers else answer())(connection, head)

        return behave

    def conditional(connection: socket.socket, head: str) -> None:
        if 'if-none-match: "v1"' in head.lower():
            send(connection, "304 Not Modified", b"", {"ETag": '"v1"', "Content-Length": ""})
        else:
            send(connection, headers={"ETag": '"v1"'})

    packed = gzip.compress(PAGE)
    raw_deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    deflated = raw_deflate.compress(PAGE) + raw_deflate.flush()
    return {
        "/ok": answer(),
        "/missing": answer("404 Not Found", b"no"),
        "/gone": answer("410 Gone", b"no"),
        "/forbidden": answer("403 Forbidden", b"no"),
        "/teapot": answer("418 I'm a teapot", b"no"),
        "/error": answer("500 Internal Server Error", b"no"),
        "/hiccup": once_failing("503 Service Unavailable"),
        "/slow-down": once_failing("429 Too Many Requests", Retry_After="2"),
        "/slow-down-past": once_failing("429 Too Many Requests", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
        "/slow-down-odd": once_failing("429 Too Many Requests", Retry_After="a while"),
        "/come-tomorrow": answer("429 Too Many Requests", b"", Retry_After="86400"),
        "/silence": silence,
        "/drip": drip_body,
        "/drip-headers": drip_headers,
        "/cut": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n", PAGE[:300]),
        "/short-length": answer(Content_Length="100"),
        "/negative-length": answer(Content_Length="-5"),
        "/cut-chunks": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"ff\r\nonly this"),
        "/bad-chunks": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\nhello\r\n"),
        "/hang-up": raw(),
        "/garbage": raw(b"\x00\x01\x02 this is not HTTP\r\n\r\n"),
        "/huge-header": raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n"),
        "/many-headers": raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 500 + b"\r\n"),
        "/loop": answer("302 Found", b"", Location="/loop2"),
        "/loop2": answer("302 Found", b"", Location="/loop"),
        "/endless": endless_redirects,
        "/nowhere": answer("301 Moved Permanently", b""),
        "/to-file": answer("302 Found", b"", Location="file:///etc/passwd"),
        "/to-metadata": answer("302 Found", b"", Location="http://169.254.169.254/latest/meta-data/"),
        "/to-intranet": answer("302 Found", b"", Location="http://intranet.example/"),
        "/to-mapped": answer("302 Found", b"", Location="http://[::ffff:10.0.0.1]/"),
        "/to-disallowed": answer("302 Found", b"", Location="/private/page"),
        "/moved": answer("308 Permanent Redirect", b"", Location="/ok"),
        "/gzip": answer(body=packed, Content_Encoding="gzip"),
        "/not-gzip": answer(Content_Encoding="gzip"),
        "/raw-deflate": answer(body=deflated, Content_Encoding="deflate"),
        "/broken-gzip": answer(body=packed[:20] + bytes(30), Content_Encoding="gzip"),
        "/cut-gzip": answer(body=packed[:-12], Content_Encoding="gzip"),
        "/brotli": answer(Content_Encoding="br"),
        "/bomb": answer(body=gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"),
        "/double-bomb": answer(body=gzip.compress(gzip.compress(bytes(20_000_000))), Content_Encoding="gzip, gzip"),
        "/too-large": answer(body=b"x" * 200_000),
        "/endless-body": endless_body,
        "/noai": answer(X_Robots_Tag="noai, noimageai"),
        "/noai-meta": answer(body=b'<head><META content="index,NoAI" name=robots></head>' + PAGE),
        "/noai-elsewhere": answer(X_Robots_Tag="googlebot: noai"),
        "/noarchive": answer(X_Robots_Tag="proxeny: noarchive"),
        "/reserved": answer(tdm_reservation="1"),
        "/reserved-meta": answer(body=b'<meta name="tdm-reservation" content="1">' + PAGE),
        "/noindex": answer(X_Robots_Tag="noindex"),
        "/cookie": answer(Set_Cookie="session=1; Path=/"),
        "/conditional": conditional,
        "/unasked-304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "/no-content": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "/disallowed": answer(),
    }
