"""What cron mails: nothing when it went well, one line when not, and the exit code says which."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from claudecost.verbs import COMMANDS

from .machine import Machine

NOW = {"CLAUDECOST_NOW": "2026-11-20T12:00:00Z"}

#: Commands whose whole point is what they do, not what they print.
DOING = ("ingest", "ingest --strict")

#: Commands that print a report: that is all they print.
SHOWING = ("", "daily", "report --by project --json", "schedule", "report --period 2026-11 --csv")


@pytest.mark.parametrize("words", DOING)
def test_what_went_well_is_not_worth_a_mail(machine: Machine, words: str) -> None:
    for _ in range(2):
        ran = machine.run(*words.split(), "-q")
        assert ran.code == 0, ran.err
        assert ran.is_silent


@pytest.mark.parametrize("words", SHOWING)
def test_a_report_is_data_and_no_talk(machine: Machine, words: str) -> None:
    machine.use_claude(model="claude-zeta-9", name="unpriced")
    ran = machine.run(*words.split(), "-q")
    assert (ran.code, ran.err) == (0, b"")
    assert ran.out
    assert b"\x1b" not in ran.out


#: What goes wrong, and the documented code for it.
FAILURES = {
    "ingest /nowhere": 2,
    "ingest --source nope": 2,
    "ingest --nope": 2,
    "nope": 2,
    "report --by nope": 2,
    "report --since 11/12/2026": 2,
    "daily --json --csv": 2,
    "schedule --at noon": 2,
    "ingest letter.csv": 65,
    "report --db letter.csv --no-ingest": 65,
    "report --no-ingest --db none.db": 1,
    "daily -o /nowhere/report.csv": 73,
    "ingest --db /proc/nowhere/store.db": 73,
    "ingest --config none.yaml": 78,
    "ingest --config bad.yaml": 78,
    "sync": 77,
}


@pytest.fixture
def troubled(machine: Machine) -> Machine:
    (machine.home / "letter.csv").write_text("Dear Sir;\n")
    (machine.home / "bad.yaml").write_text("colour: blue\n")
    return machine


@pytest.mark.parametrize("words", FAILURES)
def test_what_went_wrong_is_one_line_and_its_code(troubled: Machine, words: str) -> None:
    ran = troubled.run(*words.split(), "-q")
    assert ran.code == FAILURES[words]
    assert ran.out == b""
    assert ran.complaint.startswith("error: ")
    assert len(ran.complaint) < 200


@pytest.mark.parametrize("flag", ["-q", "--quiet", "-qj"])
def test_the_line_says_where(troubled: Machine, flag: str) -> None:
    """A place matters more than what to do: that can be asked for."""
    ran = troubled.run("ingest", flag, "--config", "bad.yaml")
    assert ran.complaint == "error: the key `colour` means nothing here (bad.yaml:1)"


@pytest.mark.parametrize(
    "words", ["ingest --config bad.yaml -q -v", "-qv ingest --config bad.yaml", "ingest --config bad.yaml"]
)
def test_whoever_asks_for_more_gets_the_whole_complaint(troubled: Machine, words: str) -> None:
    assert b"\n  hint: " in troubled.run(*words.split()).err


def test_a_person_at_a_terminal_gets_the_whole_complaint(troubled: Machine) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "claudecost", "ingest", "-q", "--config", "bad.yaml"]
    environ = {"HOME": str(troubled.home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environ, cwd=troubled.home, stderr=theirs, stdin=theirs, check=False)
    os.close(theirs)
    assert done.returncode == 78
    assert b"hint: " in os.read(ours, 10_000)
    os.close(ours)


def test_damage_is_no_failure_unless_it_is_asked_about(machine: Machine) -> None:
    (machine.home / ".claude" / "projects" / "-home-ann-shop" / "cut.jsonl").write_text('{"type":"assis')
    assert machine.run("ingest", "-q").is_silent
    (machine.home / ".claude" / "projects" / "-home-ann-shop" / "bad.jsonl").write_text(
        '{"type":"assistant"\n'
    )
    ran = machine.run("ingest", "-q", "--strict")
    assert ran.code == 3


def test_a_file_of_no_known_format_is_a_line_each(troubled: Machine) -> None:
    (troubled.home / "other.csv").write_text("Dear Madam;\n")
    ran = troubled.run("ingest", "-q", "letter.csv", "other.csv")
    assert ran.code == 65
    lines = ran.err.decode().splitlines()
    assert [line.rpartition("/")[2] for line in lines] == ["letter.csv)", "other.csv)"]


SETTINGS = """\
budgets: [{{total: true, usd: "{limit}"}}]
email: {{recipients: [{{to: ann@fernwood.example, all: true}}]}}
smtp: {{host: 127.0.0.1, port: {port}, security: none, from: costs@fernwood.example}}
"""


def configure(machine: Machine, *, limit: str = "1000", port: int = 9) -> None:
    """Settings where they are looked for when nobody says where."""
    path = machine.home / ".config" / "claudecost" / "claudecost.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SETTINGS.format(limit=limit, port=port))


@pytest.mark.skipif("budget" not in COMMANDS, reason="there are no budgets yet")
class TestBudgets:
    def test_one_that_holds_is_not_worth_a_mail(self, machine: Machine) -> None:
        configure(machine)
        ran = machine.run("budget", "check", "-q", settings=NOW)
        assert ran.code == 0, ran.err
        assert ran.is_silent

    def test_one_that_is_exceeded_is_a_line_and_4(self, machine: Machine) -> None:
        configure(machine, limit="0.001")
        ran = machine.run("budget", "check", "-q", settings=NOW)
        assert (ran.code, ran.out) == (4, b"")
        assert ran.complaint.startswith("error: ")

    def test_one_nobody_can_check_is_a_line_and_4(self, machine: Machine) -> None:
        """Usage without a price is no reason to call a budget kept."""
        configure(machine)
        machine.use_claude(model="claude-zeta-9", name="unpriced")
        ran = machine.run("budget", "check", "-q", settings=NOW)
        assert (ran.code, ran.out) == (4, b"")
        assert ran.complaint.startswith("error: ")

    def test_none_at_all_is_a_mistake_in_the_settings(self, machine: Machine) -> None:
        ran = machine.run("budget", "check", "-q", settings=NOW)
        assert (ran.code, ran.out) == (78, b"")
        assert ran.complaint == "error: there is no budget for 2026-11"


@pytest.mark.skipif("email" not in COMMANDS, reason="there are no mails yet")
class TestMails:
    def test_a_server_that_does_not_answer_is_a_line_and_69(self, machine: Machine) -> None:
        configure(machine)  # nobody listens on the discard port
        ran = machine.run("email", "weekly", "-q", settings=NOW)
        assert (ran.code, ran.out) == (69, b"")
        assert ran.complaint.startswith("error: the mail ")

    def test_no_server_and_no_recipients_are_a_line_and_78(self, machine: Machine) -> None:
        ran = machine.run("email", "weekly", "-q", settings=NOW)
        assert (ran.code, ran.out) == (78, b"")
        assert ran.complaint.startswith("error: there ")

    def test_a_mail_can_be_looked_at_in_any_locale(self, machine: Machine) -> None:
        ascii = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
        ran = machine.run("email", "weekly", "-q", "--dry-run", settings={**NOW, **ascii})
        assert (ran.code, ran.err) == (0, b"")
        assert ran.out.decode("ascii").startswith("To: nobody\nSubject: ")
