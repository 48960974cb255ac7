"""What one run is asked to do: the configuration that the command line hands to the ``collect_documents`` DAG."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Mode = Literal["live", "sample", "archive", "reports"]

CODER = re.compile(r"[A-Za-z0-9_-]+@[A-Za-z0-9_.-]+")


class PlanError(ValueError):
    """The configuration of a run cannot be carried out; the message names the key and the value."""


@dataclass(frozen=True)
class Plan:
    """What to do.

    ``mode`` live fetches, sample replays the demonstration web, archive replays ``files`` (or, without any, our own archive), reports
    takes in what ``coder`` (``name@version``) made of documents, from the one file of ``files``.
    """

    mode: Mode = "live"
    recording: str = "first"
    source_ids: tuple[str, ...] = ()
    since: str | None = None
    files: tuple[str, ...] = ()
    coder: str | None = None

    def as_conf(self) -> dict[str, Any]:
        """JSON object for the run; :func:`read_plan` reads it back."""
        return asdict(self)


def read_plan(conf: dict[str, Any] | None) -> Plan:
    """The plan that a run's configuration describes; a scheduled run has none and is live.

    Raises:
        PlanError: an unknown key, or a mode or recording that does not exist.
    """
    conf = dict(conf or {})
    if unknown := sorted(conf.keys() - Plan.__dataclass_fields__.keys()):
        raise PlanError(f"run configuration has an unknown key {unknown[0]!r}")
    plan = Plan(**{key: tuple(value) if isinstance(value, list) else value for key, value in conf.items()})
    if plan.mode not in get_args(Mode):
        raise PlanError(f"run configuration: mode {plan.mode!r} is none of {', '.join(get_args(Mode))}")
    if plan.mode == "reports" and (len(plan.files) != 1 or not CODER.fullmatch(plan.coder or "")):
        raise PlanError(f"run configuration: reports come in one file from a coder called name@version, not {plan.coder!r}")
    if plan.recording not in ("first", "later"):
        raise PlanError(f"run configuration: recording {plan.recording!r} is none of first, later")
    return plan
