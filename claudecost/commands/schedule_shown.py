"""How a person installs what `schedule` printed or wrote."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from ..yamlfile import Row

if TYPE_CHECKING:
    from ..scheduling import Unit
    from ..yamlfile import Node

NOTHING_YET = "nothing has been installed"


def how_to_install(format: str, units: list[Unit], to: Path | None, *, mails: bool) -> list[str]:
    """Lines for stderr: what to do with the files, and what a scheduler cannot know."""
    steps = {"crontab": _with_cron, "systemd": _with_systemd, "launchd": _with_launchd}[format](units, to)
    if to is not None:
        steps.insert(0, f"{len(units)} file{'s' * (len(units) > 1)} written to {to}; {NOTHING_YET}")
    else:
        steps.insert(0, NOTHING_YET)
    if mails:
        steps.append("a password in your environment is not known there: keep it in a file only you can read")
    return steps


def has_password_in_environment(section: Node | None) -> bool:
    """Whether `smtp` logs in with a password from a variable; a server without `user` needs none."""
    return isinstance(section, Row) and "user" in section and "password_env" in section


def about_webhook(section: Node | None, *, budget: bool, webhook: bool) -> list[str]:
    """Lines for stderr about the webhook: that nothing is posted to it, or what a scheduler cannot know."""
    if section is None:
        return []
    if webhook and isinstance(section, Row) and "url_env" in section:
        return ["the webhook's variable is not known there: keep it in a file only you can read (url_file)"]
    if budget and not webhook:
        return ["a webhook is configured, and nothing is posted to it: add --webhook to have that done"]
    return []


def _with_cron(units: list[Unit], to: Path | None) -> list[str]:
    if to is None:
        return ["to install: `crontab -e`, and paste the lines"]
    path = quote(str(to / units[0].name))
    return [f"to install: (crontab -l 2>/dev/null; cat {path}) | crontab -"]


def _with_systemd(units: list[Unit], to: Path | None) -> list[str]:
    timers = " ".join(unit.name for unit in units if unit.name.endswith(".timer"))
    return [
        *_into_their_place(units, to),
        f"to install: systemctl --user daemon-reload && systemctl --user enable --now {timers}",
        "to have them run while you are not logged in: loginctl enable-linger",
        "to see what went wrong: journalctl --user -u 'claudecost-*'",
    ]


def _with_launchd(units: list[Unit], to: Path | None) -> list[str]:
    return [
        *_into_their_place(units, to),
        *(f"to install: launchctl bootstrap gui/$(id -u) {unit.folder}/{unit.name}" for unit in units),
        "to see what went wrong: ~/Library/Logs/claudecost.log",
    ]


def _into_their_place(units: list[Unit], to: Path | None) -> list[str]:
    folder = units[0].folder
    if to is None:
        return [f"save each as its first comment says, or add --to {folder}"]
    if to.expanduser().absolute() == Path(folder).expanduser():
        return []
    return [f"move them to {folder}"]
