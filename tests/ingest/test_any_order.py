"""Which events come out depends on what the lines say, and on nothing else.

Not on the order files are read in, how often, by how many ingests, how far each had been written when it
was read, or on which machine: that is what makes it safe to ingest at any moment, and to merge machines.
"""

from __future__ import annotations

import pytest
from events import events, take_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repeated import examples

from claudecost.store import Store

from .invented import History, histories
from .stores import Bench, put

EXAMPLES = settings(
    max_examples=examples(4, 10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """One directory for all examples, and an empty store made once."""
    folder = tmp_path_factory.mktemp("any-order")
    (folder / "nothing").mkdir()
    take_in(Store(folder / "empty.db"), folder / "nothing")
    return Bench(folder / "example", folder / "empty.db")


@EXAMPLES
@given(history=histories(), data=st.data())
def test_any_order_any_repetition_and_any_split_into_several_ingests_gives_the_same_events(
    bench: Bench, history: History, data: st.DataObject
) -> None:
    """Files grow a stretch at a time, cut at any byte, each after any other, some read again untouched."""
    bench.clear()
    store, root = bench.store(), bench.directory / "root"
    written = dict.fromkeys(history, 0)
    while unfinished := [path for path in sorted(history) if written[path] < len(history[path])]:
        path = data.draw(st.sampled_from(unfinished), label="next to grow")
        written[path] = data.draw(st.integers(written[path] + 1, len(history[path])), label="grows to byte")
        put(root / path, history[path][: written[path]])
        if data.draw(st.booleans(), label="ingest now") or written == {p: len(history[p]) for p in history}:
            again = data.draw(st.sampled_from(sorted(history)), label="touched")
            if (root / again).exists():
                put(root / again, (root / again).read_bytes())
            take_in(store, root)

    assert events(store) == bench.all_at_once(history)


@EXAMPLES
@given(first=histories(), second=histories())
def test_two_machines_merged_in_either_order_give_the_same_events(
    bench: Bench, first: History, second: History
) -> None:
    bench.clear()
    laptop, desktop = bench.tree(first, "laptop"), bench.tree(second, "desktop")
    one, other = bench.store(), bench.store()
    take_in(one, laptop, machine="laptop")
    take_in(one, desktop, machine="desktop")
    take_in(other, desktop, machine="desktop")
    take_in(other, laptop, machine="laptop")

    assert events(one) == events(other)
