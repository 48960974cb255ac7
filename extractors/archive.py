"""The archive: every response as a WARC record, written so that the same responses give the same bytes, and read back.

``archive/<source>/<run>.warc.gz``, WARC 1.1, one gzip member a record. Record ids are made from address, date and payload
digest; WARC-Date is the instant of the response. A payload that the archive already holds for the same address becomes a
revisit record that names the file and offset of the original, so reading it needs no index. What the page was fetched for
(role, listed address, date in the feed) stands in the extension field ``Proxeny-Context`` as JSON: the archive alone is
enough to make the documents again.

``archive_record`` is ``<source>/<run>.warc.gz:<offset>``, relative to the archive folder.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from .landing import format_instant
from .messages import Response

CONTEXT_FIELD = "Proxeny-Context"
MAX_MEMBER_BYTES = 512_000_000
"""A gzip member is one record; one that unpacks to more than this is not read."""

_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_MEMBER = b"\x1f\x8b\x08"
_PLAIN_START = b"\r\nWARC/1."
_PIECE = 262_144


class ArchiveError(ValueError):
    """A WARC file or record that cannot be read; the message names file and offset."""


@dataclass(frozen=True)
class Original:
    """A payload the archive holds: where, and what a revisit record says of it."""

    url: str
    fetched_at: datetime
    archive_record: str


@dataclass(frozen=True)
class Record:
    """One record read. ``response`` is null for what is not an HTTP response with a body of its own (warcinfo, request, metadata …);
    ``refers_to`` is the archive_record a revisit names and ``revisits`` the address and payload digest it repeats; ``payload`` is the
    content of a record that is no HTTP response, ``fetched_at`` its date."""

    offset: int
    type: str
    url: str | None
    response: Response | None
    context: Mapping[str, Any]
    refers_to: str | None = None
    revisits: tuple[str, str] | None = None
    payload: bytes | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True)
class ArchiveFault:
    """A stretch of a file that could not be read. ``reason``: truncated, corrupt, digest_mismatch, too_large, bad_record."""

    offset: int
    reason: str
    detail: str


class ArchiveWriter:
    """Writes one run's file under a temporary name; nothing is made when nothing is added. :meth:`finish` puts it on the disk,
    :func:`commit_archive` gives it its name."""

    def __init__(self, archive_dir: Path, source_id: str, run: str) -> None:
        self.name = f"{source_id}/{run}.warc.gz"
        self.path = archive_dir / self.name
        self._file: IO[bytes] | None = None
        self._writer: Any = None

    def add(self, response: Response, context: Mapping[str, Any], original: Original | None = None, *, is_cut: bool = False) -> str:
        """Archive a response, as a revisit of ``original`` when given; returns its archive_record. ``is_cut``: reading stopped at the limit
        of what is taken from a server."""
        headers = StatusAndHeaders(f"{response.status} {response.reason}".strip(), _kept_headers(response), protocol="HTTP/1.1")
        fields = self._fields(response.url, response.fetched_at, response.payload_digest, context)
        fields |= {"WARC-Truncated": "length"} if is_cut else {}
        writer = self._open(response.fetched_at)
        if original is None:
            record = writer.create_warc_record(
                response.url, "response", BytesIO(response.body), len(response.body), http_headers=headers, warc_headers_dict=fields
            )
        else:
            file, _, offset = original.archive_record.rpartition(":")
            fields |= {"WARC-Refers-To-Filename": file, "WARC-Refers-To-File-Offset": offset}
            record = writer.create_revisit_record(
                response.url,
                response.payload_digest,
                original.url,
                format_instant(original.fetched_at),
                http_headers=headers,
                warc_headers_dict=fields,
            )
            profile = _NOT_MODIFIED if response.status == 304 else _IDENTICAL
            record.rec_headers.replace_header("WARC-Profile", profile)
        return self._write(record)

    def add_resource(
        self, url: str, payload: bytes, content_type: str, instant: datetime, context: Mapping[str, Any], kind: str = "resource"
    ) -> str:
        """Archive what no server sent (a line of a researcher's file; with kind ``metadata`` what a run says of itself); returns its
        archive_record."""
        digest = Response(url, 200, "", (), payload, instant).payload_digest
        record = self._open(instant).create_warc_record(
            url,
            kind,
            BytesIO(payload),
            len(payload),
            warc_content_type=content_type,
            warc_headers_dict=self._fields(url, instant, digest, context),
        )
        return self._write(record)

    def add_about(self, source_id: str, instant: datetime, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """What no response says, as a metadata record: the run's rows of ``source_day`` and ``issue``, days and instants as ISO text."""
        told = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=date.isoformat).encode()
        self.add_resource(f"urn:proxeny:run:{source_id}", told, "application/json", instant, {"role": "about"}, "metadata")

    def finish(self) -> Path | None:
        """The temporary file, complete on the disk; null when nothing was added."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._part

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    @property
    def _part(self) -> Path:
        return part_path(self.path)

    def _fields(self, url: str, instant: datetime, digest: str, context: Mapping[str, Any]) -> dict[str, str]:
        date = format_instant(instant)
        told = json.dumps(context, sort_keys=True)
        return {
            "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, ' '.join((url, date, digest, told)))}>",
            "WARC-Date": date,
            CONTEXT_FIELD: told,
        }

    def _open(self, instant: datetime) -> Any:
        if self._writer is None:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
            self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
            date = format_instant(instant)
            info = b"software: proxeny\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/\r\n"
            fields = {"WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'warcinfo {date}')}>", "WARC-Date": date}
            record = self._writer.create_warc_record(
                "", "warcinfo", BytesIO(info), len(info), warc_content_type="application/warc-fields", warc_headers_dict=fields
            )
            record.rec_headers.remove_header("WARC-Target-URI")
            self._writer.write_record(record)
        return self._writer

    def _write(self, record: Any) -> str:
        assert self._file is not None  # noqa: S101  _open made it
        offset = self._file.tell()
        self._writer.write_record(record)
        return f"{self.name}:{offset}"


def part_path(path: Path) -> Path:
    """The temporary name of an archive file."""
    return path.with_name(f".{path.name}.part")


def commit_archive(path: Path) -> None:
    """Give a finished file its name."""
    os.replace(part_path(path), path)


def _kept_headers(response: Response) -> list[tuple[str, str]]:
    # The body is kept with its chunks joined, so the header that announces chunks must not stay.
    return [(name, value) for name, value in response.headers if name.lower() != "transfer-encoding"]


def read_record(archive_dir: Path, archive_record: str) -> Response:
    """The response at ``file.warc.gz:offset``; a revisit comes with the body of its original. Raises :class:`ArchiveError`."""
    response = read_archived(archive_dir, archive_record).response
    if response is None:
        raise ArchiveError(f"{archive_dir / archive_record}: is not a response")
    return response


def read_archived(archive_dir: Path, archive_record: str) -> Record:
    """The whole record at ``file.warc.gz:offset``, a revisit resolved. Raises :class:`ArchiveError`."""
    name, _, offset = archive_record.rpartition(":")
    if not name or not offset.isdecimal():
        raise ArchiveError(f"{archive_record}: is not file.warc.gz:offset")
    path = archive_dir / name
    try:
        record = next(_read(path, int(offset)))
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    except StopIteration:
        raise ArchiveError(f"{path}:{offset}: no record begins there") from None
    if isinstance(record, ArchiveFault):
        raise ArchiveError(f"{path}:{offset}: {record.detail}")
    if record.type != "revisit" or record.response is None:
        return record
    if record.refers_to is None:
        raise ArchiveError(f"{path}:{offset}: the revisit record does not say where its original is")
    return replace(record, response=merge_revisit(record.response, read_record(archive_dir, record.refers_to)))


def merge_revisit(revisit: Response, original: Response) -> Response:
    """The response a revisit stands for: its own date, the original's body and, after a 304, the original's status and headers."""
    seen = original if revisit.status == 304 else revisit
    return Response(revisit.url, seen.status, seen.reason, seen.headers, original.body, revisit.fetched_at)


def read_records(path: Path) -> Iterator[Record | ArchiveFault]:
    """Every record of a WARC file in order, revisits unresolved. What cannot be read gives a fault and reading goes on behind
    it. Raises :class:`ArchiveError` when the file cannot be opened."""
    try:
        yield from _read(path, 0)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


def read_recording(path: Path) -> Iterator[Record | ArchiveFault]:
    """Like :func:`read_records`, with revisits given the body of their original when that stands earlier in the same file; the
    response of any other revisit is null."""
    by_digest: dict[tuple[str, str], Response] = {}
    newest: dict[str, Response] = {}
    for record in read_records(path):
        if isinstance(record, ArchiveFault) or record.response is None:
            yield record
            continue
        response = record.response
        if record.revisits is not None:
            original = newest.get(record.revisits[0]) if response.status == 304 else by_digest.get(record.revisits)
            if original is None:
                yield replace(record, response=None)
                continue
            response = merge_revisit(response, original)
        newest[response.url] = response
        by_digest[response.url, response.payload_digest] = response
        yield replace(record, response=response)


def _read(path: Path, start: int) -> Iterator[Record | ArchiveFault]:
    if path.stat().st_size == 0:
        yield ArchiveFault(0, "truncated", "the file is empty")
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        if data[:2] == _MEMBER[:2] or (path.suffix == ".gz" and data.find(_MEMBER) > 0):
            yield from _read_members(data, start)
        else:
            yield from _read_plain(file, data, start)


def _read_plain(file: IO[bytes], data: mmap, start: int) -> Iterator[Record | ArchiveFault]:
    offset = start
    while offset >= 0:
        file.seek(offset)
        at = offset
        offset = -1
        for record in _parse(file, None, at):
            yield record
            if isinstance(record, ArchiveFault):
                found = data.find(_PLAIN_START, record.offset + 1)
                offset = -1 if found < 0 else found + 2


def _read_members(data: mmap, start: int) -> Iterator[Record | ArchiveFault]:
    offset = start
    while offset < len(data):
        content, end, fault = _unpack(data, offset)
        if fault is not None:
            yield fault
            offset = data.find(_MEMBER, offset + 1)
            if offset < 0:
                return
            continue
        yield from _parse(BytesIO(content), offset, offset)
        offset = end


def _unpack(data: mmap, offset: int) -> tuple[bytes, int, ArchiveFault | None]:
    """One gzip member: its content and where the next begins, or the fault it has."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    parts: list[bytes] = []
    length, at = 0, offset
    try:
        while not unpacker.eof and at < len(data):
            piece = data[at : at + _PIECE]
            at += len(piece)
            while piece and not unpacker.eof:
                part = unpacker.decompress(piece, _PIECE * 4)
                piece = unpacker.unconsumed_tail
                length += len(part)
                parts.append(part)
                if length > MAX_MEMBER_BYTES:
                    return b"", at, ArchiveFault(offset, "too_large", f"one record unpacks to more than {MAX_MEMBER_BYTES} bytes")
    except zlib.error as error:
        return b"", at, ArchiveFault(offset, "corrupt", str(error))
    if not unpacker.eof:
        return b"", at, ArchiveFault(offset, "truncated", "the file ends inside a record")
    return b"".join(parts), at - len(unpacker.unused_data), None


def _parse(stream: IO[bytes], member: int | None, start: int) -> Iterator[Record | ArchiveFault]:
    """Records of an unpacked stream; ``member`` is their offset in the file, null when the stream is the file itself."""
    offset = start
    try:
        records = ArchiveIterator(stream, check_digests=True)
        for record in records:
            offset = member if member is not None else records.offset
            yield _convert(record, offset)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError, UnicodeError) as error:
        yield ArchiveFault(offset, "bad_record", " ".join(str(error).split())[:200] or type(error).__name__)


_FRACTION = re.compile(r"\.\d+")


def _convert(record: Any, offset: int) -> Record | ArchiveFault:
    if record.format != "warc":
        return ArchiveFault(offset, "bad_record", "is not a WARC record")
    fields = record.rec_headers
    url = fields.get_header("WARC-Target-URI")
    body = ChunkedDataReader(record.raw_stream).read() if _is_chunked(record) else record.raw_stream.read()
    if record.digest_checker is not None and record.digest_checker.passed is False and not _is_chunked(record):
        return ArchiveFault(offset, "digest_mismatch", f"the record of {url} is not what its digest says")
    if record.payload_length >= 0 and record.rec_type == "response" and not _is_chunked(record) and len(body) < record.payload_length:
        return ArchiveFault(offset, "truncated", f"the record of {url} is shorter than it says")
    context = _read_context(fields.get_header(CONTEXT_FIELD))
    try:
        instant = datetime.fromisoformat(_FRACTION.sub("", fields.get_header("WARC-Date"))).astimezone(UTC)
        is_http = record.rec_type in ("response", "revisit") and record.http_headers is not None and url is not None
        status = int(record.http_headers.get_statuscode()) if is_http else 0
    except (TypeError, ValueError) as error:
        return ArchiveFault(offset, "bad_record", f"the record of {url} has no usable date or status: {error}")
    if not is_http:
        return Record(offset, record.rec_type, url, None, context, payload=body, fetched_at=instant)
    headers = tuple((n, v) for n, v in record.http_headers.headers if n.lower() != "transfer-encoding")
    reason = record.http_headers.statusline.partition(" ")[2]
    response = Response(url, status, reason, headers, body, instant)
    if record.rec_type == "response":
        return Record(offset, "response", url, response, context)
    file, at = fields.get_header("WARC-Refers-To-Filename"), fields.get_header("WARC-Refers-To-File-Offset")
    revisits = (fields.get_header("WARC-Refers-To-Target-URI") or url, fields.get_header("WARC-Payload-Digest") or "")
    return Record(offset, "revisit", url, response, context, f"{file}:{at}" if file and at else None, revisits)


def _is_chunked(record: Any) -> bool:
    return record.http_headers is not None and (record.http_headers.get_header("transfer-encoding") or "").lower() == "chunked"


def _read_context(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
