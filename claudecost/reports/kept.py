"""An answer that stays in the store: its rows are looked through there, and only what is shown is fetched.

A company's year by day, project and person is a million rows; asked for one by one they take a minute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .dimensions import ModelDimension
from .parts import Closed, closings_of, parts_of
from .usage import Answers, Basis, Question, lay_out, question


def keep(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], table: str, select: str
) -> None:
    """Make the temporary `table` of a question's answer, closed months as they were; see `ask_in_parts`.

    `select` is SQL over what usage.sql asks for, as `usage_found`, and the labels of its groups, the tables
    `origin_names` (by origin_group) and `profile_names` (by profile_group). Measures it does not name are not
    worked out. Rows of the same labels may be there once for each part of the period.
    """
    today = replace(basis, outside=closings_of(closed))
    make = f"CREATE OR REPLACE TEMP TABLE {table} AS"
    is_undated = asked.period.since is None
    for period, month in parts_of(asked.period, closed):
        part = replace(asked, period=period)
        laid = lay_out(store, part, month.basis if month else today, undated=is_undated)
        _lay_out_profiles(store, asked, laid.profiles)
        store.run(f"{make} WITH usage_found AS ({question('usage.sql')}) {select}", laid.values)
        make = f"INSERT INTO {table}"


def _lay_out_profiles(
    store: Answers, asked: Question, profiles: Mapping[int, Mapping[str, str | None]]
) -> None:
    """The labels of profile groups, by the dimensions of the question that are a model's."""
    names = [entry.name for entry in asked.dimensions if isinstance(entry, ModelDimension)]
    shape = json.dumps([{"profile_group": "INTEGER"} | dict.fromkeys(names, "VARCHAR")])
    rows = [{"profile_group": number, **labels} for number, labels in profiles.items()]
    store.run(
        "CREATE OR REPLACE TEMP TABLE profile_names AS "
        f"SELECT unnest(from_json($rows, '{shape}'), recursive := TRUE)",
        {"rows": json.dumps(rows)},
    )
