"""A pack that is not what was written is refused whole, and the rest of the folder is still taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from command_line import claudecost
from events import take_in
from ingest.lines import answer, jsonl
from ingest.stores import Bench

from claudecost.errors import BadData
from claudecost.packing import envelope as e
from claudecost.packing.envelope import KEY, Envelope, envelope_of, seal

from .packing import packed, told


@pytest.fixture
def shared(bench: Bench, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the packs of two machines; the store is one nobody has yet."""
    bench.clear()
    shared = bench.directory / "shared"
    shared.mkdir()
    for number, name in ((1, "laptop"), (2, "tower")):
        own = bench.store()
        take_in(own, bench.tree({f"projects/p/s{number}.jsonl": jsonl(answer(number))}, name), machine=name)
        packed(own, shared / f"{name}.parquet", name)
    monkeypatch.setenv("CLAUDECOST_DB", str(empty_home / "store.db"))
    return shared


def set_to(column: str, value: str) -> str:
    """A statement that changes what all observations of a pack say."""
    changed = f"struct_update(observation, {column} := {value}::BIGINT)"
    return f"UPDATE t SET observation = {changed} WHERE pack_row = 'observation'"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(at: int) -> Callable[[Path], None]:
    """One bit of one byte turned over; counted from the end if negative."""

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)

    return damage


def edit(path: Path) -> None:
    """What a hand with the right tool does: other counts, the envelope copied over."""
    said = envelope_of(str(path)).text()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM read_parquet('{path}')")
        connection.execute(set_to("output_tokens", "1"))
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, KV_METADATA {{{KEY}: '{said}'}})")


def write_anew(path: Path) -> None:
    """As any other program would write the rows again, without the envelope."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_parquet('{path}')) TO '{path}.tmp' (FORMAT parquet)")
    Path(f"{path}.tmp").replace(path)


def forge(change: str) -> Callable[[Path], None]:
    """With a digest that is right: the rows themselves have to be looked at."""

    def forged(path: Path) -> None:
        said = Envelope("laptop", "0", "forged").text()
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE t AS FROM read_parquet('{path}')")
            connection.execute(change)
            connection.execute(f"COPY t TO '{path}' (FORMAT parquet, KV_METADATA {{{KEY}: '{said}'}})")
        seal(path)

    return forged


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(cut, id="cut off"),
        pytest.param(flip(40), id="a bit of a row"),
        pytest.param(flip(-6), id="a bit of the footer's length"),
        pytest.param(flip(-300), id="a bit of the footer"),
        pytest.param(edit, id="edited"),
        pytest.param(write_anew, id="written anew"),
        pytest.param(forge(set_to("output_tokens", "-1")), id="forged: less than none"),
        pytest.param(forge(set_to("input_tokens", "NULL")), id="forged: no count"),
        pytest.param(forge(set_to("line", str(2**62))), id="forged: too large a count"),
        pytest.param(forge("DELETE FROM t WHERE pack_row = 'origin'"), id="forged: nobody's"),
        pytest.param(forge("DELETE FROM t WHERE pack_row = 'profile'"), id="forged: no model"),
        pytest.param(forge("DELETE FROM t WHERE pack_row = 'file'"), id="forged: no file"),
        pytest.param(forge("ALTER TABLE t DROP COLUMN remote"), id="forged: other columns"),
    ],
)
def test_a_pack_that_is_not_what_was_written_is_refused_whole_and_the_others_are_read(
    shared: Path, damage: Callable[[Path], None]
) -> None:
    damage(shared / "laptop.parquet")
    said = claudecost("ingest", shared, "--json")

    assert said.code == 65
    assert said.json["refused_files"] == [str(shared / "laptop.parquet")]
    assert said.json["responses"]["total"] == 1
    assert "damaged or was changed" in said.err
    assert "claudecost pack" in said.err


def test_a_pack_of_a_newer_format_is_refused_whole(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e, "FORMAT", 0)
    said = claudecost("ingest", shared, "--json")

    assert (said.code, said.json["responses"]["total"]) == (65, 0)
    assert "update claudecost" in said.err


def test_what_an_earlier_pack_said_stays_when_the_next_one_is_damaged(shared: Path) -> None:
    assert claudecost("ingest", shared).code == 0
    cut(shared / "laptop.parquet")
    assert claudecost("ingest", shared, "--json").json["responses"]["total"] == 2


def test_other_parquet_files_in_the_folder_are_left_alone(shared: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS one) TO '{shared}/other.parquet' (FORMAT parquet)")
    said = claudecost("ingest", shared, "--json")
    assert (said.code, said.json["skipped_files"], said.json["responses"]["total"]) == (0, 1, 2)


def test_every_byte_is_covered_by_the_digest(bench: Bench) -> None:
    """Whatever byte is changed, the pack is refused or not taken for one; nothing raises anything else."""
    bench.clear()
    own = bench.store()
    take_in(own, bench.tree({"projects/p/s1.jsonl": jsonl(answer(1))}))
    path, copy = bench.directory / "p.parquet", bench.directory / "copy"
    packed(own, path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        if not e.is_pack(path.read_bytes()[:100], str(path)):
            continue
        with pytest.raises(BadData):
            e.copy_verified(str(path), copy)
        assert not copy.exists()


def test_a_damaged_pack_named_beside_a_good_one_leaves_the_store_as_the_good_one_alone(
    shared: Path, bench: Bench
) -> None:
    alone, both = bench.store(), bench.store()
    take_in(alone, shared / "tower.parquet")
    flip(40)(shared / "laptop.parquet")
    take_in(both, shared / "laptop.parquet", shared / "tower.parquet")
    assert told(both) == told(alone)
