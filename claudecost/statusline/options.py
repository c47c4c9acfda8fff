"""The options, read by hand: a library for them costs more than all the rest."""

from __future__ import annotations

import os

HELP = """Usage: claudecost statusline [OPTIONS]

  One line for Claude Code: what this session, today and the open window cost.

  Reads Claude Code's JSON on stdin, the end of the running transcript, and a
  small file that every report and `claudecost ingest` bring up to date. It
  opens no store and waits for nobody. Set it up with --install.

Options:
  --install                       Show the lines for Claude Code's settings.
  --write                         With --install: write them, after a backup.
  --settings FILE                 With --install: these settings
                                  [~/.claude/settings.json].
  --template TEXT                 What the line shows (CLAUDECOST_STATUSLINE):
                                  parts between ` | `, each with {model},
                                  {cost}, {session}, {today}, {block}, {left},
                                  {burn}, {context}, {limits}, {client}; a part
                                  of which nothing is known is left out.
  --cost-source SOURCE            Whose cost of the session: auto, claudecost,
                                  cc (the client's own), both.  [auto]
  -B, --visual-burn-rate STYLE    off, emoji, text or emoji-text.  [off]
  --context-low-threshold N       Context use is green below so many per cent
                                  [50]
  --context-medium-threshold N    and yellow below so many, then red.  [80]
  -z, --timezone ZONE             Where days begin: an IANA name, UTC or local.
  --db FILE                       The store it belongs to (CLAUDECOST_DB).
  --config FILE                   The settings that name the store.
  --ascii                         Draw with plain ASCII.
  --color WHEN                    auto, always or never (NO_COLOR).
  -d, --debug                     Say on stderr what the line stands on.
  --cache / --no-cache            As in ccusage; there is nothing to cache.
  --refresh-interval N            As in ccusage; there is nothing to refresh.
  -O, --offline / --no-offline    As in ccusage; this is always offline.
  -h, --help                      Show this message and exit.

A cost followed by `+?` is a lower bound: some of its tokens have no price.
`>=` stands where there is more that has not been counted or looked up yet.
"""

#: Every option that takes a value, by all its names.
VALUES = {
    "--settings": "settings",
    "--template": "template",
    "--cost-source": "cost_source",
    "--visual-burn-rate": "burn",
    "-B": "burn",
    "--context-low-threshold": "low",
    "--context-medium-threshold": "medium",
    "--timezone": "timezone",
    "-z": "timezone",
    "--db": "db",
    "--config": "config",
    "--color": "color",
    "--refresh-interval": "refresh",
}

SWITCHES = {
    "--install": "install",
    "--write": "write",
    "--ascii": "ascii",
    "--debug": "debug",
    "-d": "debug",
    "--help": "help",
    "-h": "help",
    "--no-color": "no_color",
}

#: Taken, and nothing comes of them here.
IDLE = frozenset(
    {"--cache", "--no-cache", "-O", "--offline", "--no-offline", "-q", "--quiet", "-v", "--verbose"}
)

CHOICES = {
    "cost_source": ("auto", "claudecost", "ccusage", "cc", "both"),
    "burn": ("off", "emoji", "text", "emoji-text"),
    "color": ("auto", "always", "never"),
}


class UnknownOption(Exception):
    """What the command line says that nobody understands, and what to do."""


class Options:
    """How the line is asked for."""

    def __init__(self) -> None:
        self.install = self.write = self.ascii = self.debug = self.help = self.no_color = False
        self.settings: str | None = None
        self.template: str | None = os.environ.get("CLAUDECOST_STATUSLINE") or None
        self.cost_source = "auto"
        self.burn = "off"
        self.color = "auto"
        self.low, self.medium = 50.0, 80.0
        self.timezone: str | None = os.environ.get("CLAUDECOST_TIMEZONE") or None
        self.db: str | None = None
        self.config: str | None = None
        self.refresh: str | None = None

    @property
    def is_colored(self) -> bool:
        """Claude Code shows colours although it is no terminal; NO_COLOR and a dumb terminal want none."""
        if self.color != "auto":
            return self.color == "always"
        return not (self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb")


def parse(words: list[str]) -> Options:
    """The options of a command line; raises UnknownOption."""
    options, rest = Options(), list(words)
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word.startswith("-") and not word.startswith("--") and word[:2] in VALUES and len(word) > 2:
            name, has_value, value = word[:2], "=", word[2:]
        if name in VALUES:
            if not has_value and not rest:
                raise UnknownOption(f"{name} needs a value")
            _set(options, name, VALUES[name], value if has_value else rest.pop(0))
        elif name in SWITCHES and not has_value:
            setattr(options, SWITCHES[name], True)
        elif name not in IDLE:
            raise UnknownOption(f"statusline does not know {word[:60]}")
    if options.write and not options.install:
        raise UnknownOption("--write goes with --install")
    return options


def _set(options: Options, name: str, field: str, value: str) -> None:
    if field in CHOICES and value not in CHOICES[field]:
        raise UnknownOption(f"{name} {value[:60]} is not known: it takes {', '.join(CHOICES[field])}")
    if field in ("low", "medium"):
        try:
            setattr(options, field, float(value))
        except ValueError:
            raise UnknownOption(f"{name} {value[:60]} is no number") from None
        return
    setattr(options, field, value)
