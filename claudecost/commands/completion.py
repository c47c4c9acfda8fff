"""`completion`: the script that makes a shell offer commands, options and names; and what the script asks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Misuse
from . import options as o

if TYPE_CHECKING:
    from pathlib import Path

    from ..completing.words import Candidate

#: Options and arguments, besides --model, that take a model.
MODELS = {("whatif", "to"), ("whatif", "from"), ("show", "asked"), ("history", "asked")}


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print the script that completes names after a Tab.

    \b
      bash   source <(claudecost completion bash)       in ~/.bashrc
      zsh    source <(claudecost completion zsh)        in ~/.zshrc, after compinit
      fish   claudecost completion fish > ~/.config/fish/completions/claudecost.fish

    Models, projects, sessions, users, machines, branches and teams are those
    of the store. Nothing is installed.
    """
    from ..completing.shells import SCRIPTS

    if shell not in SCRIPTS:
        raise Misuse(f"there is no completion for '{shell}'", hint=f"there is one for {', '.join(SCRIPTS)}")
    typer.echo(SCRIPTS[shell], nl=False)


def complete_line(
    context: typer.Context, words: Annotated[list[str] | None, typer.Argument(metavar="WORD ...")] = None
) -> None:
    """Print the words that may come last on this line, each with a tab and a line about it."""
    from ..completing.words import given, next_words

    root = context.find_root()
    root.meta.update(given(words or [], ("db", "config", "pricing", "teams")))
    # Nobody who presses Tab waits for whoever is writing the store.
    os.environ["CLAUDECOST_LOCK_TIMEOUT"] = "0"
    for word, about in next_words(root.command, words or [""], _Names(context).of):
        typer.echo(f"{word}\t{about}")


class _Names:
    """The names of things, looked up in what this run's settings point to."""

    def __init__(self, context: typer.Context) -> None:
        self.context = context

    def of(self, command: str, name: str) -> Iterable[Candidate]:
        """Words for an option or argument; nothing where the settings cannot be used."""
        from ..completing.names import ORIGINS, fixed

        if found := fixed(command, name):
            return found
        with suppress(Error):
            if name in ORIGINS:
                return self._stored(name)
            if name == "model" or (command, name) in MODELS:
                return self._models()
            if name in ("team", "cost-center"):
                return self._bearers(name)
        return []

    def _stored(self, name: str) -> list[Candidate]:
        from ..completing.names import stored
        from ..store import Store

        return stored(Store(o.settings_of(self.context).db), name)

    def _models(self) -> list[Candidate]:
        """The models of the store by their own ids, and after them those of the price book."""
        from ..completing.names import harmless, logged_models
        from ..pricing import identify, load_book
        from ..store import Store

        settings = o.settings_of(self.context)
        book = load_book(settings.pricing)
        used = sorted(identify(book, model).model or model for model in logged_models(Store(settings.db)))
        return harmless(dict.fromkeys([*used, *sorted(book.by_id)]))

    def _bearers(self, name: str) -> list[Candidate]:
        from ..completing.names import harmless
        from ..teams import read_teams

        path: Path | None = o.settings_of(self.context).teams
        if path is None:
            return []
        teams = read_teams(path).teams
        if name == "team":
            return harmless([*teams, "unallocated"])
        return harmless(dict.fromkeys(team.cost_center for team in teams.values() if team.cost_center))
