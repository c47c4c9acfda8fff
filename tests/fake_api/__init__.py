"""A fake of Anthropic's organisation APIs on this machine, for tests and for people who want to try.

    from fake_api import FakeApi, scenario

    with FakeApi(scenario.month(), kind="console") as fake:
        ...  # ask fake.url with fake.admin_key

One store of facts, request by request, is grouped for every report, so that they all agree.
`python -m tests.fake_api --port 8808 --scenario month` serves it until interrupted.
"""

from . import scenario
from .faults import Fault
from .handler import Request
from .server import FakeApi

__all__ = ["FakeApi", "Fault", "Request", "scenario"]
