"""The scripts in the shells they are for: what a person sees after a Tab."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import claudecost
from transcripts import response, write

from claudecost.completing.shells import SCRIPTS

#: A project folder nobody should run.
HOSTILE = "/home/eve/$(touch owned)`touch owned`'\"; touch owned; \\$(touch owned) x"


@pytest.fixture
def home(empty_home: Path) -> Path:
    """A store with three projects, one of them called by somebody who hopes to be evaluated."""
    for name, project in (("a", "/home/ann/shop"), ("b", "/home/ann/data"), ("c", HOSTILE)):
        line = response("claude-opus-5", "2026-11-10T12:00:00Z", {"input": 5}, session=name, cwd=project)
        write(empty_home / ".claude", [line], name)
    assert claudecost("ingest").code == 0
    return empty_home


def offered(shell: str, line: str, home: Path) -> list[str]:
    """The words the shell would offer at the end of the line, by its own machinery."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} on this machine")
    script = home / f"completion.{shell}"
    script.write_text(SCRIPTS[shell])
    (home / "work").mkdir(exist_ok=True)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"}
    said = subprocess.run(
        [found, *ASK[shell](str(script), line)],
        capture_output=True, text=True, env=environment, cwd=home / "work", check=False, timeout=60,
    )  # fmt: skip
    assert list((home / "work").iterdir()) == [], "a name was run"
    return [word for word in said.stdout.splitlines() if word]


def ask_bash(script: str, line: str) -> list[str]:
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    return [
        "--norc", "-c",
        f"source {script}; COMP_LINE='{line}'; COMP_POINT={len(line)}; COMP_WORDS=({quoted}); "
        f"COMP_CWORD={len(words) - 1}; _claudecost; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
    ]  # fmt: skip


def ask_fish(script: str, line: str) -> list[str]:
    return ["--no-config", "-c", f"source {script}; complete -C '{line}' | string split -f1 \\t"]


def ask_zsh(script: str, line: str) -> list[str]:
    """`compadd` tells what it was given instead of showing a menu."""
    words = " ".join(f"'{word}'" for word in line.split(" "))
    return [
        "-f", "-c",
        f"compdef() {{ }}; compadd() {{ print -rl -- \"${{words_found[@]}}\" }}; _files() {{ }}; "
        f"source {script}; words=({words}); CURRENT={len(line.split(' '))}; _claudecost",
    ]  # fmt: skip


ASK = {"bash": ask_bash, "fish": ask_fish, "zsh": ask_zsh}


@pytest.mark.parametrize("shell", list(SCRIPTS))
def test_a_command_is_completed(home: Path, shell: str) -> None:
    assert offered(shell, "claudecost pri", home) == ["price", "prices"]


@pytest.mark.parametrize("shell", list(SCRIPTS))
def test_the_last_dimension_of_a_list_is_completed(home: Path, shell: str) -> None:
    assert offered(shell, "claudecost report --by day,mon", home) == ["day,month"]


@pytest.mark.parametrize("shell", list(SCRIPTS))
def test_projects_are_those_of_the_store(home: Path, shell: str) -> None:
    assert offered(shell, "claudecost daily --project /home/a", home) == ["/home/ann/data", "/home/ann/shop"]


@pytest.mark.parametrize("shell", list(SCRIPTS))
def test_a_name_is_offered_and_never_run(home: Path, shell: str) -> None:
    [name] = offered(shell, "claudecost daily --project /home/e", home)
    assert name.startswith("/home/eve/")


@pytest.mark.parametrize("shell", list(SCRIPTS))
def test_a_store_in_use_offers_no_names_and_is_not_waited_for(home: Path, shell: str) -> None:
    from claudecost.config import default_store
    from claudecost.store import Store

    with Store(default_store()).ingesting():
        assert offered(shell, "claudecost pri", home) == ["price", "prices"]


@pytest.mark.parametrize(
    ("alias", "registered"),
    [("claudecost", True), ("CLAUDECOST_JSON=ccusage claudecost", True), ("npx ccusage", False)],
)
def test_bash_completes_an_alias_of_ccusage_that_means_claudecost(
    tmp_path: Path, alias: str, registered: bool
) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(SCRIPTS["bash"])
    lines = f"shopt -s expand_aliases; alias ccusage='{alias}'; source {script} && complete -p ccusage"
    said = subprocess.run(["bash", "--norc", "-c", lines], capture_output=True, text=True, check=False)
    assert ("-F _claudecost ccusage" in said.stdout) == registered


def test_bash_without_an_alias_leaves_ccusage_to_its_own_completion(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(SCRIPTS["bash"])
    lines = f"set -e; source {script}; complete -p"
    said = subprocess.run(["bash", "--norc", "-c", lines], capture_output=True, text=True, check=True)
    assert "_claudecost claudecost" in said.stdout
    assert "ccusage" not in said.stdout


def test_bash_is_silent_where_there_is_no_line_yet(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(SCRIPTS["bash"])
    lines = f"source {script}; COMP_LINE=; COMP_POINT=0; COMP_WORDS=(); COMP_CWORD=0; _claudecost"
    said = subprocess.run(["bash", "--norc", "-c", lines], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
