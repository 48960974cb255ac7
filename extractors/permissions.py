"""What a host permits: its robots.txt and its TDM file, each asked for at most once in 24 hours (RFC 9309, 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from .addresses import origin
from .bodies import Limits, decode_body
from .messages import Response
from .robots import Reservations, Robots, read_reservations, read_robots

if TYPE_CHECKING:
    from .fetch import Fetched

ROBOTS = "/robots.txt"
RESERVATIONS = "/.well-known/tdmrep.json"
KEPT_FOR = timedelta(hours=24)

ENDLESS = frozenset({"redirect_loop", "too_many_redirects", "bad_redirect"})
_UNPACKABLE = frozenset({"bad_encoding", "decompression_bomb", "truncated_body"})
_ODD = frozenset({"html", "not_recorded"})


class Permissions:
    """``ask`` fetches such a file, ``recall`` gives the archived answer of an address when it is not older than :data:`KEPT_FOR`. In a
    replay the TDM file is not sought: whoever recorded the pages was bound by it then."""

    def __init__(self, ask: Callable[[str], Fetched], recall: Callable[[str], Response | None], limits: Limits, is_replay: bool) -> None:
        self._ask = ask
        self._recall = recall
        self._limits = limits
        self._is_replay = is_replay
        self._robots: dict[str, Robots] = {}
        self._reservations: dict[str, Reservations] = {}

    def refuse(self, url: str) -> tuple[str, str] | None:
        """(outcome, detail) when ``url`` may not be asked for."""
        robots = self.robots_of(url)
        if robots.verdict == "unreachable":
            # A host that cannot be reached at all is told by its own name, one that answers with errors is the RFC's case.
            reason, _, detail = robots.detail.partition(": ")
            return reason if reason.isidentifier() else "robots_unreachable", detail or robots.detail
        if not robots.allows(url):
            return "robots_disallowed", url
        if not self._is_replay and self._reservations_of(url).covers(url):
            return "opted_out_tdm_reservation", f"{origin(url)}{RESERVATIONS}"
        return None

    def robots_of(self, url: str) -> Robots:
        root = origin(url)
        if root not in self._robots:
            kept = self._recall(root + ROBOTS)
            self._robots[root] = self._ask_robots(root) if kept is None else read_robots(kept, decode_body(kept, self._limits)[0])
        return self._robots[root]

    def verdict(self, url: str) -> str | None:
        """What is known of the host's robots.txt, without asking."""
        known = self._robots.get(origin(url))
        return None if known is None else known.verdict

    def delay(self, host: str) -> float:
        """Seconds between two requests that the host's rules ask for, as far as they are known."""
        return max((robots.delay for root, robots in self._robots.items() if root.endswith(f"://{host}")), default=0.0)

    def robots_read(self) -> dict[str, Robots]:
        """By origin, in order."""
        return dict(sorted(self._robots.items()))

    def odd_robots(self) -> list[tuple[str, str]]:
        """(address, html or not_recorded) of each robots.txt that was neither rules nor plainly absent."""
        return [(root + ROBOTS, robots.verdict) for root, robots in self.robots_read().items() if robots.verdict in _ODD]

    def _ask_robots(self, root: str) -> Robots:
        fetched = self._ask(root + ROBOTS)
        if fetched.outcome in _UNPACKABLE:
            return Robots("unreachable", detail=f"robots.txt cannot be unpacked ({fetched.outcome})")
        if fetched.response is not None and fetched.outcome not in ENDLESS:
            # Of a file that is too large the beginning counts.
            return read_robots(fetched.response, fetched.body or fetched.response.body)
        if fetched.outcome == "not_recorded":
            # Whoever made the recording kept the rules then; nobody is asked now.
            return Robots("not_recorded")
        if fetched.outcome in ENDLESS:
            return Robots("none")
        return Robots("unreachable", detail=f"{fetched.outcome}: {fetched.detail}")

    def _reservations_of(self, url: str) -> Reservations:
        root = origin(url)
        if root not in self._reservations:
            kept = self._recall(root + RESERVATIONS)
            if kept is not None:
                body = decode_body(kept, self._limits)[0] if kept.status == 200 else b""
            else:
                fetched = self._ask(root + RESERVATIONS)
                body = fetched.body if fetched.is_ok else b""
            self._reservations[root] = read_reservations(body)
        return self._reservations[root]
