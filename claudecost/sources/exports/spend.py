"""The spend report of a Team or Enterprise plan: tokens and amounts per person, product and model.

A row is a sum over the whole range of the report, and only the file's name says
which range that is. Source: claude.ai admin settings, Analytics, spend report.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ...errors import BadData, Place, Problem
from ..ledger import BILLED, METERED, SUBSCRIPTION, BilledRow, Ledgers, MeteredRow, Name, Snapshot, Table
from .amounts import amounts
from .download import Download, Figures, snapshot
from .frames import frame
from .labels import identifier, plain, profiles
from .names import Period
from .numbers import NOT_A_COUNT
from .sheet import Sheet
from .table import LINE

if TYPE_CHECKING:
    import polars as pl

_FIGURES = (
    Figures(METERED, SUBSCRIPTION, is_rounded=True),
    Figures(BILLED, SUBSCRIPTION, is_rounded=True),
)

_DIMENSIONS = {"actor", "product", "model"}

_PROMPT = "total_prompt_tokens"

#: The parts of the prompt, in versions since October 2026.
_SPLIT = {
    "total_uncached_input_tokens": "input_tokens",
    "total_cache_read_tokens": "cache_read_tokens",
    "total_cache_write_5m_tokens": "cache_write_5m_tokens",
    "total_cache_write_1h_tokens": "cache_write_1h_tokens",
}

#: How the pseudo-users begin that stand for the organisation's own services: `(org service usage)`.
_SERVICE = "(org service"


def take(sheet: Sheet, download: Download) -> Ledgers:
    """The metered and the billed rows of a spend report.

    Raises BadData where neither the file's name nor the person says which days it covers.
    """
    covered = download.period
    if covered is None:
        raise BadData(
            "the name of this spend report does not say which days it covers",
            where=Place(download.given.shown_path),
            hint="give them with `--from` and `--to`, or give the file the name it was downloaded under",
        )
    usd = amounts(sheet, "total_net_spend_usd", "total_gross_spend_usd")
    prompt = _prompt(sheet, download)
    metered, billed = (_snapshot(download, figures, covered, sheet.frame.height) for figures in _FIGURES)
    profile_ids, known = profiles(sheet)
    shared: dict[str, object] = {
        "row_no": sheet.frame[LINE],
        "starts_at": _midnight(covered.since),
        "ends_at": _midnight(covered.until),
        "actor_type": sheet.label("user_email", _actor_type),
        "actor": sheet.label("user_email", _actor),
        "product": sheet.label("product", identifier),
        "profile_id": profile_ids,
        "requests": _column(sheet, "total_requests"),
    }
    tokens: dict[str, object] = {
        "snapshot_id": metered.snapshot_id,
        "output_tokens": sheet.frame["total_completion_tokens"],
        "web_search_requests": _column(sheet, "total_web_search_count", absent=0),
    }
    gross = usd.get("total_gross_spend_usd")
    owed: dict[str, object] = {
        "snapshot_id": billed.snapshot_id,
        "billed_usd": sheet.by_text("total_net_spend_usd", usd["total_net_spend_usd"]),
        "list_usd": None if gross is None else sheet.by_text("total_gross_spend_usd", gross),
    }
    tables = [
        Table(METERED, frame(MeteredRow, {**shared, **tokens, **prompt})),
        Table(BILLED, frame(BilledRow, {**shared, **owed})),
    ]
    return Ledgers([metered, billed], known, tables, _users(sheet, metered.taken_at))


def _snapshot(download: Download, figures: Figures, covered: Period, rows: int) -> Snapshot:
    """Rows are sums over the range, so any day of it may be the newest; only a report of one day is daily."""
    last = covered.until - timedelta(days=1)
    is_daily = covered.since == last
    return snapshot(download, figures, _DIMENSIONS, covered, last if rows else None, rows, is_daily)


def _prompt(sheet: Sheet, download: Download) -> dict[str, pl.Series]:
    """The prompt's tokens by meter, or all together for versions and rows that do not split them.

    Rows that say neither, or only some of the parts, are put aside.
    """
    import polars as pl

    if not sheet.columns.issuperset(_SPLIT):
        sheet.lose(sheet.frame[_PROMPT].is_null(), NOT_A_COUNT)
        return {"unsplit_prompt_tokens": sheet.frame[_PROMPT]}
    told = sheet.frame.select(pl.sum_horizontal(pl.col(_SPLIT).is_not_null())).to_series()
    sheet.lose(~((told == len(_SPLIT)) | ((told == 0) & sheet.frame[_PROMPT].is_not_null())), NOT_A_COUNT)
    _warn_of_sums(sheet, download)
    parts = pl.col(list(_SPLIT))
    frame = sheet.frame.select(
        parts.fill_null(0).name.map(_SPLIT.__getitem__),
        unsplit_prompt_tokens=pl.when(pl.all_horizontal(parts.is_null())).then(pl.col(_PROMPT)).otherwise(0),
    )
    return {one.name: one for one in frame.get_columns()}


def _warn_of_sums(sheet: Sheet, download: Download) -> None:
    """The whole prompt should be the sum of its parts; where it is not, the parts stand."""
    import polars as pl

    parts = pl.sum_horizontal(pl.col(list(_SPLIT)), ignore_nulls=False)
    lines = sheet.frame.filter(parts != pl.col(_PROMPT))[LINE]
    if len(lines):
        sheet.problems.append(
            Problem(
                f"rows whose {_PROMPT} is not the sum of its parts: {len(lines)}",
                Place(download.given.shown_path, lines[0]),
                "the parts are what counts in every total",
            )
        )


def _actor(text: str) -> str | None:
    """Who used it: an e-mail address in lower case, or the organisation itself."""
    return "organisation" if text.lower().startswith(_SERVICE) else plain(text.lower())


def _actor_type(text: str) -> str | None:
    if text.lower().startswith(_SERVICE):
        return "organization"
    return None if plain(text) is None else "user"


def _column(sheet: Sheet, name: str, absent: int | None = None) -> pl.Series | int | None:
    return sheet.frame[name] if name in sheet.columns else absent


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _users(sheet: Sheet, seen_at: str) -> list[Name]:
    """The e-mail addresses that ids of users stand for."""
    if "user_id" not in sheet.texts:
        return []
    found = {}
    pairs = sheet.frame.select("user_id", "user_email").unique(maintain_order=True)
    for user, email in pairs.iter_rows():
        user_id, address = sheet.texts["user_id"][user], sheet.texts["user_email"][email]
        if plain(user_id) and _actor_type(address) == "user":
            found[user_id] = Name("user", user_id, None, address.lower(), None, seen_at)
    return list(found.values())
