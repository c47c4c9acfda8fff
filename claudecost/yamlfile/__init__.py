"""Strict YAML: decimals kept exact, surprises refused, every value knows its line.

PyYAML alone reads `0.30` as a float, `no` as False, `010` as 8, lets a
repeated key win silently and unfolds aliases until memory ends. Here a plain
scalar is null, true/false, a whole number, a day (`2026-11-20`) or text, as in
the core of YAML 1.2; a plain number with a point is refused, because money
must not pass through a float. Anchors, tags, repeated keys and second
documents are refused. Every refusal is a `BadConfig` with file and line.

PyYAML is imported on first use: it costs 17 ms.
"""

from claudecost.yamlfile.kinds import amount, choice, day, each, flag, row, rows, text, texts, whole
from claudecost.yamlfile.nodes import Items, Node, Row, Scalar, Wanted, shown
from claudecost.yamlfile.reading import load, parse, read

__all__ = [
    "Items",
    "Node",
    "Row",
    "Scalar",
    "Wanted",
    "amount",
    "choice",
    "day",
    "each",
    "flag",
    "load",
    "parse",
    "read",
    "row",
    "rows",
    "shown",
    "text",
    "texts",
    "whole",
]
