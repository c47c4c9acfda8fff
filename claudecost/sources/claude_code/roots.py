"""Where transcripts lie: every Claude Code root of this user, and every transcript below a path."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ...config_dirs import configured_directories, is_directory

#: Other logs that end in .jsonl. A workflow's journal repeats sums of usage; the others hold none.
NOT_TRANSCRIPTS = frozenset({"journal.jsonl", "history.jsonl", "audit.jsonl"})

#: Tool outputs and notes: never transcripts, often many.
NOT_SEARCHED = frozenset({"tool-results", "memory", "file-history"})


class Found(NamedTuple):
    """A file or directory met on the walk. `trouble` is why it could not be looked at, else None."""

    path: str
    status: os.stat_result | None
    trouble: str | None = None


def own_roots(environ: Mapping[str, str], home: Path, platform: str = sys.platform) -> list[Path]:
    """All config roots of this user that hold transcripts, each directory once.

    What `CLAUDE_CONFIG_DIR` names comes first, see `configured_directories`. A directory we may not look into
    counts: that is for the walk to report.
    """
    candidates = configured_directories(environ)
    candidates += [home / ".claude", home / ".config" / "claude"]
    for desktop in _desktop_folders(environ, home, platform):
        candidates += sorted(desktop.glob("local-agent-mode-sessions/*/*/local_*/.claude"))
    return _each_once(root for root in candidates if is_directory(root / "projects"))


def _desktop_folders(environ: Mapping[str, str], home: Path, platform: str) -> list[Path]:
    """Where the desktop app keeps the private roots of its local sessions."""
    if platform == "darwin":
        return [home / "Library" / "Application Support" / "Claude"]
    if platform == "win32":
        roaming = [Path(environ["APPDATA"]) / "Claude"] if "APPDATA" in environ else []
        local = Path(environ["LOCALAPPDATA"]) if "LOCALAPPDATA" in environ else None
        packaged = local.glob("Packages/Claude_*/LocalCache/Roaming/Claude") if local else ()
        return [*roaming, *packaged]
    return [home / ".config" / "Claude"]


def _each_once(paths: Iterator[Path]) -> list[Path]:
    seen: dict[tuple[int, int] | Path, Path] = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            seen.setdefault(path, path)
        else:
            seen.setdefault((status.st_dev, status.st_ino), path)
    return list(seen.values())


#: What a file of another format may be called; what it is, its content says.
OTHER_NAMES = (".csv", ".tsv", ".json", ".ndjson", ".log", ".gz")

#: What a pack is called. Nothing in a config root is, and a shared folder may lie below any `projects`.
PACKS = (".parquet",)


def transcripts_below(tops: list[Path], *, others: bool = False) -> Iterator[Found]:
    """Every transcript at or below the given paths, each file once however it is linked.

    With `others` also files outside `projects` that by their name could be of another format.
    A config root is searched in its `projects` only. Symlinks are followed, loops and second ways to the
    same directory or file are not. Directories that cannot be listed come as `Found` with their trouble.
    """
    seen: set[tuple[int, int]] = set()
    for top in tops:
        projects = top / "projects"
        start = projects if os.path.isdir(projects) else top  # noqa: PTH112 - never raises
        try:
            status = start.stat()
        except OSError as error:
            yield Found(str(start), None, _words(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(str(start), status, seen, others and start is top)
        elif _new(status, seen):
            is_other = start.name in NOT_TRANSCRIPTS
            yield Found(str(start), status, "not a transcript" if is_other else None)


def _walk(top: str, status: os.stat_result, seen: set[tuple[int, int]], others: bool) -> Iterator[Found]:
    pending = [top] if _new(status, seen) else []
    while pending:
        directory = pending.pop()
        try:
            entries = list(os.scandir(directory))
        except OSError as error:
            yield Found(directory, None, _words(error))
            continue
        for entry in entries:
            name = entry.name
            is_candidate = name not in NOT_TRANSCRIPTS and (
                name.endswith(".jsonl") or (others and _could_be_other(entry.path))
            )
            try:
                if not is_candidate and not entry.is_dir():
                    continue
                status = entry.stat()
            except OSError as error:
                if is_candidate:
                    yield Found(entry.path, None, _words(error))
                continue
            kind = stat.S_IFMT(status.st_mode)
            identity = (status.st_dev, status.st_ino)
            if identity in seen:
                continue
            if kind == stat.S_IFDIR:
                if name not in NOT_SEARCHED:
                    seen.add(identity)
                    pending.append(entry.path)
            elif is_candidate:
                seen.add(identity)
                yield Found(entry.path, status, None if kind == stat.S_IFREG else "not a regular file")


def _could_be_other(path: str) -> bool:
    name = path.lower()
    return name.endswith(PACKS) or (name.endswith(OTHER_NAMES) and f"{os.sep}projects{os.sep}" not in path)


def _new(status: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    identity = (status.st_dev, status.st_ino)
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def root_of(path: str) -> tuple[str | None, str | None]:
    """The config root and the project folder of a transcript: (`/home/ann/.claude`, `-home-ann-shop`).

    Both None outside a `projects` directory, where nothing says which folder is the project's.
    """
    before, found, after = path.replace(os.sep, "/").rpartition("/projects/")
    if not found or "/" not in after:
        return None, None
    return before, after.split("/", 1)[0]
