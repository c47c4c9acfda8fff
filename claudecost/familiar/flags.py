"""Flags of ccusage that change nothing here: accepted, and explained once."""

from __future__ import annotations

from collections.abc import Iterable

#: Each flag and why it changes nothing, or what to use instead.
EXPLAINED: dict[str, str] = {
    "--all": "whatever is in the store is always included; --source and `claudecost claude` narrow it down",
    "--breakdown": "models stand beside each window; `claudecost report --by day,model` adds them up",
    "--by-agent": "it is for --json-shape ccusage; `claudecost report --by source` tells programs apart",
    "--debug": "`claudecost explain` shows how any figure is made, down to file and line",
    "--debug-samples": "`claudecost explain --limit N` shows the N dearest responses behind a figure",
    "--mode display": "costs are always computed from tokens and dated prices, never read from a transcript",
    "--no-offline": "nothing is ever fetched; `claudecost prices update FILE` takes in newer prices",
    "--single-thread": "how many processes read changes no figure; small imports use one anyway",
    "--config *.json": "a configuration of ccusage is not read; claudecost has a claudecost.yaml of its own",
}

#: What `--mode` takes; the first two come to the same here.
MODES = ("auto", "calculate", "display")


def explained(flags: Iterable[str]) -> list[str]:
    """A sentence for each flag given that changes nothing, each once."""
    return [f"{flag} changes nothing: {EXPLAINED[flag]}" for flag in dict.fromkeys(flags)]
