"""A company whose people choose the names of a table: one response a month and model for each of them.

Two companies with tables of the same length differ in their names only, so that what a page of one has and
a page of the other lacks was made by a name.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from command_line import Said, claudecost
from hostile_ledgers import take_in_ledgers
from transcripts import response

from claudecost.intake import Intake, ingest
from claudecost.store import Store

#: Team files refuse names that a file cannot hold as they are, or that mean something to a tree of teams.
NO_TEAM = ("half a pair", "nothing")

#: Where each text is met, and the column of the store that keeps it.
KEPT = {
    "project": "project",
    "session": "session_id",
    "branch": "branch",
    "user": "user_name",
    "machine": "machine",
}


#: What only the organisation's own ledgers know: by name in its files, by id and list in its API's answers.
LEDGERS = ("workspace", "api_key")


@dataclass(frozen=True)
class Company:
    """The store, the team file and the settings of a company; each of its names in `names`."""

    folder: Path
    names: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def store(self) -> Path:
        return self.folder / "store.db"

    def run(self, *words: object, width: int | None = None, config: str = "c.yaml") -> Said:
        """A command line of this company's, as it is without anything new to take in."""
        options = (
            "--db",
            self.store,
            "--teams",
            self.folder / "teams.yaml",
            "--config",
            self.folder / config,
        )
        return claudecost(*words, *options, width=width)

    def kept(self, dimension: str) -> set[str | None]:
        """The names as the store has them: what a report has to give back."""
        with Store(self.store).reading() as reader:
            if dimension in LEDGERS:
                rows = reader.rows(
                    "SELECT name FROM names WHERE kind = $kind UNION "
                    f"SELECT {dimension} FROM metered WHERE {dimension} IS NOT NULL",
                    {"kind": dimension},
                )
            elif dimension == "model_id":
                rows = reader.rows("SELECT DISTINCT model_id FROM profiles")
            else:
                rows = reader.rows(f"SELECT DISTINCT {KEPT[dimension]} FROM origins")
        return {name for (name,) in rows}


def company(
    folder: Path, table: Mapping[str, str], machines: Sequence[str] = (), mailed: Sequence[str] = ()
) -> Company:
    """Take in what the people of a company with these names did.

    `mailed` are keys of the table: `mail.yaml` has a recipient for everybody's figures and for each of these.
    """
    made = offices(folder, table, mailed)
    names = tuple(table.values())
    roots = [_root(folder / f"root{number}", number, name) for number, name in enumerate(names)]
    store = Store(folder / "store.db")
    ingest(store, Intake(tuple(roots), "laptop"))
    for number, machine in enumerate(machines):
        ingest(store, Intake((_root(folder / f"machine{number}", number, names[0]),), machine))
    return made


def bookkeepers(folder: Path, table: Mapping[str, str]) -> Company:
    """A company of which nothing is known but its own ledgers: workspaces and API keys of these names."""
    made = offices(folder, table)
    take_in_ledgers(folder, table)
    return made


def offices(folder: Path, table: Mapping[str, str], mailed: Sequence[str] = ()) -> Company:
    """The team file and the settings of a company, and no store yet."""
    teams = tuple(team_of(name) for key, name in table.items() if key not in NO_TEAM)
    (folder / "teams.yaml").write_text(_team_file(table), encoding="utf-8")
    budgets = ["{total: true, usd: 5}", *(f"{{team: {quoted(name)}, usd: 1}}" for name in teams)]
    (folder / "c.yaml").write_text(settings := f"budgets: [{', '.join(budgets)}]\n", encoding="utf-8")
    people = ["{to: all@x.example, all: true}"]
    people += [f"{{to: one@x.example, team: {quoted(team_of(table[key]))}}}" for key in mailed]
    mail = f"email: {{recipients: [{', '.join(people)}]}}\n"
    (folder / "mail.yaml").write_text(settings + mail, encoding="utf-8")
    return Company(folder, tuple(table.values()), teams)


def copy_of(made: Company, folder: Path) -> Company:
    """The same company elsewhere, for what changes its store."""
    shutil.copytree(made.folder, folder, ignore=shutil.ignore_patterns("root*", "machine*"))
    return Company(folder, made.names, made.teams)


def team_of(name: str) -> str:
    """The name as a team can be called: `/` joins the names of a path."""
    return name.replace("/", "\u2215")


def quoted(text: str) -> str:
    """A text as YAML in double quotes: as it is where it can be seen, else by number."""
    return '"' + "".join(_char(char) for char in text) + '"'


def _char(char: str) -> str:
    if char.isprintable() and char not in '"\\':
        return char
    return f"\\U{ord(char):08x}"


def _team_file(table: Mapping[str, str]) -> str:
    teams, rules = [], []
    for number, (key, name) in enumerate(table.items()):
        if key not in NO_TEAM:
            # A long key needs its question mark.
            teams.append(
                f"  ? {quoted(team_of(name))}\n  : {{name: {quoted(name)}, cost_center: {quoted(name)}}}"
            )
            rules.append(f"  - {{team: {quoted(team_of(name))}, match: {{account: account-{number}}}}}")
    return "version: 1\nteams:\n" + "\n".join(teams) + "\nrules:\n" + "\n".join(rules) + "\n"


def _root(root: Path, number: int, name: str) -> Path:
    """A config root of somebody of this name, who works on a project of this name, and so on."""
    folder = root / "projects" / "-home-somebody"
    folder.mkdir(parents=True)
    account = {"emailAddress": name, "accountUuid": f"account-{number}"}
    (root / ".claude.json").write_text(json.dumps({"oauthAccount": account}))
    lines = [
        response(
            model,
            f"2026-{day}T12:00:00Z",
            {"input": 100_000 * (number + 1), "output": 10},
            session=name,
            cwd=name,
            gitBranch=name,
        )
        for day in ("10-10", "11-03", "11-10")
        for model in (name, "claude-opus-5-5")
    ]
    (folder / "session.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return root
