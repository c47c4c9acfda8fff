"""The tokens CSV of the Console's Usage page: what the organisation's meters counted, by day or hour.

Source: Anthropic Console, Usage page download.
"""

from __future__ import annotations

from ...errors import Place, Problem
from ..ledger import API, METERED, Ledgers, MeteredRow, Table
from .days import days
from .download import Download, Figures, snapshot
from .frames import frame
from .labels import context_window, plain, profiles, workspace
from .sheet import Sheet
from .table import LINE

_FIGURES = Figures(METERED, API, is_rounded=False)

_DIMENSIONS = {
    "workspace": "workspace",
    "api_key": "api_key",
    "model_version": "model",
    "usage_type": "service_tier",
    "context_window": "context_window",
    "inference_geo": "geo",
    "speed": "speed",
}

_WRITES = "usage_input_tokens_cache_write"
_WRITES_5M, _WRITES_1H = f"{_WRITES}_5m", f"{_WRITES}_1h"

_METERS = {
    "usage_input_tokens_no_cache": "input_tokens",
    _WRITES_5M: "cache_write_5m_tokens",
    _WRITES_1H: "cache_write_1h_tokens",
    _WRITES: "cache_write_unknown_tokens",
    "usage_input_tokens_cache_read": "cache_read_tokens",
    "usage_output_tokens": "output_tokens",
    "web_search_count": "web_search_requests",
}


def take(sheet: Sheet, download: Download) -> Ledgers:
    """The metered rows of a tokens CSV; raises BadData for dates that cannot be read for certain.

    Without rows it says that nothing was used, if it is known for which days.
    """
    found = days(sheet, "usage_date_utc", download)
    covered = download.days(found.first, found.last)
    if covered is None:
        return Ledgers([], [], [], [])
    meters = _meters(sheet, download)
    dimensions = {ours for theirs, ours in _DIMENSIONS.items() if theirs in sheet.columns}
    shot = snapshot(download, _FIGURES, dimensions, covered, found.last, sheet.frame.height)
    profile_ids, known = profiles(sheet)
    rows = frame(
        MeteredRow,
        {
            "snapshot_id": shot.snapshot_id,
            "row_no": sheet.frame[LINE],
            "starts_at": sheet.by_text("usage_date_utc", found.starts),
            "ends_at": sheet.by_text("usage_date_utc", found.ends),
            "workspace": sheet.label("workspace", workspace),
            "api_key": sheet.label("api_key", plain),
            "profile_id": profile_ids,
            "context_window": sheet.label("context_window", context_window),
        }
        | {ours: sheet.frame[theirs] for theirs, ours in meters.items()},
    )
    return Ledgers([shot], known, [Table(METERED, rows)], [])


def _meters(sheet: Sheet, download: Download) -> dict[str, str]:
    """The count columns of this version; a version without one counts less than there was, and says so."""
    meters = {theirs: ours for theirs, ours in _METERS.items() if theirs in sheet.columns}
    if _WRITES_5M in meters and _WRITES_1H in meters:
        meters.pop(_WRITES, None)  # their sum, if it is there at all
    lacking = [name for name in _METERS if name not in sheet.columns and not name.startswith(_WRITES)]
    if not {_WRITES, _WRITES_5M, _WRITES_1H} & set(meters):
        lacking.append(_WRITES)
    if lacking and sheet.frame.height:
        sheet.problems.append(
            Problem(
                f"no column {', '.join(lacking)}",
                Place(download.given.shown_path),
                "what it would have counted is missing from every total of these days",
            )
        )
    return meters
