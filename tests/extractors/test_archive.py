from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from extractors.archive import (
    ArchiveError,
    ArchiveFault,
    ArchiveWriter,
    Original,
    commit_archive,
    read_record,
    read_recording,
    read_records,
)
from extractors.messages import Response

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
URL = "https://nordby.example/ny%C3%A5?q=%E6%97%A5"


def respond(url: str = URL, body: bytes = b"<p>page</p>", status: int = 200, **headers: str) -> Response:
    told = {"Content-Type": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Response(url, status, "OK", tuple(told.items()), body, NOON)


def write(folder: Path, *responses: Response, run: str = "20260504T120000Z") -> tuple[Path, list[str]]:
    writer = ArchiveWriter(folder, "no_nordby", run)
    records = [writer.add(response, {"role": "page"}) for response in responses]
    writer.finish()
    commit_archive(writer.path)
    return writer.path, records


def test_a_response_comes_back_as_it_was(tmp_path: Path) -> None:
    sent = respond(body="<p>日本語 å</p>".encode("shift_jis", "replace"), ETag='"x"', X_Odd="å ünïcode")
    _, (record,) = write(tmp_path, sent)
    found = read_record(tmp_path, record)
    assert (found.url, found.status, found.body, found.fetched_at) == (sent.url, 200, sent.body, NOON)
    assert found.header("etag") == '"x"' and found.header("content-type") == "text/html"


def test_the_same_responses_give_the_same_bytes(tmp_path: Path) -> None:
    one, _ = write(tmp_path / "a", respond(), respond(url=URL + "2"))
    two, _ = write(tmp_path / "b", respond(), respond(url=URL + "2"))
    other, _ = write(tmp_path / "c", respond(), respond(url=URL + "3"))
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()


def test_other_tools_read_it(tmp_path: Path) -> None:
    path, _ = write(tmp_path, respond(), respond(status=404))
    with path.open("rb") as file:
        found = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "response"] and found[1][1:] == (URL, b"<p>page</p>")


def test_an_unchanged_payload_is_a_revisit_that_reads_like_the_original(tmp_path: Path) -> None:
    _, (first,) = write(tmp_path, respond())
    later = datetime(2026, 6, 1, tzinfo=UTC)
    writer = ArchiveWriter(tmp_path, "no_nordby", "20260601T000000Z")
    same = writer.add(Response(URL, 200, "OK", (("Content-Type", "text/html"),), b"<p>page</p>", later), {}, Original(URL, NOON, first))
    not_modified = writer.add(Response(URL, 304, "Not Modified", (), b"", later), {}, Original(URL, NOON, first))
    writer.finish()
    commit_archive(writer.path)
    for record in (same, not_modified):
        found = read_record(tmp_path, record)
        assert (found.status, found.body, found.fetched_at) == (200, b"<p>page</p>", later)
    assert [r.type for r in read_records(writer.path) if not isinstance(r, ArchiveFault)] == ["warcinfo", "revisit", "revisit"]
    # The original is in another file: a recording of this file alone knows that something was here, not what.
    assert [r.response for r in read_recording(writer.path) if not isinstance(r, ArchiveFault)] == [None, None, None]


@pytest.mark.parametrize("record", ["", "no_nordby/x.warc.gz", "no_nordby/x.warc.gz:12", "no_nordby/20260504T120000Z.warc.gz:7",
                                    "no_nordby/20260504T120000Z.warc.gz:999999", "no_nordby/20260504T120000Z.warc.gz:0"])  # fmt: skip
def test_a_record_that_is_not_there_is_one_error(tmp_path: Path, record: str) -> None:
    write(tmp_path, respond())
    with pytest.raises(ArchiveError):
        read_record(tmp_path, record)


def bodies(path: Path) -> tuple[list[bytes], list[str]]:
    found, faults = [], []
    for record in read_records(path):
        if isinstance(record, ArchiveFault):
            faults.append(record.reason)
        elif record.response is not None:
            found.append(record.response.body)
    return found, faults


def test_a_truncated_file_keeps_what_is_whole(tmp_path: Path) -> None:
    path, records = write(tmp_path, *(respond(body=b"page %d" % n) for n in range(5)))
    path.write_bytes(path.read_bytes()[: int(records[3].rpartition(":")[2]) + 40])
    assert bodies(path) == ([b"page 0", b"page 1", b"page 2"], ["truncated"])


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_flipped_byte_costs_one_record_and_never_changes_another(at: int, flip: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path, _ = write(Path(folder), *(respond(body=b"page %d" % n, url=f"{URL}{n}") for n in range(4)))
        damaged = bytearray(path.read_bytes())
        damaged[at % len(damaged)] ^= flip
        path.write_bytes(damaged)
        found, faults = bodies(path)
        assert set(found) <= {b"page %d" % n for n in range(4)} and len(found) >= 3
        assert len(faults) <= 1


def test_uncompressed_single_gzip_and_chunked_files_of_others_are_read(tmp_path: Path) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders

    plain = tmp_path / "plain.warc"
    with plain.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        for n in range(3):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1")
            body = b"6\r\npage %d\r\n0\r\n\r\n" % n
            writer.write_record(writer.create_warc_record(f"{URL}{n}", "response", BytesIO(body), len(body), http_headers=headers))
    damaged = tmp_path / "damaged.warc"
    damaged.write_bytes(plain.read_bytes().replace(b"WARC/1.0", b"WARC/9.9", 2).replace(b"WARC/9.9", b"WARC/1.0", 1))
    assert bodies(damaged) == ([b"page 0", b"page 2"], ["bad_record"])
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    assert bodies(plain) == bodies(whole) == ([b"page 0", b"page 1", b"page 2"], [])


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "truncated"), (b"no warc at all\n" * 50, "bad_record"), (b"\x1f\x8b" + bytes(40), "corrupt"),
    (gzip.compress(b"hello, I am not a WARC record"), "bad_record"),
])  # fmt: skip
def test_what_is_no_archive_is_a_fault(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert bodies(path) == ([], [reason])
    with pytest.raises(ArchiveError, match=r"missing\.warc"):
        list(read_records(tmp_path / "missing.warc"))


def test_a_gzip_bomb_in_an_archive_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.archive.MAX_MEMBER_BYTES", 100_000)
    path, _ = write(tmp_path, respond(body=bytes(1_000_000)), respond())
    assert bodies(path) == ([b"<p>page</p>"], ["too_large"])
