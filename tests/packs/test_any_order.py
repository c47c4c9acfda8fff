"""Merging packs comes to the same as one machine reading everything: in any order, any number of times."""

from __future__ import annotations

import json
from pathlib import Path

from events import events, take_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest.invented import History, histories
from ingest.lines import answer, at, jsonl
from ingest.stores import Bench, put
from repeated import examples

from claudecost.packing.disguise import Disguise

from .packing import SALT, packed, told

EXAMPLES = settings(
    max_examples=examples(2, 6),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

MACHINES = ("desktop", "laptop", "tower")


@EXAMPLES
@given(machines=st.lists(histories(), min_size=2, max_size=3), data=st.data())
def test_packs_in_any_order_and_repetition_are_what_one_machine_reading_all_would_know(
    bench: Bench, machines: list[History], data: st.DataObject
) -> None:
    """Also where transcripts are read directly as well, before, between or after packs that tell of them."""
    bench.clear()
    trees = {name: bench.tree(history, name) for name, history in zip(MACHINES, machines, strict=False)}
    whole, merging, packs = bench.store(), bench.store(), bench.directory / "shared"
    packs.mkdir()
    for name, tree in trees.items():
        own = bench.store()
        take_in(own, tree, machine=name)
        packed(own, packs / f"{name}.parquet", name)
        take_in(whole, tree, machine=name)
    steps = [
        *((packs / f"{name}.parquet", "here") for name in trees),
        *((trees[name], name) for name in trees),
    ]
    chosen = data.draw(st.lists(st.sampled_from(steps), max_size=4), label="on the way")
    for path, machine in [*chosen, *data.draw(st.permutations(steps[: len(trees)]), label="all packs")]:
        take_in(merging, path, machine=machine)

    assert told(merging) == told(whole)


@EXAMPLES
@given(history=histories(), data=st.data())
def test_packs_written_while_transcripts_grow_merge_to_what_they_came_to(
    bench: Bench, history: History, data: st.DataObject
) -> None:
    """An older pack after a newer one changes nothing; the lines a response was seen in are counted once."""
    bench.clear()
    own, merging, root = bench.store(), bench.store(), bench.directory / "root"
    paths: list[Path] = []
    written = dict.fromkeys(history, 0)
    while unfinished := [path for path in sorted(history) if written[path] < len(history[path])]:
        path = data.draw(st.sampled_from(unfinished), label="next to grow")
        written[path] = data.draw(st.integers(written[path] + 1, len(history[path])), label="grows to byte")
        put(root / path, history[path][: written[path]])
        take_in(own, root)
        paths.append(bench.directory / f"{len(paths)}.parquet")
        packed(own, paths[-1])
    order = data.draw(st.permutations(paths[-4:]), label="order")
    for pack in order:
        take_in(merging, pack)

    assert events(merging) == events(own)


@EXAMPLES
@given(history=histories(), data=st.data())
def test_names_win_over_pseudonyms_whichever_came_first(
    bench: Bench, history: History, data: st.DataObject
) -> None:
    """A pack with names hidden, and the same usage read directly or in a pack with names: nobody is split."""
    bench.clear()
    own, whole, merging = bench.store(), bench.store(), bench.store()
    tree = bench.tree(history, "laptop")
    for store in (own, whole):
        take_in(store, tree, machine="laptop")
    plain, *hidden = (bench.directory / f"{number}.parquet" for number in range(4))
    packed(own, plain)
    for path, users, projects in zip(hidden, (True, False, True), (False, True, True), strict=True):
        packed(own, path, disguise=Disguise(SALT, users, projects))
    named = data.draw(st.sampled_from([tree, plain]), label="with names")
    without = data.draw(
        st.lists(st.sampled_from(hidden), min_size=1, max_size=2, unique=True), label="hidden"
    )
    for path in data.draw(st.permutations([named, *without]), label="order"):
        take_in(merging, path, machine="laptop")

    assert told(merging) == told(whole)


def test_a_fork_whose_copy_lies_on_another_machine_is_counted_once_where_it_began(bench: Bench) -> None:
    bench.clear()
    begun = [answer(1, session="s1"), answer(2, session="s1")]
    copied = [{**line, "sessionId": "s2", "version": "2.1.300"} for line in begun]
    folder = "projects/-home-ann-shop"
    laptop = bench.tree({f"{folder}/s1.jsonl": jsonl(*begun)}, "laptop")
    desktop = bench.tree({f"{folder}/s2.jsonl": jsonl(*copied, answer(3, session="s2"))}, "desktop")
    merging = bench.store()
    for name, tree in (("desktop", desktop), ("laptop", laptop)):
        own = bench.store()
        take_in(own, tree, machine=name)
        packed(own, bench.directory / f"{name}.parquet", name)
        take_in(merging, bench.directory / f"{name}.parquet")

    with merging.reading() as reader:
        found = reader.rows(
            "SELECT g.machine, g.session_id, count(*), sum(e.lines) FROM usage_events AS e "
            "JOIN origins AS g USING (origin_id) GROUP BY ALL ORDER BY ALL"
        )
    assert found == [("desktop", "s2", 1, 1), ("laptop", "s1", 2, 4)]


def test_files_with_one_path_on_two_machines_stay_two_files(bench: Bench) -> None:
    """Two containers, two homes of one name: neither's usage hides the other's, nor stops its reading."""
    bench.clear()
    merging, root = bench.store(), bench.directory / "root"
    path = root / "projects/-home-ann-shop/s1.jsonl"
    for number, name in ((1, "one"), (2, "two")):
        put(path, jsonl(answer(number)))
        own = bench.store()
        take_in(own, root, machine=name)
        packed(own, bench.directory / f"{name}.parquet", name)
        take_in(merging, bench.directory / f"{name}.parquet")

    assert {(row[-2], row[-1]) for row in told(merging)} == {(str(path), "one"), (str(path), "two")}
    put(path, jsonl(answer(2), answer(3)))
    assert take_in(merging, root, machine="two").saved == (1, 0, 3)


def test_what_came_in_a_pack_is_not_handed_on_in_another(bench: Bench) -> None:
    """Each machine tells what it has seen itself: packs of packs would grow with every round."""
    bench.clear()
    one, other = bench.store(), bench.store()
    take_in(one, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1))}, "one"), machine="one")
    packed(one, bench.directory / "one.parquet", "one")
    take_in(other, bench.tree({"projects/p/s2.jsonl": jsonl(answer(2))}, "two"), machine="two")
    take_in(other, bench.directory / "one.parquet")

    assert packed(other, bench.directory / "two.parquet", "two").envelope.observations == 1


def test_the_same_store_gives_the_same_pack_and_an_unchanged_one_is_left_alone(bench: Bench) -> None:
    """So that a shared folder is read again only where something is new."""
    bench.clear()
    own = bench.store()
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(*map(answer, range(1, 30)))}))
    path = bench.directory / "laptop.parquet"
    first, before = packed(own, path), path.stat()
    again = packed(own, path)

    assert (first.is_new, again.is_new) == (True, False)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert packed(own, bench.directory / "copy.parquet").envelope == first.envelope


def test_since_leaves_out_what_was_over_and_keeps_responses_whole(bench: Bench) -> None:
    from datetime import datetime

    bench.clear()
    own, merging = bench.store(), bench.store()
    early = answer(2) | {"timestamp": at(2), "message": {**answer(2)["message"], "stop_reason": None}}
    late = answer(2, output=500) | {"timestamp": at(400)}
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1), early, late, answer(500))}))
    packed(own, bench.directory / "p.parquet", since=datetime.fromisoformat(at(300)).replace(tzinfo=None))
    take_in(merging, bench.directory / "p.parquet")

    assert [event["at"] for event in events(merging)] == [at(2), at(500)]
    packed(own, bench.directory / "p.parquet")
    take_in(merging, bench.directory / "p.parquet")
    assert told(merging) == told(own)


def test_git_remotes_of_projects_travel_with_their_usage(bench: Bench) -> None:
    bench.clear()
    own, merging = bench.store(), bench.store()
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1))}))
    with own.booking() as reader:
        for project, machine in (("/home/ann/shop", "laptop"), ("/home/ben/other", "tower")):
            reader.run(
                "INSERT INTO names VALUES ('git_remote', $id, 'git.example/shop', NULL, $attributes, "
                "TIMESTAMP '2026-08-01')",
                {"id": project, "attributes": json.dumps({"machine": machine})},
            )
    packed(own, bench.directory / "p.parquet")
    take_in(merging, bench.directory / "p.parquet")
    with merging.reading() as reader:
        assert reader.rows("SELECT id, name, attributes FROM names") == [
            ("/home/ann/shop", "git.example/shop", '{"machine": "laptop"}')
        ]


def test_one_folder_with_two_copies_of_a_pack_counts_it_once(bench: Bench) -> None:
    bench.clear()
    own, merging, shared = bench.store(), bench.store(), bench.directory / "shared"
    shared.mkdir()
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1), answer(2))}))
    for name in ("laptop", "copy of laptop"):
        packed(own, shared / f"{name}.parquet")
    take_in(merging, shared)

    assert told(merging) == told(own)
