"""What `schedule` prints is read back by those it is for, and says exactly what was meant.

cron's own reading is written down here from crontab(5); the rest is done by /bin/sh, systemd and plistlib.
"""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import claudecost

from claudecost.scheduling import crontab, jobs_for, launchd, systemd
from claudecost.scheduling.jobs import Program, Schedule

#: Names of directories that mean something to one of the schedulers, to a shell, or to XML.
AWKWARD = (
    "plain",
    "two words",
    "100%",
    "%h %% %Y",
    "it's",
    'say "hi"',
    "$HOME `id` $(id) ${x}",
    "a;b&c|d<e>f",
    "&amp;<!-- -->",
    "*?[x]~",
    "#hash",
    "ünï 日本",
    "-dash",
    "=x",
)

ALL = ("--email", "weekly", "--email", "monthly", "--budget")


@pytest.fixture(autouse=True)
def _own_home(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLAUDECOST_LEDGER", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


def as_cron_reads(line: str) -> tuple[str, str]:
    """The five fields, and what cron gives to the shell: up to a bare `%`, with `\\%` as `%` (crontab(5))."""
    *fields, command = line.split(None, 5)
    return " ".join(fields), re.split(r"(?<!\\)%", command)[0].replace(r"\%", "%")


def lines_of(crontab: str) -> list[tuple[str, str]]:
    return [as_cron_reads(line) for line in crontab.splitlines() if not line.startswith("#")]


def awkward(tmp_path: Path, name: str) -> Schedule:
    """All jobs, with everything in a directory of this name, and a program that prints what it was given."""
    folder = tmp_path / name
    folder.mkdir()
    program = folder / "show"
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$CLAUDE_CONFIG_DIR" "$@"\n')
    program.chmod(0o700)
    how = Program(
        (str(program),), ("--db", str(folder / "store.db")), {"CLAUDE_CONFIG_DIR": str(folder / "claude")}
    )
    from datetime import time

    return Schedule(jobs_for(time(7, 30), ("weekly",), budget=True), how, tmp_path, (folder,))


def expected(schedule: Schedule) -> list[list[str]]:
    """What the program should be given, job by job, the variable's value first."""
    [claude] = schedule.program.environ.values()
    return [[claude, *schedule.program.line(job)[1:]] for job in schedule.jobs]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_crontab_line_gives_a_shell_every_word_as_it_is(tmp_path: Path, name: str) -> None:
    schedule = awkward(tmp_path, name)
    for (_, command), words in zip(lines_of(crontab(schedule)), expected(schedule), strict=True):
        done = subprocess.run(
            ["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=True
        )
        assert done.stdout.decode().split("\0")[:-1] == words


def test_a_crontab_line_has_the_day_and_the_time() -> None:
    said = claudecost("schedule", *ALL, "--at", "00:03")
    assert [fields for fields, _ in lines_of(said.out)] == [
        "48 23 * * *",  # taking in comes first, the evening before
        "58 23 * * *",
        "3 0 * * 1",
        "3 0 1 * *",
    ]


@pytest.mark.parametrize("name", ["back\\slash", "line\nbreak", "\x1b[2J", "\u202etxt", "\udcff"])
def test_what_a_crontab_cannot_hold_is_refused(name: str) -> None:
    said = claudecost("schedule", "--db", f"/tmp/{name}/x.db")
    assert said.code == 2
    assert said.out == ""
    assert "a crontab cannot hold" in said.err
    assert all(char.isprintable() for char in said.err.replace("\n", ""))


@pytest.mark.parametrize("name", [*AWKWARD, "back\\slash"])
def test_a_property_list_holds_every_word_as_it_is(tmp_path: Path, name: str) -> None:
    schedule = awkward(tmp_path, name)
    for unit, job in zip(launchd(schedule), schedule.jobs, strict=True):
        read = plistlib.loads(unit.text.encode())
        assert read["ProgramArguments"] == schedule.program.line(job)
        assert read["EnvironmentVariables"] == schedule.program.environ
        assert read["Umask"] == 0o077
        assert unit.name == f"{read['Label']}.plist"
        assert Path(read["StandardErrorPath"]).is_absolute()


def test_property_lists_have_the_day_and_the_time() -> None:
    said = claudecost("schedule", *ALL, "--format", "launchd", "--at", "18:05")
    lists = [f"<?xml{part}".encode() for part in said.out.split("<?xml")[1:]]
    assert [plistlib.loads(one)["StartCalendarInterval"] for one in lists] == [
        {"Hour": 17, "Minute": 50},
        {"Hour": 18, "Minute": 0},
        {"Weekday": 1, "Hour": 18, "Minute": 5},
        {"Day": 1, "Hour": 18, "Minute": 5},
    ]


needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")


@needs_systemd
@pytest.mark.parametrize("name", [*AWKWARD, "back\\slash"])
def test_systemd_finds_nothing_wrong_with_its_units(tmp_path: Path, name: str) -> None:
    """It looks for the program too, so a wrongly quoted path would be a program that does not exist."""
    units = systemd(awkward(tmp_path, name))
    folder = tmp_path / "units"
    folder.mkdir()
    for unit in units:
        (folder / unit.name).write_text(unit.text, encoding="utf-8")
    runtime = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", *(str(folder / unit.name) for unit in units)],
        env=runtime, capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "claudecost" in line]
    assert ours == []


@needs_systemd
def test_systemd_understands_when(tmp_path: Path) -> None:
    said = claudecost("schedule", *ALL, "--format", "systemd", "--at", "7:30")
    moments = re.findall(r"^OnCalendar=(.*)$", said.out, re.M)
    assert moments == ["*-*-* 07:15:00", "*-*-* 07:25:00", "Mon *-*-* 07:30:00", "*-*-01 07:30:00"]
    for moment in moments:
        subprocess.run(["systemd-analyze", "calendar", moment], capture_output=True, check=True)


@pytest.mark.parametrize("name", AWKWARD)
def test_a_unit_says_every_word_in_systemds_quotes(tmp_path: Path, name: str) -> None:
    """Read back by the rules of systemd.syntax(7), written down a second time."""
    schedule = awkward(tmp_path, name)
    services = [unit for unit in systemd(schedule) if unit.name.endswith(".service")]
    for unit, job in zip(services, schedule.jobs, strict=True):
        [line] = re.findall(r"^ExecStart=:(.*)$", unit.text, re.M)
        read = as_systemd_reads(line)
        if read[0] == "/bin/sh":
            done = subprocess.run(read, env={"CLAUDE_CONFIG_DIR": "c"}, capture_output=True, check=True)
            assert done.stdout.decode().split("\0")[1:-1] == schedule.program.line(job)[1:]
        else:
            assert read == schedule.program.line(job)
        [writes] = re.findall(r"^ReadWritePaths=(.*)$", unit.text, re.M)
        assert as_systemd_reads(writes) == [f"-{tmp_path / name}", "-/tmp"]
        [setting] = re.findall(r"^Environment=(.*)$", unit.text, re.M)
        assert as_systemd_reads(setting) == [f"CLAUDE_CONFIG_DIR={tmp_path / name / 'claude'}"]


def as_systemd_reads(text: str) -> list[str]:
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%") for quoted, bare in words]


def test_a_service_may_write_to_its_store_and_nowhere_else(tmp_path: Path) -> None:
    said = claudecost("--db", tmp_path / "mine" / "x.db", "schedule", "--format", "systemd")
    for line in (
        "UMask=0077",
        "ProtectSystem=strict",
        "ReadOnlyPaths=-%h/.claude -%h/.config/claude",
        "Persistent=true",
    ):
        assert f"\n{line}\n" in said.out
    [writes] = re.findall(r"^ReadWritePaths=(.*)$", said.out, re.M)
    assert writes.split()[0] == f"-{tmp_path}/mine"


def test_the_line_is_of_this_claudecost_and_keeps_the_options_and_settings_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claudecost.yaml").write_text("timezone: UTC\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUDECOST_TEAMS", "teams.yaml")
    monkeypatch.setenv("CLAUDECOST_MACHINE", "build host")
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-secret")
    said = claudecost("schedule", "--config", "claudecost.yaml", "--db", "x.db")
    [(_, command)] = lines_of(said.out)
    beside = Path(sys.executable).with_name("claudecost")
    start = str(beside) if beside.exists() else f"{sys.executable} -m claudecost"
    assert command == (
        f"CLAUDECOST_MACHINE='build host' {start} ingest --quiet "
        f"--db {tmp_path}/x.db --config {tmp_path}/claudecost.yaml --teams {tmp_path}/teams.yaml"
    )
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize("format", ["crontab", "systemd", "launchd"])
def test_nothing_is_installed_and_how_to_do_it_is_said_on_stderr(
    empty_home: Path, tmp_path: Path, format: str
) -> None:
    said = claudecost("schedule", *ALL, "--format", format)
    assert said.code == 0
    assert list(empty_home.rglob("*")) == []
    assert "nothing has been installed\n" in said.err
    assert "to install: " in said.err
    quiet = claudecost("schedule", *ALL, "--format", format, "-q")
    assert (quiet.out, quiet.err) == (said.out, "")

    written = claudecost("schedule", *ALL, "--format", format, "--to", tmp_path / "new" / "folder")
    assert written.out == ""
    files = sorted((tmp_path / "new" / "folder").iterdir())
    assert len(files) == {"crontab": 1, "systemd": 8, "launchd": 4}[format]
    assert all(path.read_text(encoding="utf-8") in said.out for path in files)


BUDGETS = "timezone: UTC\nbudgets: [{total: true, usd: 100}]\n"


@pytest.mark.parametrize(
    ("section", "options", "words", "said_of_it"),
    [
        ("", ["--budget"], "budget check --quiet", None),
        ("url_file: hook", ["--budget"], "budget check --quiet", "nothing is posted to it: add --webhook"),
        ("url_file: hook", ["--webhook"], "budget check --webhook --quiet", None),
        ("url_env: HOOK", ["--webhook", "--budget"], "budget check --webhook --quiet", "(url_file)"),
        ("url_file: hook", [], None, None),
    ],
)
def test_a_webhook_is_posted_to_if_asked_for_and_else_said_to_be_forgotten(
    tmp_path: Path, section: str, options: list[str], words: str | None, said_of_it: str | None
) -> None:
    config = tmp_path / "claudecost.yaml"
    config.write_text(BUDGETS + (f"webhook: {{{section}}}\n" if section else ""))
    said = claudecost("schedule", *options, "--config", config)
    commands = [command for _, command in lines_of(said.out)]
    assert len(commands) == (2 if words else 1)
    assert words is None or words in commands[1]
    assert ("webhook" in said.err) == (said_of_it is not None)
    assert (said_of_it or "") in said.err


def test_a_webhook_that_is_not_configured_is_not_scheduled(tmp_path: Path) -> None:
    said = claudecost("schedule", "--webhook")
    assert (said.code, said.out) == (78, "")
    assert "there is no webhook to post to" in said.err


@pytest.mark.parametrize("at", ["24:00", "7", "07:60", "7.30", "7:30pm", "", "07:30:00", "\x1b[2J"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    said = claudecost("schedule", "--at", at)
    assert (said.code, said.out) == (2, "")
    assert "is no time of day" in said.err
    assert "\x1b" not in said.err


def test_a_mail_or_format_there_is_not_is_refused() -> None:
    assert claudecost("schedule", "--email", "daily").err.startswith("error: there is no mail 'daily'\n")
    assert claudecost("schedule", "--format", "at").err.startswith("error: there is no format 'at'\n")


@pytest.mark.parametrize(("login", "is_told"), [("", False), ("user: a, password_env: PW, ", True),
                                                ("user: a, password_file: pw, ", False)])  # fmt: skip
def test_only_a_password_in_a_variable_is_warned_of(tmp_path: Path, login: str, is_told: bool) -> None:
    config = tmp_path / "claudecost.yaml"
    config.write_text(f"smtp: {{host: localhost, {login}from: a@b.c}}\n")
    said = claudecost("schedule", "--email", "weekly", "--config", config)
    assert said.code == 0
    assert ("a password in your environment is not known there" in said.err) is is_told
