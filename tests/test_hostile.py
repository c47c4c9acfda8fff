"""Names are somebody else's text: the table of hostile.py through every command that shows one.

A terminal is not steered and not deceived, widths hold, machines get every name back as it is, a spreadsheet
runs nothing, and a page or mail has the very elements it has for a company of harmless names.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command_line import Said, claudecost, pinned
from hostile import HOSTILE, harm_in_a_terminal
from hostile_company import LEDGERS, NO_TEAM, Company, bookkeepers, company, copy_of, quoted
from hostile_ledgers import take_in_ledgers
from rich.cells import cell_len

from claudecost.renderers.delimited import unguarded
from claudecost.verbs import COMMANDS

#: Machines take a whole ingest each, so only the worst of the table are some.
MACHINES = ("script", "command", "clear screen", "right to left", "nothing", "half a pair")

HARMLESS = {key: f"name{number:02d}" for number, key in enumerate(HOSTILE)}

#: Dimensions whose labels are names as they were met.
DIMENSIONS = ("project", "session", "branch", "user", "machine", "model_id")

#: Some of every kind, for what takes long with all of them.
WORST = (
    "script", "command", "csv", "clear screen", "right to left", "rich", "mail header", "encoded word",
    "long", "combining",
)  # fmt: skip

#: Commands that show names to people; each runs at every width.
SHOWN = {
    "overview": "",
    **{f"report-{name}": f"report --by {name}" for name in ("project", "user", "model_id", "team")},
    "report-all": "report --by project,session,branch,user,machine,model_id,team,team_path,cost_center",
    "session": "session",
    "daily": "daily --by project",
    "explain": "explain --period 2026-11 --limit 0",
    "compare": "compare 2026-10 2026-11",
    "compare-project": "compare 2026-10 2026-11 --by project",
    "compare-team": "compare 2026-10 2026-11 --by team",
    "whatif": "whatif --to claude-opus-4-8 --by project",
    "teams-check": "teams check",
    "prices-check": "prices check",
    "budget": "budget",
}

#: The same of workspaces and API keys: by name from the Console's files, by id and list from the API's pages.
LEDGERS_SHOWN = {
    "metered-csv": "report --ledger metered --by workspace,api_key --period 2026-10",
    "metered-api": "report --ledger metered --by workspace,api_key --period 2026-11",
    "billed-csv": "report --ledger billed --by workspace,api_key --period 2026-10",
    "keys-daily": "daily --ledger metered --by api_key --period 2026-11",
    "reconcile": "reconcile --by workspace,api_key --period 2026-10",
}

WIDTHS = (40, 80, 120)

#: What a spreadsheet takes for a formula, after what it skips.
FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\u00a0\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.fixture(scope="module")
def _pinned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment of `empty_home`, for all tests here."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pinned(home).items():
            if value is None:
                patch.delenv(name, raising=False)
            else:
                patch.setenv(name, value)
        yield home


@pytest.fixture(scope="module")
def hostile(_pinned: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    machines = [HOSTILE[key] for key in MACHINES]
    return company(tmp_path_factory.mktemp("hostile"), HOSTILE, machines, WORST)


@pytest.fixture(scope="module")
def harmless(_pinned: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    machines = [HARMLESS[key] for key in MACHINES]
    return company(tmp_path_factory.mktemp("harmless"), HARMLESS, machines, WORST)


@pytest.fixture(scope="module")
def small(_pinned: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of the worst names only, for what is asked of it very often."""
    made = company(tmp_path_factory.mktemp("small"), {key: HOSTILE[key] for key in WORST})
    take_in_ledgers(made.folder, {key: HOSTILE[key] for key in WORST})
    return made


@pytest.fixture(scope="module")
def hostile_books(_pinned: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return bookkeepers(tmp_path_factory.mktemp("books"), HOSTILE)


@pytest.fixture(scope="module")
def harmless_books(_pinned: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return bookkeepers(tmp_path_factory.mktemp("harmless-books"), HARMLESS)


def exists(name: str) -> bool:
    """Whether there is the command already."""
    command = SHOWN.get(name, name).split()
    return not command or command[0].startswith("-") or command[0] in COMMANDS


def run(of: Company, words: str, *more: object, width: int | None = None) -> Said:
    """What a company that stays as it is says; asked once, however often it is looked at."""
    asked = (of.folder, words, more, width)
    if asked not in SAID:
        command = words.split()
        takes_intake = not command or command[0] not in ("prices", "reconcile")
        SAID[asked] = of.run(*command, *(("--no-ingest",) if takes_intake else ()), *more, width=width)
    said = SAID[asked]
    assert said.code in (0, 4), said.err[:2000]
    return said


SAID: dict[tuple[Path, str, tuple[object, ...], int | None], Said] = {}


@pytest.mark.parametrize("name", [name for name in SHOWN if exists(name)])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_name_steers_a_terminal_or_leaves_it(hostile: Company, name: str, width: int) -> None:
    said = run(hostile, SHOWN[name], width=width)
    assert harm_in_a_terminal(said.out + said.err) == []
    too_wide = [line for line in said.out.splitlines() if cell_len(line) > width]
    assert [line for line in too_wide if not is_one_word(line)] == []


def is_one_word(line: str) -> bool:
    """A name or a command that cannot be broken may be wider than a narrow terminal, which then wraps it."""
    return len(line.split()) <= 1


@pytest.mark.parametrize("name", [name for name in SHOWN if exists(name)])
def test_neither_a_pipe_is_steered_that_is_shown_later(hostile: Company, name: str) -> None:
    said = run(hostile, SHOWN[name])
    assert harm_in_a_terminal(said.out + said.err) == []


ASCII = [name for name in SHOWN if exists(name) and name not in ("teams-check", "prices-check")]


@pytest.mark.parametrize("name", ASCII)
def test_in_ascii_only_names_are_not(hostile: Company, harmless: Company, name: str) -> None:
    words = SHOWN[name]
    if name == "explain" and "--ascii" not in hostile.run("explain", "--help").out:
        pytest.skip("explain draws nothing")
    said = run(hostile, words, "--ascii", width=80)
    assert harm_in_a_terminal(said.out) == []
    assert run(harmless, words, "--ascii", width=80).out.isascii()


@pytest.mark.parametrize("name", ["report-project", "daily", "overview", "compare-project"])
def test_in_colour_there_are_our_colours_and_nothing_else(hostile: Company, name: str) -> None:
    said = run(hostile, SHOWN[name], "--color", "always", width=120)
    assert "\x1b[" in said.out
    assert harm_in_a_terminal(said.out) == []


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_json_gives_every_name_back_and_is_ascii(hostile: Company, dimension: str) -> None:
    said = run(hostile, f"report --by {dimension} --json")
    assert said.out.isascii()
    assert {row[dimension] for row in said.json["rows"]} == hostile.kept(dimension)


@pytest.mark.parametrize("dimension", ["team", "cost_center"])
def test_json_gives_every_team_back(hostile: Company, dimension: str) -> None:
    names = {row[dimension] for row in run(hostile, f"report --by {dimension} --json").json["rows"]}
    given = hostile.teams if dimension == "team" else [HOSTILE[key] for key in HOSTILE if key not in NO_TEAM]
    assert names - {"unallocated", None} == set(given)


@pytest.mark.parametrize("name", [name for name in SHOWN if exists(name) and name not in ("prices-check",)])
def test_json_is_json(hostile: Company, name: str) -> None:
    said = run(hostile, SHOWN[name], "--json")
    assert said.out.isascii()
    assert isinstance(said.json, dict)


TABLES = [name for name in SHOWN if exists(name) and name not in ("teams-check", "prices-check", "explain")]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_no_cell_is_a_formula_and_every_cell_comes_back(
    hostile: Company, name: str, format: str, delimiter: str
) -> None:
    raw = None if name == "overview" else run(hostile, SHOWN[name], "--format", format, "--csv-raw")
    assert_guarded(run(hostile, SHOWN[name], "--format", format), raw, delimiter)


def assert_guarded(guarded: Said, raw: Said | None, delimiter: str) -> None:
    """A table of fields no spreadsheet runs, each of which can be got back as it was."""
    read = rows(guarded.out, delimiter)
    assert len({len(row) for row in read}) == 1, "every row has every field"
    running = [cell for row in read for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]
    assert running == []
    if raw is not None:
        assert [[unguarded(cell) for cell in row] for row in read] == rows(raw.out, delimiter)
    assert harm_in_a_terminal(guarded.err) == []


def rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("dimension", ["project", "user", "team", "model_id"])
def test_a_csv_gives_every_name_back(hostile: Company, dimension: str) -> None:
    """An empty field is a missing name; the empty text does not occur."""
    [_, *read] = rows(run(hostile, f"report --by {dimension} --csv").out, ",")
    names = {unguarded(row[0]) for row in read}
    if dimension == "team":
        assert names - {"unallocated"} == set(hostile.teams)
    else:
        assert names == {name or "" for name in hostile.kept(dimension)}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "overview"] + ["explain"])
def test_a_markdown_table_keeps_its_columns(hostile: Company, harmless: Company, name: str) -> None:
    assert_same_columns([run(of, SHOWN[name], "--format", "md").out for of in (hostile, harmless)])


def assert_same_columns(texts: Sequence[str]) -> None:
    """Two markdown texts, the first with hostile names: as many columns in as many rows, and no markup."""
    assert harm_in_a_terminal(texts[0]) == []
    shapes = [Counter(bars(line) for line in text.splitlines() if line.startswith("|")) for text in texts]
    assert shapes[0] == shapes[1]
    bare = re.sub(r"\\.", "", texts[0])
    assert not re.search(r"<\w|\]\(|`.*evil|<!--", bare.replace("<$0.01", "")), (
        "nothing is markup but our own"
    )


def bars(line: str) -> int:
    return len(re.sub(r"\\.", "", line).split("|"))


#: Where a name can stand on a command line.
ASKED = (
    "NAME",
    "daily --color NAME --no-ingest",
    "teams explain NAME",
    "explain NAME --no-ingest",
    "report --by NAME",
    "report --project NAME --no-ingest",
    "report --sort NAME --no-ingest",
    "report --since NAME",
    "report --timezone NAME",
    "report --format NAME",
    "report --as-of NAME",
    "compare NAME last-month",
    "whatif --to NAME --no-ingest",
    "ingest --source NAME",
    "prices show NAME",
    "email weekly --scope NAME --dry-run --no-ingest",
    "email NAME",
    "budget --month NAME",
    "close NAME",
    "schedule --at NAME",
    "report --ledger metered --workspace NAME --no-ingest",
    "report --ledger metered --api-key NAME --no-ingest",
    "ingest --lock-timeout NAME",
)


@pytest.mark.parametrize("key", WORST)
def test_asking_for_a_name_shows_it_harmlessly(small: Company, key: str) -> None:
    """As an argument: what is not found is repeated, and that steers nothing either."""
    name = HOSTILE[key]
    name = name.encode("utf-8", "replace").decode()
    for line in ASKED:
        words = [name if word == "NAME" else word for word in line.split()]
        said = small.run(*words, width=80)
        assert harm_in_a_terminal(said.out + said.err) == [], words[0]
        assert "bug of its own" not in said.err, words
        assert len(said.err) < 7_000, words


def test_a_team_file_that_is_refused_names_nothing_harmful(small: Company, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE[key] for key in WORST):
        texts = (
            f"version: 1\nteams: {{}}\nrules: [{{team: {quoted(name)}, match: {{project: x}}}}]\n",
            f"version: 1\nteams: {{a: {{name: a}}}}\nrules: [{{match: {{{quoted(name)}: x}}}}]\n",
            f"version: 1\n{quoted(name)}: 1\nteams: {{}}\n",
            f"version: 1\nteams: {{{quoted(name)}: {{name: a, parent: {quoted(name)}}}}}\n",
        )
        for place, text in enumerate(texts):
            path = tmp_path / f"{number}-{place}.yaml"
            path.write_text(text, encoding="utf-8")
            said = claudecost("teams", "check", "--no-ingest", "--db", small.store, "--teams", path, width=80)
            assert said.code in (0, 78)
            assert harm_in_a_terminal(said.out + said.err) == []
            assert len(said.err) < 7_000


def test_files_of_hostile_names_are_told_of_harmlessly(hostile: Company, tmp_path: Path) -> None:
    folder = tmp_path / "root" / "projects" / "-home-x"
    folder.mkdir(parents=True)
    for name in HOSTILE.values():
        file = name.replace("/", "_").replace("\0", "")[:100].encode("utf-8", "replace").decode()
        if file.strip("."):
            (folder / f"{file}.jsonl").write_text('{"type":"assistant"\n')
    made = Company(tmp_path, (), ())
    (tmp_path / "teams.yaml").write_text("version: 1\nteams: {}\n")
    (tmp_path / "c.yaml").write_text("timezone: UTC\n")
    for words in (("ingest", tmp_path / "root", "-v"), ("ingest", tmp_path / "root", "--damage"),
                  ("ingest", tmp_path / "root", "--damage", "--json")):  # fmt: skip
        said = made.run(*words, width=80)
        assert said.code == 0
        assert harm_in_a_terminal(said.out + said.err) == []


@pytest.fixture(scope="module")
def closed(hostile: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The same company after October has been closed."""
    made = copy_of(hostile, tmp_path_factory.mktemp("closed") / "company")
    said = made.run("close", "2026-10", "--accept", "unpriced,quarantined", "--no-ingest", width=80)
    assert said.code == 0, said.err
    assert harm_in_a_terminal(said.out + said.err) == []
    return made


class TestClosed:
    @pytest.mark.parametrize(
        "words", ["restate 2026-10", "close", "report --by team", "compare 2026-10 2026-11"]
    )
    @pytest.mark.parametrize("width", [*WIDTHS, None])
    def test_a_closed_month_is_shown_harmlessly(self, closed: Company, words: str, width: int | None) -> None:
        said = closed.run(*words.split(), "--no-ingest", width=width)
        assert said.code == 0, said.err
        assert harm_in_a_terminal(said.out + said.err) == []
        if width:
            too_wide = [line for line in said.out.splitlines() if cell_len(line) > width]
            assert [line for line in too_wide if not is_one_word(line)] == []

    def test_the_teams_of_a_restatement_come_back(self, closed: Company) -> None:
        said = closed.run("restate", "2026-10", "--json", "--no-ingest")
        assert {row["team"] for row in said.json["rows"]} - {"unallocated"} == set(closed.teams)


@pytest.mark.skipif("export" not in COMMANDS, reason="there is no export yet")
def test_exported_files_run_nothing(hostile: Company, tmp_path: Path) -> None:
    said = run(hostile, "export --period 2026-11", "--to", tmp_path / "out", width=80)
    assert harm_in_a_terminal(said.out + said.err) == []
    for path in (tmp_path / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as opened:
            cells = [cell for row in csv.reader(opened) for cell in row]
        assert [one for one in cells if FORMULA.match(one) and not NUMBER.fullmatch(one)] == [], path.name
    with zipfile.ZipFile(tmp_path / "out" / "usage.xlsx") as archive:
        for name in archive.namelist():
            assert not re.search(rb"<f[ >/]|hyperlink", archive.read(name)), name


class Elements(HTMLParser):
    """What a document is made of: its elements, what they may do, and where they lead."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[tuple[str, str]] = Counter()
        self.leads: set[str] = set()
        self.comments = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attributes:
            self.attributes[tag, name] += 1
            if name in ("href", "src", "action", "formaction", "xlink:href", "background", "srcdoc"):
                self.leads.add((value or "").strip().partition("#")[0])

    def structure(self) -> tuple[Counter[str], Counter[tuple[str, str]]]:
        """All but what a long name, or a character shown by its number, is wrapped in."""
        tags = Counter({tag: many for tag, many in self.tags.items() if tag != "span"})
        attributes = {
            (tag, name): many
            for (tag, name), many in self.attributes.items()
            if tag != "span" and name not in ("class", "title")
        }
        return tags, Counter(attributes)

    def handle_comment(self, data: str) -> None:
        self.comments += 1


def assert_same_document(hostile: str, harmless: str) -> None:
    """The same elements with the same attributes, as often; no name became markup, a handler or a link."""
    ours, theirs = Elements(hostile), Elements(harmless)
    assert ours.structure() == theirs.structure()
    assert ours.comments == theirs.comments
    assert {name for tag, name in ours.attributes if tag == "span"} <= {"class", "title", "style"}
    assert not [name for _, name in ours.attributes if name.startswith("on")]
    assert ours.leads == theirs.leads
    assert harm_in_a_terminal(hostile.replace("\r\n", "\n").replace("\t", "")) == []


@pytest.mark.skipif("page" not in COMMANDS, reason="there is no page yet")
def test_a_page_is_made_of_the_same_elements(hostile: Company, harmless: Company, tmp_path: Path) -> None:
    texts = []
    for number, of in enumerate((hostile, harmless)):
        path = tmp_path / f"{number}.html"
        said = run(of, "page --period 2026-11", "-o", path, width=80)
        assert harm_in_a_terminal(said.out + said.err) == []
        texts.append(path.read_text(encoding="utf-8"))
    assert_same_document(*texts)


HTML = [name for name in TABLES if name not in ("overview", "budget")] + ["explain"]


@pytest.mark.skipif("page" not in COMMANDS, reason="there is no html yet")
@pytest.mark.parametrize("name", HTML)
def test_a_report_as_html_is_made_of_the_same_elements(
    hostile: Company, harmless: Company, name: str
) -> None:
    said = hostile.run(*SHOWN[name].split(), "--no-ingest", "--format", "html")
    if said.code == 2:
        pytest.skip("this has no page")
    assert_same_document(said.out, run(harmless, SHOWN[name], "--format", "html").out)


class TestLedgers:
    """Names of workspaces and API keys."""

    @pytest.mark.parametrize("name", LEDGERS_SHOWN)
    @pytest.mark.parametrize("width", [*WIDTHS, None])
    def test_none_steers_a_terminal_or_leaves_it(
        self, hostile_books: Company, name: str, width: int | None
    ) -> None:
        said = run(hostile_books, LEDGERS_SHOWN[name], width=width)
        assert harm_in_a_terminal(said.out + said.err) == []
        too_wide = [line for line in said.out.splitlines() if cell_len(line) > (width or 10**6)]
        assert [line for line in too_wide if not is_one_word(line)] == []

    @pytest.mark.parametrize("dimension", LEDGERS)
    def test_json_and_csv_give_every_one_back(self, hostile_books: Company, dimension: str) -> None:
        """Of every text there is, as far as it is kept at all: the longest are cut when they are read."""
        words = f"report --ledger metered --by {dimension}"
        said = run(hostile_books, words, "--json")
        assert said.out.isascii()
        names = {row[dimension] for row in said.json["rows"]}
        assert names == hostile_books.kept(dimension)
        assert len(names) >= len(HOSTILE)
        [_, *read] = rows(run(hostile_books, words, "--csv").out, ",")
        as_utf8 = {name.encode("utf-8", "replace").decode() for name in map(str, names)}
        assert {unguarded(row[0]) for row in read} == as_utf8

    @pytest.mark.parametrize("name", LEDGERS_SHOWN)
    def test_no_field_of_a_csv_is_a_formula(self, hostile_books: Company, name: str) -> None:
        for format, delimiter in (("csv", ","), ("tsv", "\t")):
            guarded, raw = (
                run(hostile_books, LEDGERS_SHOWN[name], "--format", format, *more)
                for more in ((), ("--csv-raw",))
            )
            assert_guarded(guarded, raw, delimiter)

    @pytest.mark.parametrize("name", [name for name in LEDGERS_SHOWN if name != "reconcile"])
    def test_markdown_and_a_page_are_as_with_harmless_names(
        self, hostile_books: Company, harmless_books: Company, name: str
    ) -> None:
        both = (hostile_books, harmless_books)
        assert_same_columns([run(of, LEDGERS_SHOWN[name], "--format", "md").out for of in both])
        assert_same_document(*(run(of, LEDGERS_SHOWN[name], "--format", "html").out for of in both))

    def test_neither_mail_nor_page_is_harmed(
        self, small: Company, hostile_books: Company, tmp_path: Path
    ) -> None:
        """A store with ledgers besides, and one with nothing else."""
        for of in (small, hostile_books):
            for words in (
                ("email", "weekly", "--dry-run"),
                ("page", "--period", "2026-11", "-o", tmp_path / "x"),
            ):
                said = of.run(*words, "--no-ingest", width=80)
                assert "bug of its own" not in said.err
                assert harm_in_a_terminal(said.out + said.err) == []


#: The mails of a kind, of the company with hostile names and of the other one.
Mails = Callable[[str], list[tuple[EmailMessage, EmailMessage]]]


@pytest.fixture(scope="module")
def mails(hostile: Company, harmless: Company, tmp_path_factory: pytest.TempPathFactory) -> Mails:
    """All mails of a kind of either company, made once: to everybody, then to each of the worst teams."""
    made: dict[str, list[tuple[EmailMessage, EmailMessage]]] = {}

    def of(kind: str) -> list[tuple[EmailMessage, EmailMessage]]:
        if kind not in made:
            both = []
            for company in (hostile, harmless):
                path = tmp_path_factory.mktemp(kind) / "m.eml"
                words = ("email", kind, "--even-if-delayed", "--no-ingest", "--eml", path)
                said = company.run(*words, config="mail.yaml")
                assert said.code == 0, said.err
                files = [path.with_name(f"m-{number}.eml") for number in range(1, len(WORST) + 2)]
                both.append([message_from_bytes(one.read_bytes(), policy=policy.default) for one in files])
            made[kind] = list(zip(*both, strict=True))
        return made[kind]

    return of


@pytest.mark.skipif("email" not in COMMANDS, reason="there is no mail yet")
class TestMail:
    @pytest.mark.parametrize("kind", ["weekly", "monthly"])
    def test_its_text_steers_nothing(self, hostile: Company, kind: str) -> None:
        for width in (80, None):
            said = run(hostile, f"email {kind} --dry-run", width=width)
            assert harm_in_a_terminal(said.out + said.err) == []

    @pytest.mark.parametrize("key", [None, *WORST])
    @pytest.mark.parametrize("kind", ["weekly", "monthly"])
    def test_its_page_is_made_of_the_same_elements_and_its_headers_are_ours(
        self, mails: Mails, kind: str, key: str | None
    ) -> None:
        """To everybody, and to a team: the team's name stands in the subject."""
        bodies, headers = [], []
        for mail in mails(kind)[0 if key is None else WORST.index(key) + 1]:
            html, text = mail.get_body(("html",)), mail.get_body(("plain",))
            assert html is not None
            assert text is not None
            bodies.append(html.get_content())
            headers.append([name for name, _ in mail.items()])
            assert harm_in_a_terminal(text.get_content().replace("\r\n", "\n")) == []
            assert all(char.isprintable() for char in mail["Subject"])
            assert len(mail["Subject"]) < 200
        assert headers[0] == headers[1]
        assert_same_document(*bodies)


@pytest.mark.skipif("budget" not in COMMANDS, reason="there are no budgets yet")
def test_what_budgets_say_for_cron_and_chat_steers_nothing(hostile: Company) -> None:
    said = hostile.run("budget", "check", "--no-ingest", "-v")
    assert said.code == 4
    assert harm_in_a_terminal(said.out + said.err) == []
    assert len(said.err.splitlines()) <= 2 * len(HOSTILE), "a line each"
    posted = hostile.run("budget", "webhook", "--dry-run", "--no-ingest")
    if posted.code == 0:
        assert harm_in_a_terminal(json.dumps(json.loads(posted.out))) == []
