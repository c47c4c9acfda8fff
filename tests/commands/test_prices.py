"""`prices` from the command line: the book read, checked, compared, and replaced by a newer one."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claudecost.pricing import book_sha256, load_book, shipped_folder
from claudecost.pricing.book import book_folder
from claudecost.pricing.installed import POINTER, install

from .conftest import Run

NEWER = "2030.01.01"
ADDED = (
    '- {model: claude-opus-5-5, from: 2030-01-01, known_since: 2029-12-01, confidence: A, source: "RN",\n'
    '    input: "3", cache_write_5m: "3.75", cache_write_1h: "6", cache_read: "0.15", output: "15"}\n'
)

Edit = Callable[[str], str]


def edition(tmp_path: Path, version: str | None = NEWER, **edits: Edit) -> Path:
    """The shipped book as a folder of its own, with another version and tables edited as text."""
    folder = tmp_path / "edition"
    shutil.copytree(shipped_folder(), folder)
    if version is not None:
        edits = {"book": lambda text: text.replace('version: "2026.11.27"', f'version: "{version}"'), **edits}
    for table, edit in edits.items():
        file = folder / f"{table}.yaml"
        before = file.read_text(encoding="utf-8")
        assert edit(before) != before
        file.write_text(edit(before), encoding="utf-8")
    return folder


def swap(old: str, new: str) -> Edit:
    """An edit of the first place a text stands in."""
    return lambda text: text.replace(old, new, 1)


def append(row: str) -> Edit:
    """An edit that adds a row."""
    return lambda text: text.rstrip("\n") + "\n" + row


def zipped(path: Path, **members: bytes) -> Path:
    """A .zip of these members, `/` written as `__`."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def tables(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def object_of(run: Run, *arguments: object) -> dict[str, Any]:
    """The JSON answer of a command that succeeds."""
    ran = run("prices", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


# --- list ---------------------------------------------------------------------------------------


def test_list_shows_every_model_with_every_digit(run: Run) -> None:
    ran = run("prices", "list", "--as-of", "2026-11-20", "--ascii")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "Prices in force on 2026-11-20, USD per million tokens"
    assert "claude-haiku-5-5            up to 100,000    0.1     0.125       0.2  0.01     0.5" in lines
    assert "claude-haiku-5-5            over 100,000     0.5     0.625         1  0.05     2.5" in lines
    assert "claude-opus-5-5             fast               8        10        16   0.4      40" in lines
    assert "claude-3-sonnet-20240229    retired            3         -         -     -      15" in lines
    named = {line.split()[0] for line in lines[5:]}
    assert named == {model.id for model in load_book().models}


def test_list_shows_the_prices_of_the_day_as_known_that_day(run: Run) -> None:
    rows = {row["model"]: row for row in object_of(run, "list", "--as-of", "2026-10-06")["rows"]}
    assert rows["claude-sonnet-5-5"]["cache_read_usd_per_mtok"] == "0.2"
    assert "claude-haiku-5-5" not in rows
    today = object_of(run, "list", "--as-of", "2026-10-07")
    rows = {(row["model"], row["prompt_over"]): row for row in today["rows"]}
    assert rows["claude-sonnet-5-5", 0]["cache_read_usd_per_mtok"] == "0.1"
    assert rows["claude-haiku-5-5", 100_000]["output_usd_per_mtok"] == "2.5"
    assert today["price_book"]["as_of"] == "2026-10-07"


@pytest.mark.parametrize("format", ["csv", "tsv", "md"])
def test_list_has_every_format(run: Run, format: str, tmp_path: Path) -> None:
    file = tmp_path / f"prices.{format}"
    assert run("prices", "list", "-f", format, "-o", file).code == 0
    assert "31.25" in file.read_text(encoding="utf-8")


def test_list_of_a_day_before_the_first_price_is_a_misuse(run: Run) -> None:
    assert run("prices", "list", "--as-of", "2020-01-01").err.startswith(
        "error: nothing has a price on 2020-01-01"
    )


# --- show and history ---------------------------------------------------------------------------


def test_show_says_what_is_known_of_a_model(run: Run) -> None:
    shown = run("prices", "show", "us.anthropic.claude-haiku-5-5", "--as-of", "2026-11-20").out
    assert shown.startswith("Claude Haiku 5.5  claude-haiku-5-5\n  family haiku, tokenizer T2 (")
    for said in (
        "released 2026-10-07, not retired before 2027-10-07",
        "  over 100,000        0.5     0.625         1      0.05       2.5\n",
        "  batch x0.5: service tier batch, at standard speed (modifiers.yaml:",
        "  bedrock: anthropic.claude-haiku-5-5\n",
        "  MDL: Anthropic's overview page of each model",
    ):
        assert said in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["show", "claude-opus-4-8"],
        ["history", "claude-opus-4-6"],
        ["check"],
        ["diff", "2026-06-01", "2026-11-20"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_on_a_terminal_every_line_fits(run: Run, arguments: list[str]) -> None:
    ran = run("prices", *arguments, "--color", "never", columns=80)
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines() if "://" not in line) <= 80


def test_show_as_an_object_says_the_same(run: Run) -> None:
    found = object_of(run, "show", "claude-haiku-4.5", "--as-of", "2026-11-20")
    assert (found["model"], found["tokenizer"]) == ("claude-haiku-4-5-20251001", "T1")
    assert found["prices"][0]["cache_write_5m_usd_per_mtok"] == "1.25"
    assert "claude-haiku-4-5@20251001" in found["spellings"]["google"]
    assert {row["modifier"] for row in found["modifiers"]} == {
        "batch",
        "regional_endpoint",
        "unbilled_refusal",
    }
    assert "P-hist" in found["sources"]


@pytest.mark.parametrize("verb", ["show", "history"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("claude-opus-55", "did you mean claude-opus-5-5"),
        ("haiku", "did you mean claude-haiku-5-5 or claude-haiku-4-5-20251001"),
        ("gpt-9", "`claudecost prices list` names them all"),
        ("<synthetic>", "`claudecost prices list` names them all"),
        ("", "`claudecost prices list` names them all"),
    ],
)
def test_an_unknown_model_is_answered_with_near_misses(run: Run, verb: str, name: str, hint: str) -> None:
    ran = run("prices", verb, name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: there is no model '{name}' in the price book\n  hint: {hint}")


def test_history_marks_what_was_announced_and_taken_back(run: Run) -> None:
    shown = run("prices", "history", "claude-sonnet-5", "--as-of", "2026-11-20").out
    assert "2026-06-30 to 2026-08-31  standard  (over)\n" in shown
    assert "2026-09-01  standard  (replaced by prices.yaml:" in shown
    assert "2026-09-01  standard  (in force)\n" in shown
    assert "known since 2026-08-10, confidence A, RN, P-sep (prices.yaml:" in shown
    believed = run("prices", "history", "claude-sonnet-5", "--as-of", "2026-07-15").out
    assert "2026-09-01  standard  (to come)\n  input 3, " in believed


def test_history_has_modifiers_beside_prices_in_every_format(run: Run) -> None:
    rows = object_of(run, "history", "claude-opus-4-6", "--as-of", "2026-11-20")["rows"]
    long = [row for row in rows if row["what"] == "long_context"]
    assert [(row["input_factor"], row["output_factor"], row["to"]) for row in long] == [
        ("2", "1.5", "2026-03-12")
    ]
    fast = [(row["what"], row["from"], row["to"], row["state"]) for row in rows if row.get("speed") == "fast"]
    assert fast == [
        ("fast", "2026-02-07", "2026-06-28", "over"),
        ("fast over 200,000", "2026-02-07", "2026-02-19", "over"),
    ]
    assert run("prices", "history", "claude-opus-4-6", "--csv").out.count("\n") == len(rows) + 1


# --- check --------------------------------------------------------------------------------------


def test_check_counts_the_rows_and_names_the_book(run: Run) -> None:
    book = load_book()
    found = object_of(run, "check")
    assert found["price_book"]["sha256"] == book.sha256
    assert found["rows"]["prices"] == len(book.prices)
    assert (found["store"], found["unpriced"]) == (None, [])
    ran = run("prices", "check", "--strict")
    assert ran.code == 0
    assert f"  sha256 {book.sha256}\n" in ran.out
    assert "every row is sound" in ran.out


def test_check_names_the_file_and_line_of_what_it_cannot_accept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(
        "prices:\n- {model: claude-opus-55, from: 2026-01-01}\n", encoding="utf-8"
    )
    ran = run("prices", "check", "--pricing", tmp_path)
    assert ran.code == 78
    assert f"at {tmp_path / 'prices.yaml'}:2\n  hint: is claude-opus-5-5 meant?" in ran.err


def test_check_names_models_in_the_store_without_a_price(run: Run, home: Path) -> None:
    line = {
        "type": "assistant",
        "uuid": "u1",
        "sessionId": "s1",
        "timestamp": "2026-11-01T12:00:00Z",
        "message": {
            "id": "msg_01AAAAAAAAAAAAAAAAAAAAAA",
            "model": "claude-zeta-9",
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 1_000, "output_tokens": 904},
        },
    }
    folder = home / ".claude" / "projects" / "shop"
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert run("ingest").code == 0
    found = object_of(run, "check")
    [entry] = found["unpriced"]
    assert (entry["model"], entry["tokens"]) == ("claude-zeta-9", 1_904)
    assert "claude-zeta-9: 1,904 tokens since 2026-11-01T12:00:00Z: no price" in run("prices", "check").out
    assert run("prices", "check", "--strict").code == 3


# --- diff ---------------------------------------------------------------------------------------


def test_diff_of_two_days_shows_what_became_known_between(run: Run) -> None:
    shown = run("prices", "diff", "2026-08-09", "2026-08-10").out
    assert shown.startswith(
        "2026.11.27 as known on 2026-08-09 -> 2026.11.27 as known on 2026-08-10\n\n+ prices.yaml:"
    )
    assert "claude-sonnet-5 from 2026-09-01: known_since 2026-08-10" in shown
    assert shown.endswith("1 added\n")


def test_diff_of_two_books_pairs_rows_wherever_they_stand(run: Run, tmp_path: Path) -> None:
    def moved(text: str) -> str:
        head, _, rows = text.partition("prices:\n")
        return f"{head}prices:\n\n# moved down by two lines\n{rows}"

    folder = edition(
        tmp_path, prices=lambda text: append(ADDED)(moved(text).replace('output: "40"', 'output: "41"', 1))
    )
    rows = object_of(run, "diff", shipped_folder(), folder)["rows"]
    assert [(row["change"], row["field"], row["old"], row["new"]) for row in rows if row["field"]] == [
        ("changed", "output", "40", "41"),
    ]
    assert [row["what"] for row in rows if row["change"] == "added"] == ["claude-opus-5-5"]
    shown = run("prices", "diff", folder, shipped_folder()).out
    assert "1 changed, 1 removed\n" in shown
    assert run("prices", "diff", folder, folder).out.endswith("no row differs\n")


def test_diff_takes_archives_too(run: Run, tmp_path: Path) -> None:
    archive = zipped(tmp_path / "book.zip", **tables(edition(tmp_path, prices=append(ADDED))))
    assert run("prices", "diff", "2026-11-20", archive).out.endswith("1 added\n")


# --- update -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "zip", "nested zip", "tar.gz"])
def test_update_takes_a_newer_book_from_a_file(run: Run, home: Path, tmp_path: Path, kind: str) -> None:
    file = edition(tmp_path, prices=append(ADDED))
    if kind == "zip":
        file = zipped(tmp_path / "book.zip", **tables(file))
    elif kind == "nested zip":
        members = {f"claudecost-2030__pricing__{name}": data for name, data in tables(file).items()}
        file = zipped(tmp_path / "book.zip", **members, other__settings__yaml=b"x: 1")
    elif kind == "tar.gz":
        with tarfile.open(tmp_path / "book.tar.gz", "w:gz") as archive:
            archive.add(file, "./pricing")
        file = tmp_path / "book.tar.gz"
    ran = run("prices", "update", file)
    assert ran.code == 0, ran.err
    assert "claude-opus-5-5 from 2030-01-01: known_since 2029-12-01" in ran.out
    assert ran.out.endswith(f"1 added\nprice book {NEWER} is in use now; it was 2026.11.27\n")
    book = load_book()
    assert book.version == NEWER
    assert book.sha256 == book_sha256()
    assert book_folder() == home / "data" / "claudecost" / f"pricing-{book.sha256[:12]}"
    assert sorted(path.name for path in book_folder().parent.iterdir()) == sorted(
        [book_folder().name, POINTER]
    )
    assert object_of(run, "check")["price_book"]["version"] == NEWER
    answer = run(
        "price", "-j", "--model", "claude-opus-5-5", "--at", "2030-01-01", stdin=b'{"input_tokens": 1000000}'
    )
    assert json.loads(answer.out)["cost_usd"] == "3"
    again = run("prices", "update", file)
    assert (again.code, again.out) == (0, f"price book {NEWER} is already in use\n")


def test_update_says_from_when_on_figures_may_change(run: Run, tmp_path: Path) -> None:
    past = ADDED.replace(
        "from: 2030-01-01, known_since: 2029-12-01", "from: 2026-11-01, known_since: 2026-11-19"
    )
    ran = run("prices", "update", edition(tmp_path, prices=append(past)))
    assert "usage since 2026-11-01 may cost something else now\n" in ran.out


def test_a_models_own_row_may_learn_of_a_retirement_and_of_names(run: Run, tmp_path: Path) -> None:
    folder = edition(
        tmp_path,
        models=lambda text: swap("gateway: [claude-3-opus, ", "gateway: [claude-3-opus, opus-the-third, ")(
            swap("retired: 2026-01-05", "retired: 2026-01-06")(text)
        ),
    )
    ran = run("prices", "update", folder)
    assert (ran.code, ran.err.partition(" ")[0]) == (0, "installed")
    assert "retired 2026-01-05 -> 2026-01-06" in ran.out
    assert run("prices", "show", "opus-the-third").code == 0


def row_of(text: str, start: str) -> str:
    """The lines of the row that begins with a text."""
    first = text.index(start)
    return text[first : text.index("\n- {", first) + 1]


@pytest.mark.parametrize(
    ("table", "edit", "told"),
    [
        (
            "prices",
            lambda text: text.replace(row_of(text, "- {model: claude-opus-4-8, speed: fast"), ""),
            "claude-opus-4-8 fast from 2026-05-28",
        ),
        ("prices", swap('output: "40"', 'output: "41"'), "output 40 -> 41"),
        ("prices", swap("to: 2026-02-19", "to: 2026-02-20"), "end 2026-02-19 -> 2026-02-20"),
        (
            "prices",
            swap("known_since: 2026-08-10", "known_since: 2026-08-11"),
            "known_since 2026-08-10 -> 2026-08-11",
        ),
        ("fees", swap('price: "10"', 'price: "9"'), "price 10 -> 9"),
        (
            "modifiers",
            swap('speeds: [standard], factor: "0.5"', 'speeds: [standard], factor: "0.6"'),
            "0.5 -> 0.6",
        ),
        (
            "models",
            swap("name: Claude Opus 3\n", "name: Claude 3 Opus\n"),
            "name Claude Opus 3 -> Claude 3 Opus",
        ),
        ("models", swap("gateway: [claude-3-opus, ", "gateway: ["), "model claude-3-opus-20240229"),
        ("plans", swap('price_usd: "20"', 'price_usd: "21"'), "price_usd 20 -> 21"),
    ],
)
def test_a_book_that_edits_or_drops_a_row_is_refused(
    run: Run, home: Path, tmp_path: Path, table: str, edit: Edit, told: str
) -> None:
    ran = run("prices", "update", edition(tmp_path, NEWER, **{table: edit}))
    assert ran.code == 65
    assert ran.err.startswith("error: this book removes or edits a row of 2026.11.27, the book in use\n")
    assert told in ran.err
    assert "the book in use was left as it is" in ran.err
    assert not (home / "data").exists()


@pytest.mark.parametrize(
    ("version", "what"),
    [
        ("2026.11.26", "this book is 2026.11.26, older than the one in use (2026.11.27)"),
        ("2026.9.30", "this book is 2026.9.30, older than the one in use (2026.11.27)"),
        (None, "this book is 2026.11.27, called the same as the one in use (2026.11.27)"),
        ("next", "the version of this book is not numbers with points between them"),
    ],
)
def test_a_book_that_is_not_newer_is_refused(
    run: Run, tmp_path: Path, version: str | None, what: str
) -> None:
    ran = run("prices", "update", edition(tmp_path, version, prices=append(ADDED)))
    assert (ran.code, ran.err.splitlines()[0]) == (65, f"error: {what}")


def test_the_same_book_is_already_in_use(run: Run, home: Path) -> None:
    assert run("prices", "update", shipped_folder()).out == "price book 2026.11.27 is already in use\n"
    assert not (home / "data").exists()


def test_a_row_that_cannot_stand_is_named_by_the_archives_own_path(run: Run, tmp_path: Path) -> None:
    folder = edition(tmp_path, prices=append(ADDED.replace('"3.75"', '"3.76"')))
    file = zipped(tmp_path / "book.zip", **tables(folder))
    ran = run("prices", "update", file)
    assert ran.code == 78
    lines = len((folder / "prices.yaml").read_text(encoding="utf-8").splitlines())
    assert f"  at {file}/prices.yaml:{lines - 1}\n" in ran.err


def linked(kind: bytes) -> Callable[[Path], Path]:
    """An archive that holds a link beside the tables."""

    def make(path: Path) -> Path:
        with tarfile.open(path, "w:gz") as archive:
            info = tarfile.TarInfo("pricing/prices.yaml")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        return path

    return make


def linked_zip(path: Path) -> Path:
    """The same as a .zip."""
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("prices.yaml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return path


def swollen(path: Path) -> Path:
    """A few kilobytes that unpack to 30 MB."""
    with gzip.open(path, "wb") as file:
        file.write(bytes(30_000_000))
    return path


def truncated(path: Path) -> Path:
    """An archive cut short."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(shipped_folder(), "pricing")
    path.write_bytes(buffer.getvalue()[:2_000])
    return path


def crowded(path: Path) -> Path:
    """An archive of very many files."""
    return zipped(path, **{f"n{number}": b"" for number in range(1_001)})


def twice(path: Path) -> Path:
    """An archive with a name in it twice."""
    with tarfile.open(path, "w:gz") as archive:
        for _ in range(2):
            archive.addfile(tarfile.TarInfo("book.yaml"))
    return path


def plain(text: bytes) -> Callable[[Path], Path]:
    """A file that is no archive."""

    def make(path: Path) -> Path:
        path.write_bytes(text)
        return path

    return make


BOMB = b"#" * 1_000_001


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (plain(b"SECRET"), "this is no price book"),
        (plain(b""), "this is no price book"),
        (plain(b"PK\3\4SECRET"), "this archive is damaged or not readable"),
        (plain(b"\x1f\x8bSECRET"), "this archive is damaged or not readable"),
        (truncated, "this archive is damaged or not readable"),
        (plain(bytes(20_000_001)), "this file is larger than 20 MB"),
        (swollen, "this is not taken for a price book: it unpacks to more than 20 MB"),
        (crowded, "this is not taken for a price book: it holds more than 1,000 files"),
        (twice, "this is not taken for a price book: it holds a file twice"),
        (linked(tarfile.SYMTYPE), "this is not taken for a price book: it holds a link or a device"),
        (linked(tarfile.LNKTYPE), "this is not taken for a price book: it holds a link or a device"),
        (linked(tarfile.FIFOTYPE), "this is not taken for a price book: it holds a link or a device"),
        (linked_zip, "this is not taken for a price book: it holds a link or a device"),
        (
            lambda path: zipped(path, **{"..__book.yaml": b""}),
            "it holds a file with a path that leads out of it",
        ),
        (
            lambda path: zipped(path, **{"..\\book.yaml": b""}),
            "it holds a file with a path that leads out of it",
        ),
        (
            lambda path: zipped(path, **{"__etc__book.yaml": b""}),
            "it holds a file with a path that leads out of",
        ),
        (
            lambda path: zipped(path, **{"C:book.yaml": b""}),
            "it holds a file with a path that leads out of it",
        ),
        (lambda path: zipped(path, readme=b""), "it holds no book.yaml"),
        (
            lambda path: zipped(path, **{"a__book.yaml": b"", "b__book.yaml": b""}),
            "it holds more than one book.yaml",
        ),
        (lambda path: zipped(path, **{"book.yaml": BOMB}), "its book.yaml is larger than 1 MB"),
    ],
)
def test_an_archive_that_is_no_book_is_refused(
    run: Run, home: Path, tmp_path: Path, make: Callable[[Path], Path], what: str
) -> None:
    ran = run("prices", "update", make(tmp_path / "parcel"))
    assert (ran.code, ran.out) == (65, "")
    assert what in ran.err.splitlines()[0]
    assert f"at {tmp_path / 'parcel'}" in ran.err
    assert "SECRET" not in ran.err
    assert not (home / "data").exists()


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"book.yaml": b'version: "2030.01.01"\n'}, "this price book has no models.yaml"),
        ({"book.yaml": b"", "price.yaml": b""}, "no table of prices has this name"),
    ],
)
def test_an_incomplete_book_is_refused(
    run: Run, tmp_path: Path, members: dict[str, bytes], what: str
) -> None:
    ran = run("prices", "update", zipped(tmp_path / "book.zip", **members))
    assert (ran.code, ran.err.splitlines()[0]) == (78, f"error: {what}")
    assert str(tmp_path / "book.zip") in ran.err


def test_a_file_that_is_not_there_is_a_misuse(run: Run, tmp_path: Path) -> None:
    for verb in (["update"], ["diff", shipped_folder()]):
        ran = run("prices", *verb, tmp_path / "none.zip")
        assert ran.code == 2
        assert ran.err.startswith(f"error: no such file or directory: {tmp_path / 'none.zip'}")


def test_a_book_that_cannot_be_installed_leaves_the_old_one_in_use(
    run: Run, home: Path, tmp_path: Path
) -> None:
    (home / "data").write_text("in the way", encoding="utf-8")
    ran = run("prices", "update", edition(tmp_path, prices=append(ADDED)))
    assert ran.code == 73
    assert "the book in use is still the old one" in ran.err
    assert load_book().version == "2026.11.27"


def test_the_shipped_book_is_used_again_once_it_is_newer(home: Path, tmp_path: Path) -> None:
    folder = edition(tmp_path, "2020.1.1")
    install(tables(folder), load_book(folder=folder).sha256)
    assert book_folder() == shipped_folder()
    assert load_book().version == "2026.11.27"


def test_an_installed_book_that_was_altered_is_refused_until_updated_again(run: Run, tmp_path: Path) -> None:
    folder = edition(tmp_path, prices=append(ADDED))
    assert run("prices", "update", folder).code == 0
    prices = book_folder() / "prices.yaml"
    prices.write_text(
        prices.read_text(encoding="utf-8").replace('input: "3"', 'input: "0"'), encoding="utf-8"
    )
    ran = run("prices", "list")
    assert ran.code == 78
    assert ran.err.startswith("error: the installed price book is not what was installed\n")
    assert "--pricing DIR" in ran.err
    assert run("prices", "update", folder).code == 0
    assert run("prices", "list").code == 0


@pytest.mark.parametrize("pointer", ["", "../../etc", "pricing-000000000000", "\x1b[2J"])
def test_a_pointer_to_nothing_is_an_error_with_a_way_back(run: Run, home: Path, pointer: str) -> None:
    file = home / "data" / "claudecost" / POINTER
    file.parent.mkdir(parents=True)
    file.write_text(pointer, encoding="utf-8")
    ran = run("prices", "list")
    assert ran.code == 78
    assert ran.err.startswith("error: the installed price book is gone\n")
    assert f"remove {file} to go back to the shipped book" in ran.err
    file.unlink()
    assert run("prices", "list").code == 0
