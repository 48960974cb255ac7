"""The steps of a run, where the rooms meet: what each DAG task calls, and what tests call without Airflow.

Each step may be killed and called again: what it has committed (a landing folder renamed, a transaction, a snapshot
swapped in) it finds done. Return values are small JSON objects, fit for an XCom; documents travel in landing folders.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from proxeny.plan import Plan, PlanError, read_plan
from proxeny.settings import Settings, read_settings

_log = logging.getLogger(__name__)


class SourceFailed(RuntimeError):
    """A source brought nothing on account of an error; ``is_final`` when another try cannot help."""

    def __init__(self, source_id: str, reason: str, is_final: bool) -> None:
        super().__init__(f"{source_id}: {reason}")
        self.is_final = is_final


def list_declarations(directory: Path) -> dict[str, Path]:
    """Declaration files by the source_id that their names give."""
    if not directory.is_dir():
        raise PlanError(f"{directory} is not a folder of source declarations")
    return {path.stem: path for path in sorted(directory.rglob("*.yml"))}


def list_sources(conf: dict[str, Any], settings: Settings | None = None) -> list[str]:
    """Ids of the sources that a run with this configuration collects, in order; makes the recording that a sample run replays.

    A declaration that cannot be read stays in the list: it fails as a source, beside the others.

    Raises:
        PlanError: the plan names a source that is not declared or out of service, or there is none.
    """
    settings = settings or read_settings()
    plan = read_plan(conf)
    if plan.files:
        return [name_files(plan)]
    directory = settings.declarations(plan.mode)
    declared = list_declarations(directory)
    if plan.mode == "archive":
        declared = {**list_declarations(settings.declarations("sample")), **declared}
        declared = {source_id: path for source_id, path in declared.items() if (settings.archive / source_id).is_dir()}
    for source_id in plan.source_ids:
        if source_id not in declared:
            raise PlanError(f"source {source_id!r} is not declared in {directory}" if plan.mode != "archive" else
                            f"source {source_id!r} has no archive in {settings.archive}")
    if plan.mode == "live":
        declared = _drop_disabled(declared, plan)
    if not declared:
        raise PlanError(f"no archive in {settings.archive}" if plan.mode == "archive" else f"no source declaration in {directory}")
    if plan.mode == "sample":
        from samples.build import build_recording

        build_recording(plan.recording, settings.recordings)
    return sorted(plan.source_ids or declared)


def _drop_disabled(declared: dict[str, Path], plan: Plan) -> dict[str, Path]:
    """The declarations that are in service; nobody asks a site for what was taken out of it, not even by name."""
    from extractors.declarations import SourceError, load_source

    kept = {}
    for source_id, path in declared.items():
        try:
            disabled = load_source(path).disabled
        except SourceError:
            disabled = None
        if disabled is None:
            kept[source_id] = path
        elif source_id in plan.source_ids:
            raise PlanError(f"source {source_id!r} is out of service since {disabled.on}: {disabled.reason}")
    return kept


def name_files(plan: Plan) -> str:
    """What the files of a plan are collected as: the coder of reports, the source named, else a source called after the first file."""
    if plan.coder:
        return plan.coder
    if plan.source_ids:
        return plan.source_ids[0]
    stem = Path(plan.files[0]).name.split(".")[0].lower()
    return "archive_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in stem)


def collect_source(conf: dict[str, Any], source_id: str, instant: datetime, settings: Settings | None = None) -> dict[str, Any]:
    """Collects one source into the archive and the landing folder, as the plan says.

    ``instant`` is that of a live run; a recording has its own.

    Returns:
        ``{"source_id", "outcome", "counts"}``.

    Raises:
        SourceFailed: the source could not be read; what it had to say for itself is landed.
    """
    from extractors.declarations import SourceError, load_source
    from extractors.fetch import SKIPS

    settings = settings or read_settings()
    plan = read_plan(conf)
    if plan.mode == "reports":
        from proxeny.reports import land_reports

        return {"source_id": source_id, "outcome": "ok", "counts": land_reports(Path(plan.files[0]), source_id, instant, settings)}
    try:
        if plan.mode == "archive":
            manifests = _collect_archive(plan, source_id, instant, settings)
        else:
            source = load_source(list_declarations(settings.declarations(plan.mode))[source_id])
            manifests = [_collect_web(plan, source, instant, settings)]
    except SourceError as error:
        raise SourceFailed(source_id, str(error), is_final=True) from error
    counts: dict[str, int] = {}
    for manifest in manifests:
        for name, count in manifest["counts"].items():
            counts[name] = counts.get(name, 0) + count
        if manifest["outcome"] == "failed":
            # What we keep from asking for, out of manners or for want of budget, we shall not ask for in a minute either.
            is_final = plan.mode != "live" or str(manifest["error"]).partition(":")[0] in SKIPS
            raise SourceFailed(source_id, manifest["error"], is_final=is_final)
    return {"source_id": source_id, "outcome": manifests[-1]["outcome"] if manifests else "ok", "counts": counts}


def _collect_web(plan: Plan, source: Any, instant: datetime, settings: Settings) -> dict[str, Any]:
    from extractors.collect import collect_source as collect
    from extractors.transport import LiveTransport, ReplayTransport

    if plan.mode == "live" and settings.contact is None:
        raise PlanError("PROXENY_CONTACT is not set: a live fetch names an address at which site owners reach you")
    transport: Any = LiveTransport()
    if plan.mode == "sample":
        transport = ReplayTransport([settings.recordings / "sample" / f"{plan.recording}.warc.gz"])
        instant = transport.now()
    return collect(
        source, transport=transport, archive_dir=settings.archive, landing_dir=settings.landing, instant=instant.astimezone(UTC),
        since=date.fromisoformat(plan.since) if plan.since else None, contact=settings.contact)


def _collect_archive(plan: Plan, source_id: str, instant: datetime, settings: Settings) -> list[dict[str, Any]]:
    from extractors.collect import collect_archive, replay_archive
    from extractors.declarations import load_source

    declared = {**list_declarations(settings.declarations("sample")), **list_declarations(settings.declarations("live"))}
    source = load_source(declared[source_id]) if source_id in declared else None
    if not plan.files:
        return replay_archive(source, archive_dir=settings.archive, landing_dir=settings.landing)
    return [collect_archive([Path(file) for file in plan.files], source=source, source_id=source_id, archive_dir=settings.archive,
                            landing_dir=settings.landing, instant=instant.astimezone(UTC))]


def require_sources(source_ids: list[str] | None, collected: list[dict[str, Any]]) -> None:
    """The gate of a collecting run.

    Raises:
        RuntimeError: at least one source is missing; the message names them.
    """
    if source_ids is None:
        raise RuntimeError("the sources could not be listed")
    if missing := sorted(set(source_ids) - {c["source_id"] for c in collected}):
        raise RuntimeError(f"{len(missing)} of {len(source_ids)} sources failed: {', '.join(missing)}")


def check_documents(settings: Settings | None = None) -> dict[str, Any]:
    """The documents gate over what landed since it last ran."""
    from extractors.landing import list_manifests, write_folder
    from warehouse.gate import check_documents as check

    settings = settings or read_settings()
    instants = [manifest.instant for manifest in list_manifests(settings.landing, kind="collect")]
    # Judged as of the newest landing, not of the clock: the same landing folders give the same warehouse on any day.
    return check(settings.landing, max(instants), write_folder) if instants else {}


def load_landing(settings: Settings | None = None) -> dict[str, Any]:
    """Loads the landing folders that are not in the warehouse yet."""
    from warehouse.load import load_landing as load

    settings = settings or read_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    return load(settings.warehouse, settings.landing)


def code_documents(settings: Settings | None = None) -> dict[str, Any]:
    """Codes the revisions that this codebook version has not coded, a landing folder for each folder of documents."""
    from extractors.landing import name_run, write_folder
    from transforms.coding import CODEBOOK_VERSION, CODER
    from warehouse.load import read_uncoded

    settings = settings or read_settings()
    counts = {"documents": 0, "reports": 0, "failed": 0}
    for folder, documents in read_uncoded(settings.warehouse, settings.landing, CODEBOOK_VERSION):
        tables = code_rows(documents, CODER, CODEBOOK_VERSION)
        instant = max(document["fetched_at"] for document in documents)
        counts["documents"] += len(documents)
        counts["reports"] += tables["report"].num_rows
        counts["failed"] += tables["issue"].num_rows
        write_folder(settings.landing, "_coding", name_run(settings.landing, "_coding", instant), {
            "kind": "coding", "instant": f"{instant:%Y-%m-%dT%H:%M:%SZ}", "covers": [folder],
            "is_sample": any(document["is_sample"] for document in documents),
            "counts": {"coded": tables["coded"].num_rows, "reports": tables["report"].num_rows, "failed": tables["issue"].num_rows},
            "outcome": "ok", "error": None,
        }, tables)
    return counts


def code_rows(documents: list[dict[str, Any]], coder: str, codebook_version: str) -> dict[str, Any]:
    """Arrow tables of a coding folder for ``raw.document`` rows; a document that the coder fails on is an issue row."""
    from extractors.records import ISSUE, hash_id
    from transforms.coding import code_document
    from transforms.records import CODING_TABLES, report_rows

    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CODING_TABLES}
    issues = []
    for document in documents:
        try:
            coded = code_document(coder_input(document))
            publisher_id = find_publisher_id(document)
        except Exception as error:
            _log.exception("the coder failed on %s", document["url"])
            issues.append({
                "issue_id": hash_id("code", document["source_id"], document["revision_id"], "", "coder_error"),
                "source_id": document["source_id"], "stage": "code", "severity": "quarantine", "reason": "coder_error",
                "item": document["revision_id"], "detail": f"{type(error).__name__}: {error}"[:300], "field": None, "value": None,
                "archive_record": document["archive_record"], "seen_at": document["fetched_at"],
            })
            continue
        for name, new in report_rows(document, coded, coder, codebook_version, publisher_id).items():
            rows[name] += new
    return {**{name: CODING_TABLES[name].to_arrow(rows[name]) for name in CODING_TABLES}, "issue": ISSUE.to_arrow(issues)}


def coder_input(document: dict[str, Any]) -> dict[str, Any]:
    """The coder's input line for a ``raw.document`` row."""
    return {"id": document["revision_id"], "title": document["title"] or "", "text": document["text"] or "", "url": document["url"],
            "lang": document["lang"], "published": document["published"], "publisher": _name_publisher(document)}


def _name_publisher(document: dict[str, Any]) -> str | dict[str, Any]:
    """The publisher as the coder takes it; only an official one can be a party, of another the country alone counts."""
    if not document["is_official"]:
        return {"country": document["publisher_country"]}
    return document["publisher_actor_id"] or {"name": document["publisher_name"], "country": document["publisher_country"]}


def find_publisher_id(document: dict[str, Any]) -> str | None:
    """Actor that publishes a ``raw.document`` row, when it is an official one that the gazetteer knows."""
    from transforms.actors.mentions import find_publisher
    from transforms.gazetteer import load_gazetteer

    actor = find_publisher({"publisher": _name_publisher(document)}, load_gazetteer())[0]
    return actor.actor_id if actor and document["is_official"] else None


def build_tables(settings: Settings | None = None) -> dict[str, Any]:
    """Merges reports into events and rebuilds every model."""
    from importlib.metadata import version

    from transforms.codebook import load_codebook
    from transforms.merge import Merger
    from warehouse.build import build_tables as build

    settings = settings or read_settings()
    codebook = load_codebook()
    ref_rows = {
        "event_type": codebook.event_types, "domain": codebook.domains, "instrument": codebook.instruments, "level": codebook.levels,
        "office": codebook.offices, "role": codebook.roles, "relation": codebook.relations, "realis": codebook.realis,
        "tie_status": codebook.tie_statuses, "strategy_cue": codebook.strategy_cues, "abstention": codebook.abstentions,
    }
    return build(
        settings.warehouse, merger=Merger(), ref_rows=ref_rows, actor_rows=_list_actors(), code_version=version("proxeny"),
        codebook_version=codebook.version)


def _list_actors() -> list[dict[str, Any]]:
    """Rows of ``core.actor``: every actor of the gazetteer."""
    from transforms.gazetteer import load_gazetteer

    return list(load_gazetteer().actor_rows())


def check_tables(settings: Settings | None = None) -> dict[str, Any]:
    """The events gate.

    Raises:
        GateError: a check of severity stop failed; nothing will be published.
    """
    from warehouse.checks import check_tables as check

    settings = settings or read_settings()
    return check(settings.warehouse)


def publish_snapshot(settings: Settings | None = None) -> dict[str, Any]:
    """Swaps in a snapshot of the checked tables; the same content is the same version and no new file."""
    from warehouse.snapshot import publish_snapshot as publish

    settings = settings or read_settings()
    return publish(settings.warehouse, settings.snapshots)
