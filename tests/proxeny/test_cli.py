"""The command line: outputs to their last key, exit codes, and one clear line for what is wrong."""

import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from extractors.declarations import load_source
from extractors.transport import ReplayTransport, TransportError
from proxeny.cli import main
from proxeny.review import FIELDS
from proxeny.settings import ROOT, read_settings
from tests.conftest import run_steps

FEW = ["sample_de_leipzig", "sample_it_torino"]
EVENT_KEYS = {
    "type", "realis", "tie_status", "occasion", "date", "parties", "domains", "direction", "tone", "instrument", "n_instruments",
    "national", "strategy_cues", "evidence", "rule", "confidence",
}
PARTY_KEYS = {"name", "mention", "actor_id", "level", "kind", "country", "iso_3166_2", "roles", "evidence"}
ACTOR_KEYS = {"actor_id", "name", "level", "country", "iso_3166_2", "geonames_id", "wikidata_qid", "score"}
EXTRACT_KEYS = ["url", "title", "text", "lang", "published", "published_precision", "published_method", "confidence"]
SIGNED = {
    "id": 1, "lang": "en", "published": "2024-05-20", "publisher": {"name": "Leipzig", "country": "DE"},
    "text": "The Mayor of Leipzig and the Mayor of Houston signed a sister city agreement in Leipzig on 17 May 2024.",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    run_steps(read_settings({"PROXENY_DATA": str(folder)}), mode="sample", source_ids=FEW)
    return folder


@pytest.fixture
def proxeny(data, monkeypatch, capsys):
    """Calls the command line on a published sample; (exit code, output, errors)."""
    monkeypatch.setenv("PROXENY_DATA", str(data))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_help_loads_none_of_the_heavy_libraries():
    heavy = ("airflow", "great_expectations", "pandas", "duckdb", "pyarrow", "trafilatura", "lxml")
    program = ("import sys; from proxeny.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
               f"print([name for name in {heavy} if name in sys.modules])")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ran.stdout.splitlines()[-1] == "[]"
    assert "PROXENY_CONTACT" in ran.stdout
    # Processor time, not a wall clock: the promise is half a second of it.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_code_keeps_order_and_keys_and_marks_bad_lines(proxeny, tmp_path):
    pool = {"id": 3, "text": "De stad opent een nieuw zwembad.", "lang": "nl"}
    lines = [json.dumps(SIGNED), "{broken", json.dumps({"id": "x"}), json.dumps([1]), "",
             json.dumps({**SIGNED, "id": 2, "lang": "xx-unknown"}), json.dumps(pool)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = proxeny("code", str(tmp_path / "in.jsonl"))
    assert code == 3
    told = [json.loads(line) for line in out.splitlines()]
    assert [line.get("id") for line in told] == [1, None, "x", None, 2, 3]
    assert [line.get("error", "").partition(":")[0] for line in told] == ["", "line 2", "line 3", "line 4", "", ""]
    assert set(told[0]) == {"id", "lang", "abstained", "events", "domestic"}
    assert told[0]["abstained"] is None
    event = told[0]["events"][0]
    assert set(event) == EVENT_KEYS
    assert event["date"] == {"start": "2024-05-17", "end": "2024-05-17", "precision": "day", "basis": "stated"}
    assert all(set(party) == PARTY_KEYS for party in event["parties"])
    assert {party["name"] for party in event["parties"]} == {"Leipzig", "Houston"}
    evidence = event["evidence"]
    assert SIGNED[evidence["field"]][evidence["start"]:evidence["end"]] == evidence["quote"]
    assert told[4]["events"][0]["type"] == event["type"]
    assert told[5]["events"] == []
    assert told[5]["abstained"] is not None


def test_code_gives_the_same_bytes_with_more_workers(proxeny, tmp_path):
    texts = [{**SIGNED, "id": number} for number in range(450)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    outputs = []
    for workers in ("1", "2"):
        assert proxeny("code", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / workers), "--workers", workers)[0] == 0
        outputs.append((tmp_path / workers).read_bytes())
    assert outputs[0] == outputs[1]
    assert [json.loads(line)["id"] for line in outputs[0].splitlines()] == list(range(450))


def test_code_reads_standard_input(proxeny, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SIGNED).encode())))
    code, out, _ = proxeny("code", "-")
    assert (code, len(out.splitlines())) == (0, 1)


def test_extract_prints_every_key(proxeny, tmp_path):
    page = tmp_path / "page.html"
    text = "A delegation from Osaka came to the town hall on Friday and was shown the new harbour. " * 5
    page.write_text("<html lang=en><title>Visit</title><h1>Visit from Osaka</h1><p class=date>17 May 2024</p>"
                    f"<article><p>{text}</article>", encoding="utf-8")
    code, out, _ = proxeny("extract", str(page), "--url", "https://city.example/news/1")
    told = json.loads(out)
    assert code == 0
    assert list(told) == EXTRACT_KEYS
    assert (told["lang"], told["published"]) == ("en", "2024-05-17")
    assert "harbour" in told["text"]
    detailed = json.loads(proxeny("extract", str(page), "--url", "https://city.example/news/1", "--details")[1])
    assert {key: detailed[key] for key in EXTRACT_KEYS} == told
    assert (detailed["title_method"], detailed["lang_method"], detailed["issues"]) == ("heading", "text", [])
    assert 0 < detailed["title_confidence"] <= 1 and 0 < detailed["lang_confidence"] <= 1


def test_extract_says_why_there_is_no_text(proxeny, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(b"%PDF-1.7 ...")
    code, out, err = proxeny("extract", str(page), "--url", "https://city.example/news/1.pdf")
    assert (code, json.loads(out)["text"]) == (0, None)
    assert "body_not_html: a PDF" in err


def test_resolve_prints_candidates_best_first_or_nothing(proxeny):
    code, out, _ = proxeny("resolve", "Saragosse", "--lang", "fr")
    best = json.loads(out)[0]
    assert code == 0
    assert set(best) == ACTOR_KEYS
    assert (best["name"], best["country"]) == ("Zaragoza", "ES")
    assert json.loads(proxeny("resolve", "qwxyzzy")[1]) == []


def test_query_writes_every_format(proxeny):
    sql = "select type_code, realis from out.event order by event_id limit 2"
    code, out, _ = proxeny("query", sql, "--format", "csv")
    assert code == 0
    lines = out.split("\n")
    assert lines[0] == "type_code,realis"
    assert len(lines) == 4
    assert "\r" not in out
    assert set(json.loads(proxeny("query", sql, "--format", "json")[1])[0]) == {"type_code", "realis"}
    assert proxeny("query", sql, "--format", "table")[1].endswith("(2 rows)\n")


def test_query_to_parquet_can_be_read_back(data, tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "proxeny.cli", "query", "select count(*) as n from out.event", "--format", "parquet"], capture_output=True,
        check=True, env={**os.environ, "PROXENY_DATA": str(data)})
    (tmp_path / "out.parquet").write_bytes(ran.stdout)
    assert duckdb.read_parquet(str(tmp_path / "out.parquet")).fetchall()[0][0] > 0


@pytest.mark.parametrize("sql", [
    "select nothing from out.event", "selct 1", "select 1; select 2", "drop table out.event", "copy out.event to 'x.csv'",
    "select * from read_csv('/etc/passwd')", "attach 'x.duckdb'", "install httpfs", "set enable_external_access = true", "",
])
def test_query_refuses_in_one_line(proxeny, sql):
    code, out, errors = proxeny("query", sql)
    assert (code, out) == (1, "")
    assert errors.startswith("proxeny: SQL: ")
    assert len(errors.splitlines()) == 1


def test_explain_tells_every_report_in_its_words(proxeny, data):
    with duckdb.connect(str(data / "snapshots" / "current.duckdb"), read_only=True) as snapshot:
        event_id, quote, url, rule = snapshot.execute(
            "select event_id, quote, url, rule from out.event_report order by event_id, report_id limit 1").fetchall()[0]
    code, out, _ = proxeny("explain", event_id)
    assert code == 0
    assert " ".join(f"[{quote}]".split()) in " ".join(out.split())
    for words in (url, rule, ".warc.gz"):
        assert words in out
    told = json.loads(proxeny("explain", event_id, "--json")[1])
    assert set(told) == {"asked_for", "redirected", "event", "parties", "national", "reports", "history", "spells"}
    assert told["reports"][0]["context"]["quote"] == told["reports"][0]["quote"]


def test_status_tells_sources_runs_quarantine_and_snapshot(proxeny):
    code, out, _ = proxeny("status", "--json")
    told = json.loads(out)
    assert code == 0
    assert set(told) == {"sources", "runs", "quarantine", "unresolved", "snapshot"}
    assert [source["source_id"] for source in told["sources"]] == FEW
    assert told["snapshot"]["is_sample"] is True
    text = proxeny("status", "--quarantine")[1]
    for words in (*FEW, "SAMPLE", "Quarantine"):
        assert words in text


def test_review_draws_the_same_sheet_every_time_and_scores_it(proxeny, tmp_path):
    code, out, _ = proxeny("review", "4", "--stratify", "type,lang")
    assert code == 0
    assert proxeny("review", "4", "--stratify", "type,lang")[1] == out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 4
    assert len({(row["type"], row["lang"]) for row in rows}) == 4
    assert all(row["quote"] and row["url"] and row["type_ok"] == "" for row in rows)
    # Three of four verdicts agree, five yes and three no: alpha = 1 - (8 - 1) * 1 / (5 * 3) = 0.533, by hand.
    for name, verdicts in (("a.csv", "1110"), ("b.csv", "y1n0")):
        with open(tmp_path / name, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows({**row, "type_ok": verdict} for row, verdict in zip(rows, verdicts, strict=True))
    code, out, _ = proxeny("review", "--score", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert code == 0
    assert out.splitlines()[2].split() == ["type", "4", "0.750", "4", "0.500", "0.533"]
    assert out.splitlines()[3].split() == ["realis", "0", "0"]


@pytest.mark.parametrize(("content", "message"), [
    ("report_id,type_ok\n", "column realis_ok is missing"),
    (f"report_id,{','.join(f'{name}_ok' for name in FIELDS)}\nr,maybe,,,,,,\n", "sheet.csv:2: type_ok: 'maybe' is none of"),
])
def test_a_bad_sheet_names_file_line_and_column(proxeny, tmp_path, content, message):
    (tmp_path / "sheet.csv").write_text(content, encoding="utf-8")
    code, _, errors = proxeny("review", "--score", str(tmp_path / "sheet.csv"))
    assert code == 1
    assert message in errors


def test_an_unknown_stratum_is_one_line(proxeny):
    assert proxeny("review", "3", "--stratify", "colour")[2] == "proxeny: --stratify: 'colour' is none of type, lang, source, realis\n"


def test_sources_list_names_a_declaration_that_cannot_be_read(proxeny, tmp_path, monkeypatch):
    (tmp_path / "de_talstadt.yml").write_text("source_id: de_talstadt\ntitel: Talstadt\n", encoding="utf-8")
    monkeypatch.setenv("PROXENY_SOURCES", str(tmp_path))
    code, _, errors = proxeny("sources", "list")
    assert code == 3
    assert "de_talstadt.yml:2: titel" in errors


class Unplugged:
    """A transport of a machine without a network."""

    is_replay = False

    def now(self):
        return datetime(2026, 11, 1, tzinfo=UTC)

    def send(self, request):
        raise TransportError("dns_failed", f"{request.url} name or service not known")


def test_without_a_network_a_check_is_one_line_and_exit_3(proxeny, tmp_path, monkeypatch):
    for name in ("sample_pl_krakow", "sample_de_leipzig"):
        shutil.copy(ROOT / "samples" / "sources" / f"{name}.yml", tmp_path)
    before = sorted(tmp_path.iterdir())
    monkeypatch.setenv("PROXENY_SOURCES", str(tmp_path))
    monkeypatch.setattr("extractors.transport.LiveTransport", Unplugged)
    assert proxeny("sources", "check")[2].startswith("proxeny: PROXENY_CONTACT is not set")
    monkeypatch.setenv("PROXENY_CONTACT", "me@city.example")
    code, out, errors = proxeny("sources", "check")
    assert (code, out, len(errors.splitlines())) == (3, "", 1)
    assert errors.startswith("proxeny: no source can be reached, is there a network? dns_failed")
    code, _, errors = proxeny("sources", "new", "https://www.talstadt.example/", "--country", "DE")
    assert code == 1
    assert "dns_failed" in errors
    assert sorted(tmp_path.iterdir()) == before
    assert proxeny("sources", "check", "de_nowhere")[2].startswith("proxeny: source 'de_nowhere' is not declared in ")


def test_a_source_is_scaffolded_listed_and_checked(proxeny, tmp_path, monkeypatch):
    """Against the recorded demonstration web, which passes for the live one."""
    recording = ROOT / "tests" / "extractors" / "fixtures" / "sample_be_gent" / "recording.warc.gz"

    class Recorded(ReplayTransport):
        is_replay = False

        def __init__(self):
            super().__init__([recording])

        def now(self):
            return datetime(2026, 11, 1, tzinfo=UTC)

    declared = next(iter(load_source(ROOT / "samples" / "sources" / "sample_be_gent.yml").listing.urls))
    monkeypatch.setenv("PROXENY_SOURCES", str(tmp_path / "mine"))
    monkeypatch.setenv("PROXENY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROXENY_CONTACT", "me@city.example")
    monkeypatch.setattr("extractors.transport.LiveTransport", Recorded)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    code, out, errors = proxeny("sources", "new", declared, "--country", "BE", "--id", "be_mine")
    assert (code, errors) == (0, "")
    assert out.splitlines()[:2] == [str(tmp_path / "mine" / "be" / "be_mine.yml"), str(tmp_path / "mine_fixtures" / "be_mine")]
    assert "FILL IN" in (tmp_path / "mine_fixtures" / "be_mine" / "expected.yml").read_text(encoding="utf-8")
    code, out, errors = proxeny("sources", "list")
    assert (code, errors) == (0, "")
    assert out.splitlines()[-1].split()[:2] == ["be_mine", "BE"]
    assert out.splitlines()[-1].endswith("never")
    code, out, _ = proxeny("sources", "check", "be_mine")
    assert (code, out.splitlines()[0]) == (0, "be_mine: good, 1 items, newest 2021-01-20")
    assert out.splitlines()[-1] == "  drift    this is the first probe"
    code, out, _ = proxeny("sources", "check")
    assert code == 0
    assert "drift" not in out
    assert load_source(tmp_path / "mine" / "be" / "be_mine.yml").verified == date(2026, 11, 1)


@pytest.mark.parametrize(("arguments", "message"), [
    (["query", "select 1"], "nothing has been published yet"),
    (["explain", "0123456789abcdef"], "nothing has been published yet"),
    (["code", "nowhere.jsonl"], "nowhere.jsonl"),
    (["extract", "nowhere.html", "--url", "https://city.example/"], "nowhere.html"),
    (["run", "--from-archive", "nowhere.warc.gz"], "nowhere.warc.gz is not a file"),
    (["run", "--from-archive"], "no archive in"),
    (["run", "--sample", "--source", "sample_zz_none"], "source 'sample_zz_none' is not declared"),
    (["run"], "PROXENY_CONTACT is not set"),
])
def test_what_cannot_be_done_is_one_line_and_exit_1(tmp_path, monkeypatch, capsys, arguments, message):
    monkeypatch.setenv("PROXENY_DATA", str(tmp_path / "nowhere"))
    code = main(arguments)
    told = capsys.readouterr()
    assert (code, told.out) == (1, "")
    assert message in told.err.splitlines()[-1]
    assert told.err.splitlines()[-1].startswith("proxeny: ")


def test_an_unknown_event_is_one_line(proxeny):
    code, out, errors = proxeny("explain", "0123456789abcdef")
    assert (code, out) == (1, "")
    assert errors.startswith("proxeny: no event 0123456789abcdef in ")


def test_an_unwritable_data_directory_is_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PROXENY_DATA", str(tmp_path / "file" / "data"))
    assert main(["run", "--sample"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("proxeny: ")


def test_a_bad_setting_is_wrong_usage(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PROXENY_RETRIES", "many")
    assert main(["status"]) == 2
    assert capsys.readouterr().err == "proxeny: PROXENY_RETRIES='many' is not a whole number of at least 0\n"


@pytest.mark.parametrize("arguments", [
    [], ["fly"], ["run", "--since", "tomorrow"], ["run", "--sample", "third"], ["code", "x", "--workers", "0"], ["review"],
    ["run", "--reports", "x"], ["run", "--reports", "x", "--coder", "me"]])
def test_wrong_usage_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: proxeny" in capsys.readouterr().err
