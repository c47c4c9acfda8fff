"""A key is planted, everything goes wrong, and every place something is written to or shown is searched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_api.access import Keys
from fake_api.faults import Faults

from claudecost.errors import Error
from claudecost.sync import console as console_plan

from .asking import Synced, client_of, console, rows, synced

SHAPED = "sk-ant-admin01-PLANTED-0123456789"
UNSHAPED = "gateway.PLANTED/0123456789"

SPOILED = {
    "refused": lambda faults, key: faults.next(status=400, message=f"bad {key}", path="usage", nth=2),
    "unauthorised": lambda faults, key: faults.next(status=401, message=f"no {key}", path="usage", nth=2),
    "forbidden": lambda faults, key: faults.next(status=403, message=key * 9, path="usage", nth=2),
    "overloaded": lambda faults, key: faults.next(status=529, message=key, path="usage", times=None),
    "not JSON": lambda faults, key: faults.not_json(body=key.encode(), path="usage", times=None),
    "no page": lambda faults, key: faults.not_json(body=f'{{"{key}": "{key}"}}'.encode(), path="usage"),
    "changed": lambda faults, key: faults.renamed_field("usage", key, path="usage", times=None),
    "echoed": lambda faults, key: faults.extra_field(key, key, path="usage", times=None),
    "echoed as a value": lambda faults, key: faults.unknown_value("model", key, path="usage", nth=2),
    "echoed as a cursor": lambda faults, key: faults.endless_cursor(path="usage"),
    "reset": lambda faults, key: faults.reset(path="usage", nth=3, times=None),
}


def shown(error: BaseException) -> Iterator[str]:
    """Everything a traceback could show of an exception and of those it came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield from (str(seen), repr(seen), repr(seen.args), repr(vars(seen)))
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize("key", [SHAPED, UNSHAPED], ids=["shaped like a key", "of a gateway"])
@pytest.mark.parametrize("what", SPOILED)
def test_a_key_is_in_no_message_no_page_on_disk_and_no_row(
    tmp_path: Path, what: str, key: str, capfd: pytest.CaptureFixture[str]
) -> None:
    places: list[str] = []
    kept = Synced()
    with console() as fake:
        fake.keys = Keys(admin=key)
        spoil(fake.faults, what, key)
        client, _ = client_of(fake, attempts=2)
        try:
            synced(fake, tmp_path, console_plan(), client=client, into=kept)
        except Error as error:
            places.extend(shown(error))
        assert any(request.headers["x-api-key"] == key for request in fake.requests)
    places += [repr(client), repr(client.key), repr(kept.outcome)]
    places += [repr(pull) for pull in kept.pulls] + [repr(rows(pull)) for pull in kept.pulls]
    for path in tmp_path.rglob("*"):
        places.append(str(path))
        if path.is_file():
            places.append(path.read_bytes().decode())
    places += [*capfd.readouterr()]
    assert not [place for place in places if "PLANTED" in place]
    assert len(kept.pulls) >= 4


def spoil(faults: Faults, what: str, key: str) -> None:
    SPOILED[what](faults, key)
