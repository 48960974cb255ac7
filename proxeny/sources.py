"""``proxeny sources``: list the declarations, probe them on the live web, scaffold new ones."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from proxeny.plan import PlanError
from proxeny.settings import ROOT, Settings
from proxeny.steps import list_declarations
from proxeny.tables import cut, render_table

FAILED = 3


def show_sources(settings: Settings) -> int:
    """Prints every declared source; a declaration that cannot be read is a line on standard error.

    Returns:
        3 when a declaration cannot be read, else 0.
    """
    from extractors.declarations import SourceError, load_source

    rows, is_bad = [], False
    for path in list_declarations(settings.declarations("live")).values():
        try:
            source = load_source(path)
        except SourceError as error:
            print(f"proxeny: {error}", file=sys.stderr)
            is_bad = True
            continue
        rows.append([source.source_id, source.publisher.country, source.publisher.level, ", ".join(source.coverage.languages),
                     cut(source.publisher.name, 40), "out of service" if source.disabled else source.verified or "never"])
    print(render_table(["source", "country", "level", "languages", "publisher", "verified"], rows))
    return FAILED if is_bad else 0


def check_sources(settings: Settings, source_ids: list[str]) -> int:
    """Probes sources live (without ids all that are in service), prints what was seen and what has changed, and keeps it beside each
    declaration.

    Returns:
        0 when every source is good; 3 when one is not, or there is no network.

    Raises:
        PlanError: an unknown id, or no contact to name to the sites.
    """
    from extractors.declarations import SourceError, load_source
    from extractors.probe import check_source, render_check
    from extractors.transport import LiveTransport

    contact, turns = _require_contact(settings), _take_turns(settings)
    declared = list_declarations(settings.declarations("live"))
    if unknown := [source_id for source_id in source_ids if source_id not in declared]:
        raise PlanError(f"source {unknown[0]!r} is not declared in {settings.declarations('live')}")
    is_bad, unreachable = False, {}
    for source_id in source_ids or declared:
        try:
            source = load_source(declared[source_id])
            if source.disabled and not source_ids:
                continue
            check = check_source(source, transport=LiveTransport(), contact=contact, turns=turns, keep=True)
        except SourceError as error:
            print(f"proxeny: {error}", file=sys.stderr)
            is_bad = True
            continue
        if check.is_unreachable:
            unreachable[source_id] = check.probe.problems[0]
        else:
            print(render_check(check))
        is_bad = is_bad or not check.is_good
    if unreachable and len(unreachable) == len(source_ids or declared):
        print(f"proxeny: no source can be reached, is there a network? {next(iter(unreachable.values()))}", file=sys.stderr)
    else:
        for source_id, problem in unreachable.items():
            print(f"proxeny: {source_id} cannot be reached: {problem}", file=sys.stderr)
    return FAILED if is_bad else 0


def new_source(settings: Settings, url: str, **known: Any) -> int:
    """Writes a declaration of what discovery finds behind ``url`` and a recorded fixture for its test; says what is only a guess.

    Raises:
        ScaffoldError: the address cannot be read, lists nothing, or something has to be said by the caller.
        PlanError: no contact to name to the site.
    """
    from extractors.scaffold import Known, scaffold_source
    from extractors.transport import LiveTransport

    made = scaffold_source(url, transport=LiveTransport(), sources_dir=settings.declarations("live"),
                           fixtures_dir=_fixtures(settings), known=Known(**known), contact=_require_contact(settings),
                           turns=_take_turns(settings))
    print(f"{made.declaration}\n{made.fixture}")
    for guess in made.guesses:
        print(f"  a guess: {guess}")
    return 0


def _take_turns(settings: Settings) -> Any:
    """The turns that collecting runs on this data directory take too."""
    from extractors.hosts import HostTurns

    return HostTurns(settings.archive / ".hosts", clock=time.time, sleep=time.sleep)


def _fixtures(settings: Settings) -> Path:
    """In a clone with the tests; of declarations in a folder of one's own beside that folder, where nobody takes them for declarations."""
    if settings.sources is None:
        return ROOT / "tests" / "extractors" / "fixtures"
    return settings.sources.with_name(f"{settings.sources.name}_fixtures")


def _require_contact(settings: Settings) -> str:
    if settings.contact is None:
        raise PlanError("PROXENY_CONTACT is not set: a live fetch names an address at which site owners reach you")
    return settings.contact
