"""The fake organisation behind HTTP, on this machine only.

with FakeApi(scenario.month()) as fake:
    ...  # fake.url, fake.admin_key, fake.requests, fake.faults
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from datetime import date, datetime
from types import TracebackType

from .access import Keys, check_door, check_version
from .company import Company
from .facts import Facts
from .faults import Faults
from .handler import Request, Server
from .query import Query
from .refusals import Refusal
from .routes import route
from .world import Ask, Json, Kind, World, floor


class FakeApi:
    """An organisation's API, served from a scenario while the context is open.

    `kind` is the kind of organisation; `has_analytics=False` is one without the newer reports.
    `now` is the fake's own clock and `refreshed_at` how far its analytics data reaches; both come
    from the scenario unless given.
    """

    def __init__(
        self,
        company: Company,
        kind: Kind = "console",
        *,
        has_analytics: bool = True,
        priority_in_analytics_cost: bool = False,
        now: datetime | None = None,
        refreshed_at: datetime | None = None,
        port: int = 0,
        log: bool = False,
    ) -> None:
        self.company = company
        self.kind: Kind = kind
        self.keys = Keys()
        self.requests: list[Request] = []
        self.faults = Faults()
        self.log = log
        self.now = now or company.now
        self._has_analytics = has_analytics
        self._priority_in_analytics_cost = priority_in_analytics_cost
        self._refreshed_at = refreshed_at or floor(self.now, "1h")
        self._facts = Facts(company.facts)
        self._worlds: dict[tuple[tuple[date, int], ...], World] = {}
        self._pulls: Counter[str] = Counter()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._server = Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def admin_key(self) -> str:
        return self.keys.admin

    @property
    def analytics_key(self) -> str:
        return self.keys.analytics

    @property
    def workspace_key(self) -> str:
        return self.keys.workspace

    @property
    def oauth_token(self) -> str:
        return self.keys.oauth

    @property
    def refreshed_at(self) -> datetime:
        """How far the analytics data reaches; usage after it is not in the newer reports yet."""
        return self._refreshed_at

    @refreshed_at.setter
    def refreshed_at(self, at: datetime) -> None:
        self._refreshed_at = at
        self._worlds.clear()

    def revise(self, day: date, times: int = 2) -> None:
        """From now on a day has so many times the tokens."""
        self._facts = self._facts.revised(day, times)
        self._worlds.clear()

    def __enter__(self) -> FakeApi:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def serve_forever(self) -> None:
        """Serve until interrupted, for a person to look at."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def request_id(self) -> str:
        """A new one for every answer."""
        return f"req_{next(self._numbers):024d}"

    def answer(self, request: Request, query: Query) -> Json | bytes:
        """The good answer to a request, or the `Refusal` it deserves."""
        path, headers = request.path, request.headers
        found = route(path)
        if request.method != ("GET" if found is None else found[0].method):
            raise Refusal(405, "Method Not Allowed")
        key = self.keys.kind(headers)
        check_version(headers)
        if found is None:
            raise Refusal(404, "Not found")
        with self._lock:
            world = self._world(path, query)
            check_door(key, found[0], world)
            return found[0].answer(Ask(world, path, query, found[1], headers, request.body))

    def _world(self, path: str, query: Query) -> World:
        """The numbers as this pull sees them."""
        pull = f"{path}?{query.digest()}"
        if query.text("page") is None:
            self._pulls[pull] += 1
        revisions = self.faults.revisions
        due = tuple((one.day, one.times) for one in revisions if self._pulls[pull] > one.after)
        if due not in self._worlds:
            self._worlds[due] = self._revised(due)
        return self._worlds[due]

    def _revised(self, revisions: tuple[tuple[date, int], ...]) -> World:
        facts = self._facts
        for day, times in revisions:
            facts = facts.revised(day, times)
        return World(
            self.company,
            facts,
            self.kind,
            self.url,
            self.now,
            self._refreshed_at,
            self._has_analytics,
            self._priority_in_analytics_cost,
        )
