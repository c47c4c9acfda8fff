"""One ask over one window: the walks it takes, put together into the pages of one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from .client import Client
from .plan import Ask
from .spool import SpooledPull
from .walking import Page, Walk, parameters, walk
from .windows import Window

Json = dict[str, Any]


class Puller:
    """Collects the pages of one pull, and counts what came from where."""

    def __init__(
        self, client: Client, spool: SpooledPull, ask: Ask, arrived: Callable[[], None], most_pages: int
    ) -> None:
        self._client, self._spool, self._ask = client, spool, ask
        self._arrived, self._most_pages = arrived, most_pages
        self.documents: list[Json] = []
        self.bytes = 0
        self.pages = 0
        self.resumed = 0

    def pull(self, window: Window | None) -> None:
        """Everything the ask wants of a window; None for a list, which has no time."""
        if window is None:
            self._take(Walk(self._ask.path, self._ask.parameters, self._ask.betas))
        elif self._ask.cut == "day":
            for day in window.days():
                asked = parameters(("starting_at", day.isoformat()), *self._ask.parameters)
                self._take(Walk(self._ask.path, asked, self._ask.betas))
        elif self._ask.cut == "workspace":
            self._by_workspace(window)
        else:
            self._take(self._walk(window, self._ask.group_by))

    def _by_workspace(self, window: Window) -> None:
        """Which workspaces there are anything of, then each of them; its rows are given its id.

        What belongs to no workspace cannot be asked for by workspace: it stays as the first answer has it,
        undivided, so that the total is whole.
        """
        found = self._pages(self._walk(window, ("workspace_id",)))
        for page in found:
            homeless = [row for row in _rows(page.document) if _workspace(row) is None]
            if homeless or page is found[0]:
                self.documents.append({**page.document, "data": homeless})
        known = {
            workspace for page in found for row in _rows(page.document) if (workspace := _workspace(row))
        }
        keys = tuple(key for key in self._ask.group_by if key != "workspace_id")
        for workspace in sorted(known):
            self._take(self._walk(window, keys, ("workspace_ids[]", workspace)), workspace)

    def _walk(self, window: Window, group_by: tuple[str, ...], *filters: tuple[str, str]) -> Walk:
        asked = parameters(
            ("starting_at", _midnight(window.since)),
            ("ending_at", _midnight(window.asked_until)),
            *self._ask.parameters,
            *filters,
            group_by=group_by,
        )
        return Walk(self._ask.path, asked, self._ask.betas)

    def _take(self, question: Walk, workspace: str | None = None) -> None:
        for page in self._pages(question):
            document = page.document if workspace is None else _of_workspace(page.document, workspace)
            self.documents.append(document)

    def _pages(self, question: Walk) -> list[Page]:
        walked = walk(self._client, question, self._spool, self._arrived, self._most_pages)
        self.pages += len(walked.pages)
        self.resumed += walked.resumed
        self.bytes += sum(page.size for page in walked.pages)
        return walked.pages


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _rows(document: Json) -> Iterator[Json]:
    for row in document["data"]:
        if isinstance(row, dict):
            yield row


def _workspace(row: Json) -> str | None:
    group = row.get("group")
    found = group.get("workspace_id") if isinstance(group, dict) else None
    return found if isinstance(found, str) and found else None


def _of_workspace(document: Json, workspace: str) -> Json:
    """The page with a workspace's id in every row, which was asked for and so is null in the answer."""
    data = [
        {**row, "group": {**row["group"], "workspace_id": workspace}}
        if isinstance(row, dict) and isinstance(row.get("group"), dict)
        else row
        for row in document["data"]
    ]
    return {**document, "data": data}
