"""Page after page along one cursor, each written down as it arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import BadData
from ..sources.pages import load
from .client import Client
from .spool import SpooledPull
from .trouble import ChangedAnswer, EndlessAnswer, Refused

#: A month of the largest organisation is a few hundred.
MOST_PAGES = 10_000


class Page(NamedTuple):
    """A page of an answer, and how many bytes it came in."""

    document: dict[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One question whose answer comes in pages."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    betas: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, ...]:
        """What tells this question from any other: a cursor is good for nothing else."""
        pairs = (f"{name}={value}" for name, value in self.parameters)
        return (self.path, *pairs, *self.betas)


class Walked(NamedTuple):
    """All pages of an answer, and how many of them had been received before."""

    pages: list[Page]
    resumed: int


def walk(
    client: Client,
    question: Walk,
    spool: SpooledPull,
    arrived: Callable[[], None],
    most_pages: int = MOST_PAGES,
) -> Walked:
    """All pages of an answer: those in the spool, then the rest. Raises SyncTrouble; what came is kept.

    A cursor from an earlier run may have expired: a 400 then begins the walk again, once.
    """
    pages = _spooled(question, spool, most_pages)
    resumed = len(pages)
    for _ in pages:
        arrived()
    try:
        return Walked(_rest(client, question, spool, pages, arrived, most_pages), resumed)
    except Refused as refused:
        if refused.status != 400 or not resumed or len(pages) > resumed:
            raise
    spool.forget(*question.name)
    return Walked(_rest(client, question, spool, [], arrived, most_pages), 0)


def _rest(
    client: Client,
    question: Walk,
    spool: SpooledPull,
    pages: list[Page],
    arrived: Callable[[], None],
    most_pages: int,
) -> list[Page]:
    cursors = {cursor for page in pages if (cursor := _next(question, page.document)) is not None}
    cursor = _next(question, pages[-1].document) if pages else None
    while cursor is not None or not pages:
        if len(pages) >= most_pages:
            raise EndlessAnswer(question.path, f"{most_pages:,} pages, and still there is another")
        parameters = (*question.parameters, *((cursor,) if cursor else ()))
        answer = client.get(question.path, parameters, question.betas)
        page = Page(_checked(question, answer.document), len(answer.body))
        cursor = _next(question, page.document)
        if cursor in cursors:
            raise EndlessAnswer(question.path, "a page leads back to one before it")
        if cursor is not None:
            cursors.add(cursor)
        spool.add(len(pages), answer.body, *question.name)
        pages.append(page)
        arrived()
    return pages


def _spooled(question: Walk, spool: SpooledPull, most_pages: int) -> list[Page]:
    """The pages an earlier run received; none of them if they are no good beginning."""
    try:
        bodies = spool.pages(*question.name)
        pages = [Page(_checked(question, load(body)), len(body)) for body in bodies]
        cursors = [_next(question, page.document) for page in pages]
    except (BadData, ChangedAnswer):
        spool.forget(*question.name)
        return []
    # Only the last page may have nothing after it, and no two the same.
    if None in cursors[:-1] or len(set(cursors)) < len(cursors) or len(cursors) >= most_pages:
        spool.forget(*question.name)
        return []
    return pages


def _checked(question: Walk, document: object) -> dict[str, Any]:
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        raise ChangedAnswer(question.path, "the answer is not a page: it has no list `data`")
    return document


def _next(question: Walk, document: dict[str, Any]) -> tuple[str, str] | None:
    """The parameter that asks for the page after this one; None after the last.

    Reports and some lists hand out `next_page`, other lists go on after `last_id` (Admin API reference).
    """
    has_more, next_page = document.get("has_more"), document.get("next_page")
    if has_more is False or (has_more is None and next_page is None):
        return None
    if isinstance(next_page, str) and next_page:
        return ("page", next_page)
    last_id = document.get("last_id")
    if isinstance(last_id, str) and last_id:
        return ("after_id", last_id)
    raise ChangedAnswer(question.path, "the answer goes on, but does not say where")


def parameters(*pairs: tuple[str, str], group_by: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Query parameters; a list repeats its name with brackets."""
    return (*pairs, *(("group_by[]", key) for key in group_by))
