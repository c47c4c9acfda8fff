"""Rows of usage and cost endpoints, in buckets, in `group` objects or flat -> rows of the ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from ..ledger import BilledRow, MeteredRow
from ..times import utc_text
from . import endpoints
from .answer import Answer
from .labels import actor_of, labels
from .node import ChangedPage, Node
from .tokens import meter, tokens


class Figure(NamedTuple):
    """A row: when, the object with its labels, the object with its figures (in older endpoints the same)."""

    starts_at: str
    ends_at: str
    group: Node
    figures: Node


def read_figures(answer: Answer) -> None:
    """Read every row of a usage or cost endpoint; raises ChangedPage and Grouped."""
    found = [figure for page in answer.pages for figure in _figures(answer, page)]
    for figure in found:
        answer.notice_keys(figure.group)
    null_is_default = answer.query.endpoint in endpoints.LEGACY and answer.groups_by("workspace_id")
    for figure in found:
        if answer.query.endpoint in endpoints.COSTS:
            answer.billed.setdefault(None, []).append(_billed(answer, figure, null_is_default))
        else:
            row = _metered(answer, figure, null_is_default)
            answer.metered.setdefault(None, []).append(row)
            if has_tokens(row):
                told = (key for key, value in figure.group.value.items() if value is not None)
                answer.keys_with_tokens.update(told)
        answer.products.add(figure.group.maybe_text("product"))
        answer.actor_types.add(actor_of(figure.group).type)


def has_tokens(row: MeteredRow) -> bool:
    """Whether anything in a row is billed by the token or the search."""
    counts = (getattr(row, field) for field in MeteredRow.__struct_fields__ if field.endswith("_tokens"))
    return any(counts) or row.web_search_requests > 0


def _figures(answer: Answer, page: Node) -> Iterator[Figure]:
    page.checked_object()
    endpoint = answer.query.endpoint
    for entry in page.objects("data"):
        starts_at, ends_at = bounds(answer, entry)
        answer.bounds.add((starts_at, ends_at))
        if endpoint in endpoints.BUCKETED:
            for row in entry.objects("results"):
                yield Figure(starts_at, ends_at, row, row)
        elif endpoint in (endpoints.ANALYTICS_USAGE, endpoints.ANALYTICS_COST):
            figures = entry.object("usage" if endpoint == endpoints.ANALYTICS_USAGE else "cost")
            yield Figure(starts_at, ends_at, entry.object("group"), figures)
        else:
            yield Figure(starts_at, ends_at, entry, entry)


def bounds(answer: Answer, entry: Node) -> tuple[str, str]:
    """When a bucket or row starts and ends; the reports by user leave it to the question (both null)."""
    starts_at, ends_at = entry.maybe_instant("starting_at"), entry.maybe_instant("ending_at")
    if starts_at and ends_at:
        if starts_at >= ends_at:
            raise entry.at("ending_at").wrong("after starting_at")
        return starts_at, ends_at
    since, until = utc_text(answer.query.since), utc_text(answer.query.until)
    if starts_at or ends_at or answer.query.endpoint not in (endpoints.USER_USAGE, endpoints.USER_COST):
        raise entry.at("ending_at" if starts_at else "starting_at").wrong("an instant")
    if since is None or until is None or since >= until:
        complaint = ChangedPage(answer.query.endpoint, entry.at("starting_at").path, "is null")
        complaint.what = f"this page of {answer.query.endpoint} does not say which days it covers"
        complaint.hint = "say so with --from and --to, or ask the endpoint again with bucket_width=1d"
        raise complaint
    return since, until


def _metered(answer: Answer, figure: Figure, null_is_default: bool) -> MeteredRow:
    of, counted = figure.figures, tokens(figure.figures)
    told = labels(figure.group, null_is_default)
    return MeteredRow(
        snapshot_id=0,
        row_no=0,
        starts_at=figure.starts_at,
        ends_at=figure.ends_at,
        workspace_id=told.workspace_id,
        workspace=told.workspace,
        api_key_id=told.api_key_id,
        api_key=None,
        actor_type=told.actor.type,
        actor=told.actor.id,
        product=told.product,
        profile_id=answer.profile(figure.group),
        context_window=told.context_window,
        input_tokens=counted.input,
        cache_write_5m_tokens=counted.cache_write_5m,
        cache_write_1h_tokens=counted.cache_write_1h,
        cache_write_unknown_tokens=counted.cache_write_unknown,
        cache_read_tokens=counted.cache_read,
        output_tokens=counted.output,
        web_search_requests=counted.web_searches,
        requests=of.maybe_count("requests"),
    )


def _billed(answer: Answer, figure: Figure, null_is_default: bool) -> BilledRow:
    of, told = figure.figures, labels(figure.group, null_is_default)
    if of.text("currency").upper() != "USD":
        raise of.at("currency").wrong("USD, the only currency Anthropic documents")
    return BilledRow(
        snapshot_id=0,
        row_no=0,
        starts_at=figure.starts_at,
        ends_at=figure.ends_at,
        workspace_id=told.workspace_id,
        workspace=told.workspace,
        api_key_id=told.api_key_id,
        api_key=None,
        actor_type=told.actor.type,
        actor=told.actor.id,
        product=told.product,
        profile_id=answer.profile(figure.group),
        context_window=told.context_window,
        cost_type=figure.group.maybe_text("cost_type"),
        token_type=meter(figure.group.maybe_text("token_type")),
        description=figure.group.maybe_text("description"),
        billed_usd=of.usd("amount"),
        list_usd=of.maybe_usd("list_amount"),
        requests=of.maybe_count("requests"),
    )


def next_day(day: str) -> str:
    """The instant a day after this one, both as `times.utc_text` spells them."""
    return (datetime.fromisoformat(day) + timedelta(days=1)).isoformat(timespec="microseconds")
