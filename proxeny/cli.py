"""The command line: arguments in, one function call, exit code out.

Exit codes: 0 done, 1 the command failed, 2 wrong usage, 3 finished but a source failed, an input line was bad, or something
is overdue. Failures print one line on standard error. Steps are imported when they are called: ``--help`` stays fast.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from proxeny.settings import VARIABLES, SettingError, read_settings


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="proxeny", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="The open, dated, evidence-carrying record of what cities and regions do abroad.",
        epilog="settings, as environment variables:\n" + "\n".join(f"  {name:21}{text}" for name, text in VARIABLES.items())
        + "\n\nexit codes: 0 done, 1 failed, 2 wrong usage, 3 finished but a source failed, a line was bad or something is overdue")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="collect, build and publish through the DAGs on the embedded Airflow")
    kind = run.add_mutually_exclusive_group()
    kind.add_argument("--sample", nargs="?", const="first", choices=["first", "later"],
                      help="replay the demonstration web (its first or later recording)")
    kind.add_argument("--from-archive", nargs="*", metavar="FILE",
                      help="replay our own archive, or the WARC and JSONL files named")
    kind.add_argument("--reports", metavar="FILE.jsonl",
                      help="take in what another coder made of documents that have landed, in the output schema of `proxeny code`")
    run.add_argument("--coder", metavar="NAME@VERSION", type=_coder, help="who made these reports")
    run.add_argument("--source", nargs="+", default=[], metavar="ID", help="only these sources (with FILE: the source they belong to)")
    run.add_argument("--since", metavar="DATE", type=_iso_date, help="only what was published on or after DATE (YYYY-MM-DD)")

    status = commands.add_parser("status", help="sources, runs, quarantine and snapshot; exit 3 when something is overdue")
    status.add_argument("--json", action="store_true", help="as one JSON object")
    status.add_argument("--quarantine", action="store_true", help="every quarantined item with its reason")

    code = commands.add_parser("code", help="code documents: one JSON object a line in, one out, in order")
    code.add_argument("file", metavar="FILE.jsonl", help="- for standard input")
    code.add_argument("--out", metavar="FILE.jsonl", help="default: standard output")
    code.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes (default 1)")

    extract = commands.add_parser("extract", help="one page as JSON: title, text, language, publication date")
    extract.add_argument("file", metavar="FILE.html")
    extract.add_argument("--url", required=True, help="address the page was fetched from")
    extract.add_argument("--details", action="store_true", help="also how title and language were found, how sure, and the issues")

    resolve = commands.add_parser("resolve", help="candidates for the name of a place or body, best first, as a JSON list")
    resolve.add_argument("text", metavar="TEXT")
    resolve.add_argument("--lang", help="BCP 47 language, a hint")
    resolve.add_argument("--country", metavar="CC", help="ISO 3166-1 alpha-2 country, a hint")

    explain = commands.add_parser("explain", help="every report behind an event: quote in context, rule, URL, archive record")
    explain.add_argument("event_id", metavar="EVENT_ID")
    explain.add_argument("--json", action="store_true", help="as one JSON object")

    query = commands.add_parser("query", help="SQL on the published snapshot, read-only, without file or network access")
    query.add_argument("sql", metavar="SQL")
    query.add_argument("--format", choices=["table", "csv", "json", "parquet"], help="default: table on a terminal, else csv")

    review = commands.add_parser("review", help="a sheet for human coders, and what filled sheets say")
    review.add_argument("size", metavar="N", type=_positive, nargs="?", help="reports on the sheet, which goes to standard output as CSV")
    review.add_argument("--stratify", metavar="NAME,…", default="", help="draw evenly over type, lang, source, realis")
    review.add_argument("--score", nargs="+", metavar="SHEET", default=[], help="precision a field; of two sheets Krippendorff's alpha too")

    sources = commands.add_parser("sources", help="the source declarations")
    actions = sources.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="every declared source")
    check = actions.add_parser("check", help="probe sources live: robots, discovery, three articles, drift; exit 3 when one is not good")
    check.add_argument("source", metavar="ID", nargs="*", help="default: all")
    new = actions.add_parser("new", help="a declaration and a recorded fixture of what discovery finds behind an address")
    new.add_argument("url", metavar="URL")
    new.add_argument("--id", metavar="ID", dest="source_id", help="default: country and host")
    new.add_argument("--name", help="name of the publisher")
    new.add_argument("--country", metavar="CC", help="ISO 3166-1 alpha-2 (default: from the host)")
    new.add_argument("--level", default="local", help="level of the publisher (default: local)")
    new.add_argument("--languages", metavar="L", nargs="+", default=[], help="BCP 47 (default: those of the articles)")
    new.add_argument("--time-zone", metavar="ZONE", help="IANA name (default: from the country)")
    return parser


def _iso_date(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-05-04") from None


def _coder(text: str) -> str:
    from proxeny.plan import CODER

    if not CODER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like name@version")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def _run(arguments: argparse.Namespace) -> int:
    from proxeny.plan import Plan
    from proxeny.run import run

    plan = Plan(source_ids=tuple(arguments.source), since=arguments.since)
    if arguments.sample:
        plan = Plan("sample", recording=arguments.sample, source_ids=plan.source_ids, since=plan.since)
    if arguments.from_archive is not None:
        plan = Plan("archive", source_ids=plan.source_ids, since=plan.since, files=tuple(map(os.path.abspath, arguments.from_archive)))
    if arguments.reports is not None:
        plan = Plan("reports", files=(os.path.abspath(arguments.reports),), coder=arguments.coder)
    return run(plan, read_settings())


def _status(arguments: argparse.Namespace) -> int:
    from proxeny.reading import show_status

    return show_status(read_settings(), as_json=arguments.json, with_quarantine=arguments.quarantine)


def _code(arguments: argparse.Namespace) -> int:
    from proxeny.coding import code_file

    return code_file(arguments.file, arguments.out, arguments.workers)


def _extract(arguments: argparse.Namespace) -> int:
    from proxeny.coding import extract_file

    return extract_file(arguments.file, arguments.url, arguments.details)


def _resolve(arguments: argparse.Namespace) -> int:
    from proxeny.coding import resolve_text

    return resolve_text(arguments.text, arguments.lang, arguments.country)


def _explain(arguments: argparse.Namespace) -> int:
    from proxeny.reading import show_event

    return show_event(read_settings(), arguments.event_id, as_json=arguments.json)


def _query(arguments: argparse.Namespace) -> int:
    from proxeny.reading import show_query

    return show_query(read_settings(), arguments.sql, arguments.format)


def _review(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from proxeny.review import score_sheets, write_sheet

    if arguments.score:
        return score_sheets(map(Path, arguments.score))
    return write_sheet(read_settings(), arguments.size, tuple(filter(None, arguments.stratify.split(","))))


def _sources(arguments: argparse.Namespace) -> int:
    from proxeny.sources import check_sources, new_source, show_sources

    if arguments.action == "check":
        return check_sources(read_settings(), arguments.source)
    if arguments.action == "new":
        return new_source(read_settings(), arguments.url, source_id=arguments.source_id, name=arguments.name, country=arguments.country,
                          level=arguments.level, languages=tuple(arguments.languages), time_zone=arguments.time_zone)
    return show_sources(read_settings())


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run, "status": _status, "code": _code, "extract": _extract, "resolve": _resolve, "explain": _explain, "query": _query,
    "review": _review, "sources": _sources,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if arguments.command == "run" and (arguments.reports is None) != (arguments.coder is None):
        parser.error("--reports and --coder go together")
    if arguments.command == "review" and (arguments.size is None) != bool(arguments.score):
        parser.error("review takes either N or --score SHEET")
    try:
        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        print("proxeny: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`proxeny query … | head`); what is left to flush at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SettingError as error:
        print(f"proxeny: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if not is_expected(error):
            raise
        print(f"proxeny: {' '.join(str(error).split())}", file=sys.stderr)
        return 1


def is_expected(error: Exception) -> bool:
    """True for the failures a user can meet: their message is made to be read alone. Anything else is a defect, with its traceback."""
    from extractors.declarations import SourceError
    from extractors.scaffold import ScaffoldError
    from proxeny.embedded import AirflowError
    from proxeny.lock import DataInUse
    from proxeny.plan import PlanError
    from proxeny.review import ReviewError
    from proxeny.run import RunFailed
    from warehouse.errors import WarehouseError

    return isinstance(error, (OSError, SourceError, AirflowError, DataInUse, PlanError, ReviewError, RunFailed, ScaffoldError,
                              WarehouseError))


if __name__ == "__main__":
    sys.exit(main())
