"""The plans that can be named, by any name they ever had."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from ..yamlfile import shown


class NoSuchOffer(Exception):
    """There is no such plan or seat, or more than one; `key` is the one of `plan` and `seat` at fault."""

    def __init__(self, what: str, hint: str, key: str = "plan") -> None:
        super().__init__(what)
        self.what, self.hint, self.key = what, hint, key


class Offers:
    """Every name of a plan with its seats, and the name that stands for the plan."""

    def __init__(self, seats: Mapping[str, Sequence[str]], newest: Callable[[str], str]) -> None:
        self._newest = newest
        self._seats = {name.casefold(): (name, tuple(of)) for name, of in seats.items()}

    def find(self, name: str, seat: str | None) -> tuple[str, str | None]:
        """The plan, by the name that stands for it, and the seat; raises NoSuchOffer."""
        found = self._seats.get(" ".join(name.casefold().split()))
        if found is None:
            close = get_close_matches(name.casefold(), self._seats, 1)
            every = ", ".join(known for known, _ in self._seats.values())
            hint = f"is `{self._seats[close[0]][0]}` meant?" if close else f"plans are: {every}"
            raise NoSuchOffer(f"there is no plan `{shown(name)}`", hint)
        plan, seats = found
        if seat is None and seats:
            raise NoSuchOffer(f"{plan} is sold by the seat, and none is named", f"seats: {', '.join(seats)}")
        if seat is not None and seat not in seats:
            hint = f"seats: {', '.join(seats)}" if seats else "leave `seat` out"
            raise NoSuchOffer(f"{plan} has no `{shown(seat)}` seat", hint, "seat")
        return self._newest(plan), seat
