"""`mon-fri`, `sun-thu` or `[mon, wed, fri]` in a configuration: the days of the week people work."""

from __future__ import annotations

import re

from ..yamlfile import Items, Node, Scalar, Wanted

#: As written, in the order Python numbers them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_RANGE = re.compile(rf"({'|'.join(DAYS)})-({'|'.join(DAYS)})")


def weekdays(node: Node) -> frozenset[int]:
    """Days of the week as numbers, Monday 0, from a range or a list; at least one. Raises Wanted."""
    if isinstance(node, Items):
        names = [item.value if isinstance(item, Scalar) else None for item in node.nodes]
        if names and all(name in DAYS for name in names):
            return frozenset(DAYS.index(str(name)) for name in names)
    elif isinstance(node, Scalar) and isinstance(node.value, str) and (ends := _RANGE.fullmatch(node.value)):
        first, last = (DAYS.index(end) for end in ends.groups())
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    raise Wanted(node, "days of the week such as mon-fri or [mon, tue, thu]")
