"""Where the small file and the log are: the platform's directories, found without a library."""

from __future__ import annotations

import os
import stat
import sys

#: A file of another version is not read.
SCHEMA_VERSION = 1


def digest(text: str) -> str:
    """A short name for a path."""
    return digest_of(os.fsencode(text))


def digest_of(data: bytes) -> str:
    """Sixteen digits by which data are known to be whole."""
    from _blake2 import blake2b

    return blake2b(data, digest_size=8).hexdigest()


def read_regular(path: str, most: int) -> bytes:
    """All of a regular file; raises OSError for any other kind, and for more than `most` bytes.

    A pipe or a device that lies in its place is not waited for.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(number, "rb", buffering=0) as file:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "is no regular file")
        if status.st_size > most:
            raise OSError(0, "is too large to be ours")
        return file.read(most)


def cache_directory() -> str:
    """What can be thrown away at any time; the same as `config.default_cache`."""
    if sys.platform == "win32":
        return os.path.join(_local_app_data(), "claudecost", "Cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/claudecost")
    return os.path.join(_xdg("XDG_CACHE_HOME", "~/.cache"), "claudecost")


def state_directory() -> str:
    """Where the log lies."""
    if sys.platform == "win32":
        return os.path.join(_local_app_data(), "claudecost")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/claudecost")
    return os.path.join(_xdg("XDG_STATE_HOME", "~/.local/state"), "claudecost")


def default_store() -> str:
    """The store in the platform's data directory; the same as `config.default_store`."""
    if sys.platform == "win32":
        return os.path.join(_local_app_data(), "claudecost", "claudecost.db")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/claudecost/claudecost.db")
    return os.path.join(_xdg("XDG_DATA_HOME", "~/.local/share"), "claudecost", "claudecost.db")


def default_config() -> str:
    """The configuration file; the same as `config.default_config`."""
    if sys.platform == "win32":
        return os.path.join(_local_app_data(), "claudecost", "claudecost.yaml")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/claudecost/claudecost.yaml")
    return os.path.join(_xdg("XDG_CONFIG_HOME", "~/.config"), "claudecost", "claudecost.yaml")


def status_file(store: str) -> str:
    """The small file that belongs to a store: two stores never share one."""
    return os.path.join(cache_directory(), f"status-{digest(os.path.realpath(store))}.json")


def pointer(config: str) -> str:
    """Where it is noted which store a configuration file names, so that nobody has to read YAML for it."""
    return os.path.join(cache_directory(), f"status-of-{digest(os.path.realpath(config))}")


def status_file_for(db: str | None, config: str | None) -> str:
    """The small file of whoever asks: by the store, else by the configuration file, else the default one's.

    As in every command an option goes before the environment, and that before the file.
    """
    store = db or os.environ.get("CLAUDECOST_DB")
    if store:
        return status_file(os.path.expanduser(store))
    named = config or os.environ.get("CLAUDECOST_CONFIG")
    try:
        path = pointer(os.path.expanduser(named) if named else default_config())
        store = os.fsdecode(read_regular(path, 8192)).strip()
    except (OSError, ValueError):
        store = ""
    return status_file(store or default_store())


def log_file() -> str:
    """The status line's log."""
    return os.path.join(state_directory(), "statusline.log")


def _xdg(name: str, otherwise: str) -> str:
    value = os.environ.get(name, "").strip()
    return value or os.path.expanduser(otherwise)


def _local_app_data() -> str:
    return os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
