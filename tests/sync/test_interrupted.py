"""A sync that ends early goes on where it was: what has been received is not asked for again."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from claudecost.sync import Pull, Step
from claudecost.sync import console as console_plan
from claudecost.sync.trouble import NoAnswer

from .asking import Synced, client_of, console, only, questions, rows, synced

ATTRIBUTED, USED = 0, 1


def spooled(directory: Path) -> list[Path]:
    return sorted((directory / "spool").glob("*/*"))


@pytest.mark.parametrize("which", [ATTRIBUTED, USED], ids=["one walk", "workspace by workspace"])
@pytest.mark.parametrize("nth", [2, 5, 9])
def test_an_interrupted_window_goes_on_from_its_last_page(tmp_path: Path, which: int, nth: int) -> None:
    plan = only(console_plan(), which, limit=30)
    with console() as fake:
        (whole,) = synced(fake, tmp_path / "whole", plan).pulls
        fake.requests.clear()
        fake.faults.reset(nth=nth, times=None)
        client, _ = client_of(fake, attempts=1)
        with pytest.raises(NoAnswer) as broken:
            synced(fake, tmp_path, plan, client=client)
        first = questions([request for request in fake.requests if request.status == 200])
        assert len(first) == nth - 1
        assert len(spooled(tmp_path)) == nth - 1
        assert f"{nth - 1} page" in str(broken.value.impact)
        fake.faults.clear()
        fake.requests.clear()
        result = synced(fake, tmp_path, plan)
        second = questions(fake.requests)
    assert set(first) & set(second) == set()
    assert result.outcome is not None
    assert result.outcome.resumed_pages == nth - 1
    assert result.outcome.pages == len(first) + len(second)
    assert rows(result.pulls[0]) == rows(whole)
    assert result.pulls[0].content_digest == whole.content_digest
    assert spooled(tmp_path) == []


def test_windows_that_were_complete_stay_complete(tmp_path: Path) -> None:
    with console() as fake:
        fake.faults.reset(path="analytics/usage", nth=3, times=None)
        client, _ = client_of(fake, attempts=1)
        kept = Synced()
        with pytest.raises(NoAnswer) as broken:
            synced(fake, tmp_path, console_plan(), client=client, into=kept)
    assert [pull.query.endpoint for pull in kept.pulls] == [
        "api-keys",
        "workspaces",
        "users",
        "analytics-cost",
    ]
    assert broken.value.impact == "kept: 4 complete answers, and 2 pages of the next one"


def test_a_person_who_interrupts_loses_nothing(tmp_path: Path) -> None:
    plan = only(console_plan(), ATTRIBUTED, limit=30)

    def stop(step: Step) -> None:
        if step.pages == 4:
            raise KeyboardInterrupt

    with console() as fake:
        with pytest.raises(KeyboardInterrupt):
            synced(fake, tmp_path, plan, progress=stop)
        assert len(spooled(tmp_path)) == 4
        result = synced(fake, tmp_path, plan)
    assert result.outcome is not None
    assert result.outcome.resumed_pages == 4


def test_pages_stay_until_they_are_kept(tmp_path: Path) -> None:
    plan = only(console_plan(), ATTRIBUTED)

    def refuse(pull: Pull) -> None:
        raise OSError("the store is full")

    with console() as fake:
        with pytest.raises(OSError, match="the store is full"):
            synced(fake, tmp_path, plan, keep=refuse)
        fake.requests.clear()
        assert len(synced(fake, tmp_path, plan).pulls) == 1
        assert fake.requests == []


def test_a_cursor_that_has_expired_begins_the_window_again(tmp_path: Path) -> None:
    plan = only(console_plan(), ATTRIBUTED, limit=30)
    with console() as fake:
        (whole,) = synced(fake, tmp_path / "whole", plan).pulls
        fake.faults.reset(nth=4, times=None)
        with pytest.raises(NoAnswer):
            synced(fake, tmp_path, plan, client=client_of(fake, attempts=1)[0])
        fake.faults.clear()
        fake.faults.refused_cursor()
        result = synced(fake, tmp_path, plan)
    assert rows(result.pulls[0]) == rows(whole)
    assert result.outcome is not None
    assert result.outcome.resumed_pages == 0


@pytest.mark.parametrize("what", ["too old", "cut short", "no page"])
def test_pages_that_are_no_good_beginning_are_asked_for_again(tmp_path: Path, what: str) -> None:
    plan = only(console_plan(), ATTRIBUTED, limit=30)
    with console() as fake:
        (whole,) = synced(fake, tmp_path / "whole", plan).pulls
        fake.faults.reset(nth=4, times=None)
        with pytest.raises(NoAnswer):
            synced(fake, tmp_path, plan, client=client_of(fake, attempts=1)[0])
        fake.faults.clear()
        page = spooled(tmp_path)[1]
        if what == "too old":
            os.utime(page, (0, time.time() - 25 * 60 * 60))
        else:
            page.write_bytes(b'{"data": [' if what == "cut short" else b'{"data": 7}')
        result = synced(fake, tmp_path, plan)
    assert rows(result.pulls[0]) == rows(whole)


def test_another_key_does_not_go_on_with_somebody_elses_pages(tmp_path: Path) -> None:
    plan = only(console_plan(), ATTRIBUTED, limit=30)
    with console() as fake:
        fake.faults.reset(nth=4, times=None)
        with pytest.raises(NoAnswer):
            synced(fake, tmp_path, plan, client=client_of(fake, attempts=1)[0])
        fake.faults.clear()
        result = synced(fake, tmp_path, plan, client=client_of(fake, key=fake.oauth_token)[0])
    assert result.outcome is not None
    assert result.outcome.resumed_pages == 0


@pytest.mark.skipif(os.name != "posix", reason="modes say who may read on POSIX only")
def test_only_its_owner_can_read_what_waits(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir(mode=0o777)
    with console() as fake:
        fake.faults.reset(nth=4, times=None)
        with pytest.raises(NoAnswer):
            synced(
                fake, tmp_path, only(console_plan(), ATTRIBUTED, 30), client=client_of(fake, attempts=1)[0]
            )
    found = list((tmp_path / "spool").rglob("*"))
    modes = {path.name if path.is_dir() else path.suffix: stat.S_IMODE(path.stat().st_mode) for path in found}
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600, 0o700}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found if path.is_file())
