"""A small invented world: landing folders written as the extractors and the coder write them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.landing import format_instant, name_run, write_folder
from extractors.records import DOCUMENT, ISSUE, SOURCE_DAY, hash_id
from transforms.merge import Merger
from transforms.records import CODING_TABLES, report_rows
from warehouse.build import MODELS, build_tables, export_tables, run_script
from warehouse.connection import open_warehouse
from warehouse.load import load_landing, read_uncoded
from warehouse.merging import merge_core

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ACTORS = {
    "de_talstadt": {"actor_id": "gn:1", "name": "Talstadt", "level": "local", "kind": "executive", "country": "DE", "iso_3166_2": "DE-NW"},
    "jp_kawamachi": {"actor_id": "gn:2", "name": "Kawamachi", "level": "local", "kind": "executive", "country": "JP",
                     "iso_3166_2": "JP-27"},
    "fr_valbourg": {"actor_id": "gn:3", "name": "Valbourg", "level": "local", "kind": "executive", "country": "FR", "iso_3166_2": "FR-ARA"},
    "int_cityring": {"actor_id": "px:cityring", "name": "City Ring", "level": "network", "kind": "network_secretariat", "country": None,
                     "iso_3166_2": None},
}
REF_ROWS: dict[str, list[dict[str, Any]]] = {
    "event_type": [{"type_code": code, "label": code, "description": code} for code in
                   ("visit", "twinning", "accord", "intent", "renewal", "termination", "network", "office", "forum", "pledge")],
    "domain": [{"domain_code": code, "label": code, "macro_code": "CULT"} for code in ("culture_heritage", "trade_investment")],
    "instrument": [{"instrument_code": code, "label": code, "is_binding": False} for code in
                   ("twinning_agreement", "mou", "oral_or_none", "joint_declaration")],
    "abstention": [{"reason_code": code, "label": code} for code in ("no_trigger", "domestic_pair", "empty_text")],
}
CODER = "proxeny@test"


def party(source_id: str, *, publisher: bool = False, roles: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    """A party as the coder gives it; its evidence is filled in by :meth:`World.document`."""
    return {"mention": ACTORS[source_id]["name"], **ACTORS[source_id], "roles": list(roles),
            "evidence": {"basis": "publisher"} if publisher else None, **changes}


def act(type_code: str, *parties: dict[str, Any], on: str | None = None, until: str | None = None, **changes: Any) -> dict[str, Any]:
    """An event as the coder gives it."""
    precision = None if on is None else {4: "year", 7: "month", 10: "day"}[len(on)]
    return {
        "type": type_code, "realis": "occurred", "tie_status": None, "occasion": 1,
        "date": {"start": on, "end": until or on, "precision": precision, "basis": "none" if on is None else "stated"},
        "parties": list(parties), "domains": ["culture_heritage"], "direction": "inbound", "tone": 1, "instrument": None,
        "n_instruments": None, "national": [], "strategy_cues": [], "evidence": None, "rule": f"{type_code}.1", "confidence": 0.9,
        **changes,
    }


class World:
    """Writes landing folders under ``root/landing`` and builds ``root/warehouse.duckdb``."""

    def __init__(self, root: Path) -> None:
        self.landing = root / "landing"
        self.landing.mkdir(parents=True)
        self.warehouse = root / "warehouse.duckdb"
        self.snapshots = root / "snapshots"
        self.acts: dict[str, list[dict[str, Any]]] = {}

    def document(self, source_id: str, path: str, text: str, acts: Sequence[dict[str, Any]] = (), *, days: float = 0,
                 **changes: Any) -> dict[str, Any]:
        """A row of raw.document; the acts told in it are kept for :meth:`code`."""
        url = f"https://{source_id.replace('_', '-')}.example/{path}"
        text = text + " This sentence makes the text long enough to be a text."
        content_hash = hashlib.sha256(repr((text, changes.get("published"))).encode()).hexdigest()
        document_id = hash_id(source_id, url)
        row = {
            "document_id": document_id, "source_id": source_id, "url": url, "is_tombstone": False, "title": f"News of {path}", "text": text,
            "lang": "en", "published": "2026-05-01", "published_precision": "day", "published_method": "selector", "confidence": 1.0,
            "publisher_actor_id": ACTORS[source_id]["actor_id"], "publisher_name": ACTORS[source_id]["name"],
            "publisher_country": ACTORS[source_id]["country"], "is_official": True, "is_sample": True, "content_hash": content_hash,
            "fetched_at": (START + timedelta(days=days)).replace(tzinfo=None), "archive_record": f"{source_id}.warc.gz:1", **changes,
        }
        row["revision_id"] = hash_id(document_id, row["content_hash"])
        self.acts[row["revision_id"]] = list(acts)
        return row

    def collect(self, source_id: str, documents: list[dict[str, Any]], *, days: float = 0, issues: list[dict[str, Any]] = (),  # type: ignore[assignment]
                status: str = "ok") -> Path:
        instant = START + timedelta(days=days)
        day = {"source_id": source_id, "actor_id": ACTORS[source_id]["actor_id"], "day": instant.date(), "status": status,
               "listed_count": len(documents), "fetched_count": len(documents), "unchanged_count": 0, "skipped_count": 0, "failed_count": 0}
        manifest = {"instant": format_instant(instant), "kind": "collect", "is_sample": True, "covers": [],
                    "counts": {"listed": len(documents), "fetched": len(documents), "unchanged": 0, "skipped": 0, "failed": 0},
                    "outcome": status, "error": None}
        return write_folder(self.landing, source_id, name_run(self.landing, source_id, instant), manifest, {
            "document": DOCUMENT.to_arrow(documents), "issue": ISSUE.to_arrow(issues), "source_day": SOURCE_DAY.to_arrow([day])})

    def judge(self, *, refused: dict[str, str] | None = None, days: float = 0) -> Path:
        """A gate folder over all collect folders, without running Great Expectations."""
        covers = sorted(f"{p.parent.parent.name}/{p.parent.name}" for p in self.landing.glob("[a-z]*/*/manifest.json"))
        instant = START + timedelta(days=days)
        issues = [{"issue_id": hash_id(item, reason), "source_id": "de_talstadt", "stage": "gate", "severity": "quarantine",
                   "reason": reason, "item": item, "field": "text", "seen_at": instant.replace(tzinfo=None)}
                  for item, reason in (refused or {}).items()]
        manifest = {"instant": format_instant(instant), "kind": "gate", "is_sample": True, "covers": covers, "counts": {}, "outcome": "ok",
                    "error": None}
        return write_folder(self.landing, "_gate", name_run(self.landing, "_gate", instant), manifest, {"issue": ISSUE.to_arrow(issues)})

    def _evidence(self, document: dict[str, Any], words: str) -> dict[str, Any]:
        start = document["text"].index(words)
        return {"field": "text", "start": start, "end": start + len(words), "quote": words}

    def coding_rows(self, document: dict[str, Any], codebook_version: str, recoded_at: datetime | None) -> dict[str, list[dict[str, Any]]]:
        events = []
        for told in self.acts.get(document["revision_id"], []):
            parties = [p if p["evidence"] else {**p, "evidence": self._evidence(document, p["mention"])} for p in told["parties"]]
            evidence = told["evidence"] or self._evidence(document, document["text"][:30])
            national = [{**n, "evidence": self._evidence(document, document["text"][:10])} for n in told["national"]]
            events.append({**told, "parties": parties, "evidence": evidence, "national": national})
        coded = {"lang": document["lang"], "abstained": None if events else "no_trigger", "events": events, "domestic": []}
        return report_rows(document, coded, CODER, codebook_version, recoded_at=recoded_at)

    def code(self, documents: list[dict[str, Any]], *, days: float = 0, codebook_version: str = "0.1.0", change: Any = None,
             covers: list[str] = (), is_recoding: bool = False) -> Path:  # type: ignore[assignment]
        """A coding folder; ``change`` may spoil the rows first."""
        instant = START + timedelta(days=days)
        recoded_at = instant.replace(tzinfo=None) if is_recoding else None
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CODING_TABLES}
        for document in documents:
            for name, found in self.coding_rows(document, codebook_version, recoded_at).items():
                rows[name] += found
        if change:
            change(rows)
        manifest = {"instant": format_instant(instant), "kind": "coding", "is_sample": True, "covers": list(covers), "counts": {},
                    "outcome": "ok", "error": None}
        return write_folder(self.landing, "_coding", name_run(self.landing, "_coding", instant), manifest, {
            **{name: table.to_arrow(rows[name]) for name, table in CODING_TABLES.items()}, "issue": ISSUE.to_arrow([])})

    def code_due(self, *, days: float = 0, codebook_version: str = "0.1.0", recode: bool = False) -> int:
        """Codes what the warehouse says is due, as the application does."""
        due = list(read_uncoded(self.warehouse, self.landing, codebook_version, recode=recode))
        for folder, documents in due:
            self.code(documents, days=days, codebook_version=codebook_version, covers=[folder], is_recoding=recode)
        return sum(len(documents) for _, documents in due)

    def build(self, **changes: Any) -> dict[str, Any]:
        return build_tables(self.warehouse, **{
            "merger": Merger(), "ref_rows": REF_ROWS, "code_version": "0.1.0", "codebook_version": "0.1.0", **changes})

    def merge(self) -> str:
        """Only the merge of a build."""
        connection = open_warehouse(self.warehouse)
        with connection:
            connection.execute("begin")
            run_script(connection, MODELS / "macros.sql")
            way = merge_core(connection, Merger())
            connection.execute("commit")
        return way

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def export(self, *schemas: str) -> dict[str, bytes]:
        """Every table of the schemas (all unless named) as CSV."""
        folder = self.landing.parent / "export"
        written = export_tables(self.warehouse, folder, schemas or ("raw", "core", "out", "ref", "ops"))
        return {path.name: path.read_bytes() for path in written}

    def settle(self, *, days: float = 0, codebook_version: str = "0.1.0", recode: bool = False) -> str:
        """Judge, load, code, load, merge."""
        self.judge(days=days)
        load_landing(self.warehouse, self.landing)
        self.code_due(days=days, codebook_version=codebook_version, recode=recode)
        load_landing(self.warehouse, self.landing)
        return self.merge()

    def run(self, *, days: float = 0, **changes: Any) -> dict[str, Any]:
        """Judge, load, code, load, build."""
        self.judge(days=days)
        load_landing(self.warehouse, self.landing)
        self.code_due(days=days)
        load_landing(self.warehouse, self.landing)
        return self.build(**changes)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def talstadt_visit(world: World, **changes: Any) -> dict[str, Any]:
    """Talstadt tells of a visit from Kawamachi and a signing during it."""
    text = "Talstadt received a delegation from Kawamachi on 27 April 2026 and both mayors signed a twinning agreement."
    return world.document("de_talstadt", "visit.html", text, [
        act("visit", party("de_talstadt", publisher=True, roles=("host",)), party("jp_kawamachi", roles=("guest",)), on="2026-04-27"),
        act("twinning", party("de_talstadt", publisher=True), party("jp_kawamachi"), on="2026-04-27", tie_status="in_force",
            instrument="twinning_agreement"),
    ], **changes)


def kawamachi_visit(world: World, **changes: Any) -> dict[str, Any]:
    """Kawamachi tells of the same visit."""
    text = "The mayor of Kawamachi visited Talstadt at the end of April 2026 in the presence of the ambassador."
    return world.document("jp_kawamachi", "visit.html", text, [
        act("visit", party("jp_kawamachi", publisher=True, roles=("guest",)), party("de_talstadt", roles=("host",)), on="2026-04-27",
            direction="outbound", national=[{"side": "own", "country": "JP", "relation": "accompanied"}]),
    ], **changes)


def two_sides(world: World) -> None:
    """Collect folders of both sides of one visit."""
    world.collect("de_talstadt", [talstadt_visit(world)])
    world.collect("jp_kawamachi", [kawamachi_visit(world, days=1)], days=1)
