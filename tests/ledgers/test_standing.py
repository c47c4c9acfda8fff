"""Which figures stand for a day: a rule about the set of snapshots, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.reports.ledgers import gaps
from claudecost.reports.standing import DAY, GRADES, SOURCES, Snapshot, Stretch, of_nobody, standing

FIRST = date(2026, 10, 1)
NOON = datetime(2026, 11, 10, 12)


def day(number: int) -> date:
    """A day of October."""
    return date(2026, 10, number)


def shot(number: int, since: int, until: int, **how: object) -> Snapshot:
    """A snapshot of days of October, the last included; by default of the tokens CSV."""
    plain = Snapshot(
        snapshot_id=number,
        pull_id=number,
        source="console-tokens-csv",
        organization="",
        traffic="api",
        grade="metered",
        dimensions=("model",),
        since=day(since),
        until=day(until) + DAY,
        last_day=day(until),
        taken_at=NOON,
        is_daily=True,
    )
    return replace(plain, **how)  # type: ignore[arg-type]


def told(snapshots: Iterable[Snapshot], wanted: Sequence[str] = ()) -> list[tuple[int, int, int]]:
    """The stretches as snapshot, first day, last day."""
    return [
        (found.snapshot_id, found.since.day, (found.until - DAY).day) for found in standing(snapshots, wanted)
    ]


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    since = draw(st.integers(0, 12))
    length = draw(st.integers(1, 10))
    start = FIRST + timedelta(days=since)
    end = start + timedelta(days=length)
    return Snapshot(
        snapshot_id=draw(st.integers(0, 40)),
        pull_id=0,
        source=draw(st.sampled_from([*SOURCES, "another"])),
        organization=draw(st.sampled_from(["", "fernwood", "larkspur"])),
        traffic=draw(st.sampled_from(["api", "subscription"])),
        grade=draw(st.sampled_from(GRADES)),
        dimensions=tuple(draw(st.sets(st.sampled_from(["model", "actor", "workspace"])))),
        since=start,
        until=end,
        last_day=draw(st.none() | st.integers(0, length - 1).map(lambda days: start + timedelta(days=days))),
        taken_at=NOON + timedelta(hours=draw(st.integers(0, 3))),
        is_daily=draw(st.booleans()),
    )


#: Every snapshot an answer of its own; ids are digests of the content, so no two share one.
SETS = st.lists(snapshots(), max_size=7, unique_by=lambda one: one.snapshot_id).map(
    lambda found: [replace(one, pull_id=one.snapshot_id) for one in found]
)


def scope_of(one: Snapshot, among: Sequence[Snapshot]) -> tuple[str, str]:
    """Whose figures, once those of nobody have joined the only organisation there is."""
    names = {other.organization for other in among if other.traffic == one.traffic} - {""}
    organization = one.organization or (min(names) if len(names) == 1 else "")
    return organization, one.traffic


def days_of(stretch: Stretch | Snapshot) -> set[date]:
    return {stretch.since + timedelta(days=n) for n in range((stretch.until - stretch.since).days)}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SETS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_stretches(found: list[Snapshot], random: object) -> None:
    shuffled = [*found]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled, ["actor"]) == standing(found, ["actor"])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SETS)
def test_no_day_of_one_scope_is_told_twice_and_every_whole_day_is_told(found: list[Snapshot]) -> None:
    by_id = {one.snapshot_id: one for one in found}
    days: dict[tuple[str, str], list[date]] = {}
    for stretch in standing(found):
        one = by_id[stretch.snapshot_id]
        assert days_of(stretch) <= days_of(one)
        assert one.is_daily or days_of(stretch) == days_of(one), "a range stands whole or not at all"
        days.setdefault(scope_of(one, found), []).extend(days_of(stretch))
    for scope, told_days in days.items():
        assert len(told_days) == len(set(told_days)), scope
    nobodys = {one.snapshot_id for one in of_nobody(found)}
    for one in found:
        if one.is_daily and one.snapshot_id not in nobodys:
            assert days_of(one) <= set(days[scope_of(one, found)])


def test_two_pages_of_one_answer_stand_together() -> None:
    assert told([shot(1, 5, 6, pull_id=9), shot(2, 6, 7, pull_id=9)]) == [(1, 5, 7), (2, 5, 7)]


def test_a_partial_download_never_beats_the_complete_one_of_the_same_day() -> None:
    """However young the partial one is: copying a file makes it younger."""
    partial = shot(1, 1, 31, last_day=day(15), taken_at=NOON + timedelta(days=3))
    complete = shot(2, 1, 31)
    assert told([partial, complete]) == [(1, 1, 14), (2, 15, 31)]


def test_a_days_file_and_the_months_file_never_add() -> None:
    assert told([shot(1, 7, 7, taken_at=NOON + DAY), shot(2, 1, 31)]) == [(2, 1, 31)]


def test_an_answer_beats_a_file_of_the_same_days() -> None:
    answer = shot(1, 5, 6, source="usage-report", taken_at=NOON - DAY)
    assert told([answer, shot(2, 1, 31)]) == [(2, 1, 4), (1, 5, 6), (2, 7, 31)]


def test_an_answer_of_a_day_that_was_not_over_does_not_beat_a_file_that_goes_on() -> None:
    answer = shot(1, 5, 6, source="usage-report", taken_at=datetime(2026, 10, 6, 9))
    assert told([answer, shot(2, 1, 31)]) == [(2, 1, 4), (1, 5, 5), (2, 6, 31)]


def test_the_best_grade_comes_first() -> None:
    estimated = shot(1, 1, 31, source="claude-code-report", grade="estimated", taken_at=NOON + DAY)
    assert told([estimated, shot(2, 5, 6)]) == [(1, 1, 4), (2, 5, 6), (1, 7, 31)]


def test_the_cut_that_knows_what_is_asked_for_comes_first() -> None:
    by_model = shot(1, 5, 6, source="analytics-cost", taken_at=NOON + DAY)
    by_actor = shot(2, 5, 6, source="analytics-cost", dimensions=("model", "actor"))
    assert told([by_model, by_actor]) == [(1, 5, 6)]
    assert told([by_model, by_actor], ["actor"]) == [(2, 5, 6)]


def test_ranges_are_chosen_to_tell_the_most_days() -> None:
    whole = {"source": "spend-report-csv", "is_daily": False}
    ranges = [shot(1, 1, 10, **whole), shot(2, 8, 20, **whole), shot(3, 21, 31, **whole)]
    assert told(ranges) == [(2, 8, 20), (3, 21, 31)]
    assert told([*ranges, shot(4, 1, 7, **whole)]) == [(4, 1, 7), (2, 8, 20), (3, 21, 31)]


def test_days_one_by_one_are_better_than_the_range_over_them() -> None:
    whole = shot(1, 1, 3, source="spend-report-csv", is_daily=False)
    single = [shot(number, number - 1, number - 1, source="spend-report-csv") for number in (2, 3, 4)]
    assert told([whole, *single]) == [(2, 1, 1), (3, 2, 2), (4, 3, 3)]
    assert told([whole, *single[:2]]) == [(1, 1, 3)]


def test_a_view_that_leaves_things_out_does_not_win_by_a_day_more() -> None:
    by_user = shot(1, 1, 31, source="analytics-user-cost-report", is_daily=False)
    assert told([by_user, shot(2, 1, 30, source="analytics-cost-report")]) == [(2, 1, 30)]
    assert told([by_user]) == [(1, 1, 31)]


def test_the_newest_of_two_equal_ranges_stands() -> None:
    whole = {"source": "spend-report-csv", "is_daily": False}
    assert told([shot(1, 1, 31, taken_at=NOON + DAY, **whole), shot(2, 1, 31, **whole)]) == [(1, 1, 31)]


def test_two_organisations_add_and_an_unnamed_one_joins_the_only_named_one() -> None:
    fern, lark = shot(1, 1, 31, organization="fernwood"), shot(2, 1, 31, organization="larkspur")
    unnamed = shot(3, 5, 6, source="usage-report")
    assert told([fern, lark]) == [(1, 1, 31), (2, 1, 31)]
    assert told([fern, unnamed]) == [(1, 1, 4), (3, 5, 6), (1, 7, 31)]


def test_seats_and_api_add() -> None:
    assert told([shot(1, 1, 2), shot(2, 1, 2, traffic="subscription")]) == [(1, 1, 2), (2, 1, 2)]


def test_days_nobody_tells_are_counted() -> None:
    found = gaps(standing([shot(1, 1, 2), shot(2, 5, 6), shot(3, 6, 8)]), None, None)
    assert sum((last - first).days + 1 for first, last in found) == 2


def test_figures_of_nobody_never_stand_beside_those_of_two_organisations() -> None:
    """They are one of the two's, and nobody knows whose: added as a third they would count twice."""
    ours, theirs = shot(1, 1, 31, organization="acme"), shot(2, 1, 31, organization="fern")
    nobodys = shot(3, 1, 31)
    assert told([ours, theirs, nobodys]) == [(1, 1, 31), (2, 1, 31)]
    assert of_nobody([ours, theirs, nobodys]) == [nobodys]
    assert of_nobody([ours, nobodys]) == []


def test_labels_that_differ_in_case_and_blanks_are_one_organisation() -> None:
    assert told([shot(1, 1, 31, organization="Acme"), shot(2, 1, 31, organization=" acme ")]) == [(2, 1, 31)]


def test_a_damaged_file_never_beats_a_whole_one() -> None:
    """However young it is: a copy with lines that cannot be read is no restatement."""
    damaged = shot(2, 1, 31, taken_at=NOON + DAY, is_damaged=True)
    assert told([shot(1, 1, 31), damaged]) == [(1, 1, 31)]
    assert told([damaged]) == [(2, 1, 31)]


def test_one_page_of_a_longer_answer_never_beats_a_whole_file() -> None:
    page = shot(2, 1, 31, source="analytics-cost", taken_at=NOON + DAY, is_last=False)
    assert told([shot(1, 1, 31), page]) == [(1, 1, 31)]
