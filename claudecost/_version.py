"""The version, in a file of its own so that `--version` reads no package metadata."""

__version__ = "0.4.0"
