"""The whole of ``proxeny run`` on the embedded Airflow: published, killed, with a source that fails, with a gate that stops it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil
import pytest

from proxeny.settings import ROOT, read_settings
from tests.conftest import export, run_steps

pytestmark = pytest.mark.airflow

FEW = ["sample_de_leipzig", "sample_jp_kami", "sample_pl_krakow", "sample_tr_izmir"]


def start(data: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    home = data.parent / "home"
    home.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "proxeny.cli", "run", *arguments], cwd=data.parent, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "HOME": str(home), "PROXENY_DATA": str(data), **environ})


def list_processes(data: Path) -> list[str]:
    """Processes that were started with this data directory and are still there."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("PROXENY_DATA") == str(data):
                found.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def is_left_alone(data: Path) -> bool:
    """True once no process of a run is left; they are given half a minute."""
    for _ in range(300):
        if not list_processes(data):
            return True
        time.sleep(0.1)
    return False


def kill_at(data: Path, line: str, *arguments: str, **environ: str) -> None:
    """Starts a run and kills it as soon as it tells ``line``."""
    process = start(data, *arguments, **environ)
    told = []
    for told_line in process.stderr:
        told.append(told_line)
        if line in told_line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert line in told[-1], "".join(told)
    assert is_left_alone(data)


def test_the_sample_is_published_with_a_summary_and_leaves_nothing_behind(tmp_path):
    process = start(tmp_path / "data", "--sample")
    out, told = process.communicate()
    assert process.returncode == 0, told
    for words in ("SAMPLE", "39 sources watched", "Documents by language", "Events by type", "Documents without events, by reason",
                  "no_text (extract, quarantine)", "empty_feed", "Busiest dyads", "1. ", "2. ", "3. ", "What to type next",
                  str(tmp_path / "data" / "snapshots" / "current.duckdb")):
        assert words in out
    assert is_left_alone(tmp_path / "data")
    assert list((tmp_path / "home").iterdir()) == []
    with duckdb.connect(str(tmp_path / "data" / "snapshots" / "current.duckdb"), read_only=True) as snapshot:
        assert snapshot.execute("select is_sample from ref.snapshot").fetchall() == [(True,)]


def test_a_run_killed_in_collect_build_and_publish_ends_as_an_undisturbed_one(tmp_path):
    """The last run goes through, with a source that fails beside the good ones: exit 3, and the same tables as steps in one process."""
    sources = tmp_path / "sources"
    shutil.copytree(ROOT / "samples" / "sources", sources, ignore=lambda _, names: [name for name in names if name[:-4] not in FEW])
    text = (sources / "sample_pl_krakow.yml").read_text(encoding="utf-8")
    (sources / "sample_pl_nowhere.yml").write_text(
        text.replace("sample_pl_krakow", "sample_pl_nowhere").replace("krakow.example", "nowhere.example"), encoding="utf-8")
    data, environ = tmp_path / "data", {"PROXENY_SOURCES": str(sources)}

    kill_at(data, "collect_documents · collect_source", "--sample", **environ)
    kill_at(data, "build_tables · load_documents", "--sample", **environ)
    kill_at(data, "build_tables · check_tables", "--sample", **environ)
    process = start(data, "--sample", **environ)
    out, told = process.communicate()
    assert process.returncode == 3, told
    assert "Sources that failed (the others are in)\n  sample_pl_nowhere: " in out
    assert is_left_alone(data)

    undisturbed = read_settings({"PROXENY_DATA": str(tmp_path / "undisturbed"), "PROXENY_SOURCES": str(sources)})
    assert run_steps(undisturbed, mode="sample") == ["sample_pl_nowhere"]
    settings = read_settings({"PROXENY_DATA": str(data)})
    assert export(settings, tmp_path / "a") == export(undisturbed, tmp_path / "b")


def test_a_failed_gate_stops_publication_in_one_line(tmp_path):
    """The gate finds a fault in the tables, so the snapshot of the run before stays as it is."""
    settings = read_settings({"PROXENY_DATA": str(tmp_path / "data")})
    run_steps(settings, mode="sample", source_ids=FEW[:1])
    before = (settings.snapshots / "current.duckdb").read_bytes()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("update core.report set quote = left(quote, 100) || 'x'")
    process = start(settings.data, "--sample", "--source", FEW[0])
    _, told = process.communicate()
    assert process.returncode == 1
    assert told.rstrip().splitlines()[-1].startswith(
        "proxeny: build_tables.check_tables failed: the events gate stopped on 1 checks: out.event_report.quote_as_long_as_its_span")
    assert (settings.snapshots / "current.duckdb").read_bytes() == before


def test_a_file_that_a_researcher_brings_is_coded_and_its_bad_lines_are_named(tmp_path):
    line = {"url": "https://www.leipzig.example/news/1", "title": "Leipzig and Houston", "lang": "en", "published": "2024-05-20",
            "text": "The Mayor of Leipzig and the Mayor of Houston signed a sister city agreement in Leipzig on 17 May 2024.",
            "publisher": {"name": "Leipzig", "country": "DE"}}
    (tmp_path / "mine.jsonl").write_text(json.dumps(line) + "\n{broken\n", encoding="utf-8")
    process = start(tmp_path / "data", "--from-archive", "mine.jsonl")
    out, told = process.communicate()
    assert process.returncode == 3, told
    assert "proxeny: mine.jsonl:2: is not JSON" in told
    assert "1 sources watched · 1 documents · 1 events" in out
    assert "SAMPLE" not in out
