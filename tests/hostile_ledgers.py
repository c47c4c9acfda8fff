"""The organisation's own ledgers of a company whose workspaces and API keys are called what somebody likes.

October is the Console's CSVs, which hold the names; November a page of the API, which holds ids, and the
lists that say what those are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledgers.lists import keys_page, workspaces_page
from reconcile.figures import Books, Usage, bills, usage_page

#: What a file of text cannot hold, what Python writes into one without the quotes it needs, what is too long
#: for a field (such a row is quarantined), and what is another's name without the blanks around it.
NO_CSV = ("half a pair", "nothing", "carriage return", "long", "long words", "combining", "tab")

OCTOBER, NOVEMBER = "2026-10-10", "2026-11-10"


def take_in_ledgers(folder: Path, table: Mapping[str, str]) -> None:
    """Two rows for each of the names: what it used, and what it was billed; into the folder's store."""
    written = [
        Usage(OCTOBER, {"input": 10_000 * (number + 1)}, key=name, workspace=name)
        for number, (key, name) in enumerate(table.items())
        if key not in NO_CSV
    ]
    by_id = [
        Usage(NOVEMBER, {"input": 10_000 * (number + 1)}, key=f"{number:02d}", workspace=f"{number:02d}")
        for number in range(len(table))
    ]
    keys = [(f"apikey_{number:02d}", name) for number, name in enumerate(table.values())]
    workspaces = [(f"wrkspc_{number:02d}", name) for number, name in enumerate(table.values())]
    books = Books(folder).csvs(written, bills(written))
    books.write("usage.json", usage_page(by_id)).write("keys.json", keys_page(*keys))
    books.write("workspaces.json", workspaces_page(*workspaces)).take_in()
