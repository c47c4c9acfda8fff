"""Write samples/: what one invented company's use of Claude left behind, the same bytes every time.

Run without arguments to rewrite them, with --check to exit 1 when the files on disk differ.  Every session is
one row of CALENDAR and draws from its own seeded dice, so changing a row leaves the other files as they were.
Only README.md, .gitattributes and FOLDERS are written or compared; the rest of samples/ is left alone.
What is no transcript comes from `build_requests` and `build_company`.  The totals in README.md come from what
was planted here, not from reading the files back: an independent opinion on what a report should say.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import build_company
import build_requests
from build_usage import Dice, Json, Response, Tokens, identify, price, table, totals

SAMPLES = Path(__file__).resolve().parent.parent / "samples"

# ---------------------------------------------------------------- who, where, when

PEOPLE = ("ann", "ben", "chloe", "ci")
FOLDERS = (*PEOPLE, "api", "batch", "console", "logs")
ENTRYPOINTS = {"ann": "cli", "ben": "cli", "chloe": "claude-vscode", "ci": "sdk-cli"}
EFFORTS = {"ann": "high", "ben": "medium", "chloe": "high"}
DAYS_BEHIND = {"ann": 0, "ben": 1, "chloe": 4, "ci": 21}  # how long after a release a machine updates
SUBSCRIPTION_TTL, KEY_TTL = timedelta(hours=1), timedelta(minutes=5)  # how long a cache lives

PROJECTS = {
    ("ann", "shop"): "/home/ann/shop",
    ("ann", "redesign"): "/home/ann/shop/.claude/worktrees/checkout-redesign",
    ("ben", "warehouse"): "/home/ben/warehouse",
    ("ben", "shop"): "/home/ben/shop",
    ("chloe", "pipeline"): "/Users/chloe/data-pipeline",
    ("ci", "shop"): "/build/shop",
}

RELEASES = (  # first day, patch number of 2.1.x
    ("2026-08-01", 239), ("2026-08-26", 251), ("2026-09-08", 264), ("2026-09-19", 277), ("2026-09-21", 279),
    ("2026-09-29", 284), ("2026-10-01", 286), ("2026-10-08", 293), ("2026-10-16", 299), ("2026-10-27", 307),
    ("2026-11-05", 316), ("2026-11-12", 322),
)  # fmt: skip

# One row per session: name, person, project, branch, start (2026, UTC), model (without `claude-`), responses,
# thousands of tokens in the first prompt, thousands more per response, then twists by response number,
# written `kind=first[-last][/value]`.
CALENDAR = """
cart-dates       ann   shop      main               09-01T07:12 opus-5     16 440 14 agent=6/cart-scout
plant-search     ann   shop      feature/search     09-03T08:05 opus-5     18 420 15 search=4/2 rest=12/95
seed-discounts   ann   shop      feature/discounts  09-08T06:48 opus-5     15 470 13
gift-cards       ann   shop      feature/gift-cards 09-10T12:20 opus-5     16 430 14 agent=5/gift-scout
delivery-slots   ann   shop      feature/delivery   09-17T08:44 opus-5     16 450 14 rest=9/130
first-try        ann   shop      main               09-22T09:02 opus-5-5   14 520 14
checkout-sketch  ann   redesign  checkout-redesign  09-24T07:15 opus-5-5   16 540 14
checkout-steps   ann   redesign  checkout-redesign  09-29T08:10 opus-5-5   15 550 14
checkout-address ann   redesign  checkout-redesign  10-01T07:22 opus-5-5   18 640 12 agent=7/address-scout
checkout-payment ann   redesign  checkout-redesign  10-05T08:35 opus-5-5   19 630 12 rest=11/110
checkout-review  ann   redesign  checkout-redesign  10-07T07:05 opus-5-5   19 660 12 agent=4/review-edge
checkout-variant ann   redesign  checkout-redesign  10-08T08:20 opus-5-5   11 0   13 fork=6/checkout-review
launch-hotfix    ann   shop      hotfix/launch      10-13T13:40 opus-5-5   15 560 12 fast=5-11
photo-gallery    ann   shop      feature/gallery    10-15T07:50 opus-5-5   18 680 12 agent=8/photo-scout
price-audit      ann   shop      main               10-20T08:02 opus-5-5   17 690 12 workflow=6/audit
autumn-banner    ann   shop      feature/banner     10-22T09:25 opus-5-5   18 700 12
refunds          ann   shop      feature/refunds    11-02T08:30 opus-5-5   19 720 11 agent=5/refund fast=10-16
newsletter       ann   shop      feature/newsletter 11-05T09:14 opus-5-5   18 730 11 rest=10/80
long-haul        ann   shop      main               11-10T08:21 opus-5-5   18 740 13 compact=9
winter-prices    ann   shop      release/winter     11-16T08:40 opus-5-5   19 710 11 switch=10-19/fable-5-2
pick-lists       ben   warehouse main               09-02T07:30 sonnet-5   13 390 13
label-printer    ben   warehouse main               09-07T08:18 sonnet-5   12 400 13 agent=5/label-scout
bin-codes        ben   warehouse feature/bin-codes  09-11T11:05 sonnet-5   13 390 13
stock-import     ben   shop      feature/import     09-16T07:55 sonnet-5   13 410 12 error=6
returns-desk     ben   warehouse main               09-21T08:26 sonnet-5   12 420 13
scanner-app      ben   warehouse feature/scanner    09-28T08:01 sonnet-5-5 14 450 13
scanner-offline  ben   warehouse feature/scanner    09-30T07:42 sonnet-5-5 13 460 13
pallet-sizes     ben   warehouse main               10-02T08:15 sonnet-5-5 14 520 12
pallet-routes    ben   warehouse main               10-06T07:36 sonnet-5-5 15 540 12
route-cleanup    ben   warehouse main               10-07T07:48 sonnet-5-5 15 540 12 agent=6/route-scout
stock-labels     ben   warehouse feature/labels     10-12T08:09 sonnet-5-5 14 530 12
supplier-feed    ben   shop      feature/suppliers  10-14T11:32 sonnet-5-5 14 560 12 advisor=7
supplier-retry   ben   shop      feature/suppliers  10-19T07:21 sonnet-5-5 14 570 12
cold-store       ben   warehouse main               10-21T08:44 sonnet-5-5 14 560 12
cold-store-alt   ben   warehouse main               10-21T09:30 sonnet-5-5 7  0   12 branch=4/cold-store
stocktake-prep   ben   warehouse feature/stocktake  11-03T08:23 sonnet-5-5 13 600 12 agent=4/count-scout
stocktake-diff   ben   warehouse feature/stocktake  11-09T09:40 sonnet-5-5 13 610 12
parcel-tracking  ben   shop      feature/parcels    11-13T08:17 sonnet-5-5 12 600 12
sales-extract    chloe pipeline  main               09-04T08:33 opus-5     15 440 14
sales-weekly     chloe pipeline  feature/weekly     09-14T07:29 opus-5     15 460 13 agent=5/week-scout
cohort-table     chloe pipeline  feature/cohorts    09-23T08:50 sonnet-5   13 460 13
month-end        chloe pipeline  main               09-30T21:53 sonnet-5   17 430 12 resume=11/10-01T06:31
us-warehouse     chloe pipeline  feature/us-region  10-09T08:05 opus-5-5   15 620 13 us=1-14
weather-join     chloe pipeline  feature/weather    10-16T07:44 opus-5-5   16 640 12 search=3/1 search=8/3
clock-change     chloe pipeline  main               10-24T23:38 opus-5-5   14 620 12 rest=5/45 rest=9/48
late-orders      chloe pipeline  feature/orders     10-27T08:59 opus-5-5   16 640 12 agent=6/order-edge
margin-report    chloe pipeline  main               11-04T08:36 opus-5-5   16 700 12
fable-trial      chloe pipeline  feature/forecast   11-09T13:22 fable-5-2  12 390 13 refusal=5 fallback=9
zeta-preview     chloe pipeline  feature/forecast   11-12T09:07 opus-5-5   13 640 12 unknown=5-8/zeta-9
forecast-notes   chloe pipeline  feature/forecast   11-18T08:15 fable-5-2  9  420 13
nightly-0902     ci    shop      main               09-02T01:00 bedrock    8  62  8
nightly-0909     ci    shop      main               09-09T01:00 bedrock    8  66  8
lint-0918        ci    shop      release/9.2        09-18T01:00 haiku-4-5  8  48  6
nightly-0925     ci    shop      main               09-25T01:00 bedrock    9  70  8
nightly-1006     ci    shop      main               10-06T01:00 bedrock    9  72  8
docs-1012        ci    shop      main               10-12T01:00 sonnet-5-5 9  80  9  batch=5
nightly-1027     ci    shop      main               10-27T01:00 bedrock    9  76  8
nightly-1106     ci    shop      main               11-06T01:00 bedrock    9  78  8
lint-1117        ci    shop      release/11         11-17T01:00 haiku-5-5  8  44  5
"""

# One row per subagent: name, model, responses, thousands in the first prompt, thousands per response, twists.
AGENTS = """
cart-scout    haiku-4-5  6 31 9  lost=4
gift-scout    haiku-4-5  6 34 8
label-scout   haiku-4-5  6 29 8  lost=2
week-scout    haiku-4-5  6 33 9
address-scout haiku-4-5  7 36 9  lost=3 lost=6
review-edge   haiku-5-5  8 62 6  prompt=4/96510 prompt=5/100000 prompt=6/103214
photo-scout   haiku-5-5  7 41 9  lost=5
audit-1       haiku-5-5  6 38 9
audit-2       haiku-5-5  6 40 9  lost=4
audit-3       sonnet-5-5 5 42 10
route-scout   haiku-5-5  6 44 8
order-edge    haiku-5-5  8 70 5  prompt=4/98750 prompt=5/100001 prompt=6/103906
refund        haiku-5-5  6 45 9  lost=3
count-scout   haiku-5-5  6 40 9
"""

SHORT = {"haiku-4-5": "claude-haiku-4-5-20251001", "bedrock": "us.anthropic.claude-sonnet-4-6"}

# ---------------------------------------------------------------- what they say

PROMPTS = {
    "shop": (
        "Show the delivery date on the cart page.",
        "The seed packet discount is applied twice, please find out why.",
        "Add a test for an empty basket.",
        "Make the plant search forgive a missing accent.",
        "Rename the helper, it reads oddly.",
        "Does the gift card balance survive a refund?",
        "Please tidy the order summary and keep the wording.",
    ),
    "redesign": (
        "Split the checkout into three steps.",
        "The address form should remember the last parcel shop.",
        "Compare both layouts and keep the simpler one.",
        "Move the payment choice below the summary.",
        "Check the checkout with a keyboard only.",
    ),
    "warehouse": (
        "Sort the pick list by aisle.",
        "The label printer skips every tenth label.",
        "Write down how pallets are numbered.",
        "Let the scanner work without a network.",
        "Which bins were not counted this year?",
    ),
    "pipeline": (
        "Load the weekly sales into the new table.",
        "The margin column is empty for bulbs.",
        "Join the weather by postcode and week.",
        "Explain why last week has two rows per order.",
        "Draw up a forecast for spring bulbs.",
    ),
}
CI_PROMPT = "Review the changes of the last day and list anything that would break the shop."
TASKS = "Find every place that deals with this and report file names and line numbers."

TOOLS: tuple[tuple[str, Json, str], ...] = (
    (
        "Read",
        {"file_path": "src/cart.py"},
        "1\tdef total(lines):\n2\t    return sum(line.price for line in lines)",
    ),
    ("Bash", {"command": "make test"}, "42 passed in 3.1s"),
    ("Grep", {"pattern": "delivery_date", "path": "src"}, "src/cart.py:18\nsrc/orders.py:7"),
    (
        "Edit",
        {"file_path": "src/orders.py", "old_string": "a", "new_string": "b"},
        "The file has been updated.",
    ),
    ("Bash", {"command": "git diff --stat"}, " 2 files changed, 14 insertions(+), 3 deletions(-)"),
    ("Glob", {"pattern": "**/*.sql"}, "sql/orders.sql\nsql/stock.sql"),
)
TEXTS = (
    "I will look at the code first.",
    "That explains it; changing the one place that matters.",
    "The tests pass. Two files were touched.",
    "Here is what I found, shortest version first.",
    "Checking the callers before renaming.",
)

# ---------------------------------------------------------------- distributions: share below, value

OUTPUT = ((0.0, 90), (0.1, 570), (0.5, 1900), (0.75, 3900), (0.9, 7600), (0.99, 19000), (1.0, 28000))
GROWTH = ((0.0, 0.05), (0.1, 0.15), (0.5, 0.7), (0.75, 1.4), (0.9, 2.4), (1.0, 4.0))
GAP = ((0.0, 1.5), (0.1, 3.0), (0.5, 6.0), (0.75, 11.0), (0.9, 50.0), (1.0, 140.0))
BETWEEN_TURNS = ((0.0, 20.0), (0.5, 95.0), (0.9, 420.0), (1.0, 900.0))
BLOCK_GAP = ((0.0, 0.3), (1.0, 1.5))
TOOL_TIME = ((0.0, 0.2), (1.0, 2.2))
WARM_START = ((0.0, 18_000), (1.0, 43_000))
PLACEHOLDER = ((0.0, 1), (0.47, 1.5), (0.86, 8.9), (0.88, 18.0), (1.0, 29.0))
BLOCKS = (
    *[("tool_use",)] * 26,
    *[("thinking", "tool_use")] * 25,
    *[("text", "tool_use")] * 14,
    *[("thinking", "text", "tool_use")] * 30,
    *[("thinking", "text", "tool_use", "tool_use")] * 5,
)
LAST_BLOCKS = (("text",), ("thinking", "text"), ("thinking", "text"))


# ---------------------------------------------------------------- plans


@dataclass(frozen=True)
class Twist:
    """Something out of the ordinary at some responses of a session."""

    kind: str
    first: int
    last: int
    value: str


@dataclass(frozen=True)
class Plan:
    """One session or subagent as its row in the table says."""

    name: str
    person: str
    project: str
    branch: str
    start: datetime
    model: str
    responses: int
    context: int
    growth: int
    twists: tuple[Twist, ...]

    @property
    def cwd(self) -> str:
        """Where the session runs."""
        return PROJECTS[self.person, self.project]

    @property
    def folder(self) -> str:
        """The project folder's name, as Claude Code spells a working directory."""
        return re.sub("[^A-Za-z0-9]", "-", self.cwd)

    def at(self, number: int) -> list[Twist]:
        """The twists of one response."""
        return [twist for twist in self.twists if twist.first <= number <= twist.last]


def parse_time(text: str) -> datetime:
    """`10-25T01:27` of 2026, UTC."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)


def parse_twist(text: str) -> Twist:
    """`kind=first[-last][/value]`."""
    kind, _, rest = text.partition("=")
    numbers, _, value = rest.partition("/")
    first, _, last = numbers.partition("-")
    return Twist(kind, int(first), int(last or first), value)


def full_model(short: str) -> str:
    """The id of a model as the tables spell it."""
    return SHORT.get(short, f"claude-{short}")


def calendar() -> list[Plan]:
    """All sessions in the order they were held."""
    plans = []
    for row in CALENDAR.strip().splitlines():
        name, person, project, branch, start, model, count, context, growth, *twists = row.split()
        sizes = int(count), int(context) * 1000, int(growth) * 1000
        marks = tuple(map(parse_twist, twists))
        plans.append(Plan(name, person, project, branch, parse_time(start), full_model(model), *sizes, marks))
    return sorted(plans, key=lambda plan: plan.start)


def agent_plan(name: str, parent: Plan, start: datetime) -> Plan:
    """The row of a subagent, placed inside the session that starts it."""
    row = next(row.split() for row in AGENTS.strip().splitlines() if row.split()[0] == name)
    _, model, count, context, growth, *twists = row
    marks = tuple(map(parse_twist, twists))
    plan = replace(parent, name=name, start=start, model=full_model(model), twists=marks)
    return replace(plan, responses=int(count), context=int(context) * 1000, growth=int(growth) * 1000)


def client_version(person: str, at: datetime) -> str:
    """The Claude Code version on a person's machine that day."""
    day = f"{at - timedelta(days=DAYS_BEHIND[person]):%Y-%m-%d}"
    return f"2.1.{max(patch for first_day, patch in RELEASES if first_day <= day)}"


# ---------------------------------------------------------------- one response


def split_writes(written: int, ttl: timedelta) -> tuple[int, int]:
    """Cache writes as (5 minutes, 1 hour)."""
    return (0, written) if ttl == SUBSCRIPTION_TTL else (written, 0)


# ---------------------------------------------------------------- twists that change a response


def make_us(response: Response, twist: Twist, dice: Dice) -> None:
    """Inference kept in the United States."""
    response.geo = "us"


def make_batch(response: Response, twist: Twist, dice: Dice) -> None:
    """Served by the batch tier."""
    response.tier = "batch"


def make_lost(response: Response, twist: Twist, dice: Dice) -> None:
    """Never finalised: only the counts of its start were written."""
    response.final = False


def make_prompt(response: Response, twist: Twist, dice: Dice) -> None:
    """A prompt of exactly so many tokens."""
    missing = int(twist.value) - response.tokens.prompt
    response.tokens = replace(response.tokens, write_5m=response.tokens.write_5m + missing)
    if response.tokens.write_5m < 0:
        raise ValueError(f"the prompt is already longer than {twist.value}")


def make_search(response: Response, twist: Twist, dice: Dice) -> None:
    """Web searches, whose results the server caches for five minutes."""
    response.searches = int(twist.value)
    response.kinds = ("search", "text", "tool_use")
    response.tokens = replace(response.tokens, write_5m=dice.between(2_000, 9_000))


def make_advisor(response: Response, twist: Twist, dice: Dice) -> None:
    """The executor asks an advisor half way; the top level sums the executor's two steps only."""
    before = response.tokens
    advice = Tokens(before.read // 8, 0, 0, 0, dice.between(900, 2_400))
    after = Tokens(2, 0, advice.output, before.read + before.write_1h, dice.between(300, 900))
    entries = [before.iteration("message"), advice.iteration("advisor_message", "claude-opus-5-5")]
    response.iterations = [*entries, after.iteration("message")]
    response.tokens = before + after
    response.beside = [("claude-opus-5-5", advice)]
    response.kinds = ("advisor", "text", "tool_use")
    response.carried = after.prompt


def make_compaction(response: Response, twist: Twist, dice: Dice) -> None:
    """The conversation is summarised first; the top level shows only the answer to the summary."""
    summary = replace(response.tokens, output=dice.between(3_000, 6_000))
    answer = Tokens(2, 0, dice.between(15_000, 30_000), 18_204, response.tokens.output)
    response.iterations = [summary.iteration("compaction"), answer.iteration("message")]
    response.beside = [(response.model, summary)]
    response.tokens = answer
    response.carried = answer.prompt


def make_fallback(response: Response, twist: Twist, dice: Dice) -> None:
    """The first model stops mid-answer and another serves it; both attempts are billed."""
    declined, declining = replace(response.tokens, output=dice.between(120, 380)), response.model
    response.model = "claude-opus-5-5"
    entries = [declined.iteration("message", declining)]
    response.iterations = [*entries, response.tokens.iteration("fallback_message", response.model)]
    response.beside = [(declining, declined)]
    response.kinds = ("fallback", "text", "tool_use")


def make_refusal(response: Response, twist: Twist, dice: Dice) -> None:
    """Declined before a word was written: tokens are shown, nothing is billed."""
    response.tokens = replace(response.tokens, output=0)
    response.stop, response.kinds, response.thinking = "refusal", ("text",), 0


MAKERS: dict[str, Callable[[Response, Twist, Dice], None]] = {
    "us": make_us,
    "batch": make_batch,
    "lost": make_lost,
    "prompt": make_prompt,
    "search": make_search,
    "advisor": make_advisor,
    "compact": make_compaction,
    "fallback": make_fallback,
    "refusal": make_refusal,
}


# ---------------------------------------------------------------- the lines of one file


def stamp(at: datetime) -> str:
    """A timestamp as Claude Code writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


class Transcript:
    """The records of one transcript file, in order, each content record pointing at the one before."""

    def __init__(self, plan: Plan, dice: Dice, session: str, version: str, agent: str | None = None) -> None:
        self.plan, self.dice, self.session, self.version, self.agent = plan, dice, session, version, agent
        self.records: list[Json] = []
        self.parent: str | None = None
        self.marks: list[tuple[int, int]] = []  # after each response: records so far, tokens in the cache

    @property
    def patch(self) -> int:
        """The last part of the client's version."""
        return int(self.version.rpartition(".")[2])

    def add(self, at: datetime, body: Json, request: str | None = None) -> str:
        """A content record; returns its uuid."""
        identity = self.dice.uuid()
        record: Json = {"parentUuid": self.parent, "isSidechain": self.agent is not None}
        record |= {"agentId": self.agent} if self.agent else {}
        record |= body | ({"requestId": request} if request else {})
        record |= {"uuid": identity, "timestamp": stamp(at)} | self.context()
        self.records.append(record)
        self.parent = identity
        return identity

    def context(self) -> Json:
        """What every content record says about where it was written."""
        return {
            "userType": "external",
            "entrypoint": ENTRYPOINTS[self.plan.person],
            "cwd": self.plan.cwd,
            "sessionId": self.session,
            "version": self.version,
            "gitBranch": self.plan.branch,
        }

    def note(self, **record: object) -> None:
        """A bookkeeping record, which has neither uuid nor timestamp."""
        self.records.append(record | {"sessionId": self.session})

    def user(self, at: datetime, content: str | list[Json], **more: object) -> None:
        """A prompt or a tool's result."""
        self.add(at, {"type": "user", "message": {"role": "user", "content": content}} | more)

    def assistant(self, at: datetime, response: Response, block: Json | None, final: bool) -> None:
        """One block of a response."""
        message: Json = {
            "model": response.model,
            "id": response.message_id,
            "type": "message",
            "role": "assistant",
            "content": [block] if block else [],
            "stop_reason": response.stop if final else None,
            "stop_sequence": None,
        }
        if response.stop == "refusal":
            message["stop_details"] = {"type": "refusal", "category": None, "explanation": None}
        message["usage"] = response.usage(final)
        effort = EFFORTS.get(self.plan.person)
        body: Json = {"message": message, "type": "assistant"} | ({"effort": effort} if effort else {})
        self.add(at, body, response.request_id)

    def encode(self) -> bytes:
        """The file as bytes."""
        return b"".join(encode(record) + b"\n" for record in self.records)


def encode(record: Json) -> bytes:
    """One record as one line, without its end."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


# ---------------------------------------------------------------- the company


@dataclass
class Company:
    """Everything planted so far."""

    files: dict[str, bytes] = field(default_factory=dict)
    transcripts: dict[str, Transcript] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)  # of the sessions, by name
    ledger: list[tuple[str, Response]] = field(default_factory=list)  # file, response
    oddities: list[tuple[str, str, str]] = field(default_factory=list)

    def odd(self, kind: str, path: str, note: str) -> None:
        """Remember an oddity for README.md."""
        self.oddities.append((kind, path, note))


@dataclass
class Run:
    """A session or subagent while it is being played."""

    company: Company
    plan: Plan
    dice: Dice
    transcript: Transcript
    path: str
    ttl: timedelta
    clock: datetime
    context: int = 0  # tokens in the conversation
    cached: tuple[str, str] = ("", "")  # model and speed the cache belongs to
    warm_until: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    turn_left: int = 0
    responses: list[Response] = field(default_factory=list)

    def wait(self, seconds: float) -> datetime:
        """Let time pass; returns the new time, in whole milliseconds."""
        self.clock += timedelta(milliseconds=int(seconds * 1000))
        return self.clock

    def here(self) -> str:
        """File and number of the latest line."""
        return f"{self.path}:{len(self.transcript.records)}"


def play(run: Run) -> None:
    """All responses of a session, with what happens between them."""
    for number in range(1, run.plan.responses + 1):
        pause(run, number)
        if run.turn_left == 0:
            open_turn(run, number)
        run.turn_left -= 1
        response = draft(run, number)
        for twist in run.plan.at(number):
            if twist.kind in MAKERS:
                MAKERS[twist.kind](response, twist, run.dice)
        if run.plan.person == "ann" and run.transcript.patch >= 293 and not response.iterations:
            response.iterations = [response.tokens.iteration("message")]
        speak(run, response, number)
        run.context = response.carried or response.tokens.prompt - response.tokens.fresh
        run.transcript.marks.append((len(run.transcript.records), run.context))
        run.responses.append(response)
        run.company.ledger.append((run.path, response))


def pause(run: Run, number: int) -> None:
    """Breaks, most of them long enough to lose the cache, and a failed request."""
    for twist in run.plan.at(number):
        if twist.kind == "rest":
            run.wait(60 * int(twist.value))
        elif twist.kind == "resume":
            run.clock = parse_time(twist.value)
            run.transcript.note(type="mode", mode="normal")
            run.company.odd("resumed", run.here(), f"the session goes on at {stamp(run.clock)}")
        if twist.kind in ("rest", "resume"):
            run.turn_left = 0
        if twist.kind == "error":
            failed_request(run)


def open_turn(run: Run, number: int) -> None:
    """A prompt and what the client files with it."""
    plan, dice, transcript = run.plan, run.dice, run.transcript
    run.turn_left = (
        plan.responses if transcript.agent else min(dice.between(3, 7), plan.responses - number + 1)
    )
    origin = "sdk" if plan.person == "ci" else "human"
    at = run.wait(dice.draw(BETWEEN_TURNS) if number > 1 else 1.2)
    if transcript.agent:
        transcript.user(at, TASKS)
        return
    text = CI_PROMPT if plan.person == "ci" else dice.pick(PROMPTS[plan.project])
    more: Json = {"promptSource": "sdk" if origin == "sdk" else "typed"}
    if transcript.patch >= 278:
        more["turnOrigin"] = origin
    transcript.user(at, text, **more)
    if number == 1:
        listing = {"type": "skill_listing", "content": "- tidy: put a file in order"}
        transcript.add(run.wait(0.1), {"type": "attachment", "attachment": listing})
        transcript.note(type="ai-title", aiTitle=plan.name.replace("-", " "))
    elif dice.chance(0.15):
        reminder = {"type": "total_tokens_reminder", "used": run.context}
        transcript.add(run.wait(0.1), {"type": "attachment", "attachment": reminder})
    transcript.note(type="last-prompt", lastPrompt=text)


def draft(run: Run, number: int) -> Response:
    """An ordinary response; twists come later."""
    plan, dice = run.plan, run.dice
    size = run.context or plan.context
    growth = int(plan.growth * dice.draw(GROWTH))
    asked = run.wait(dice.draw(GAP))
    model, speed = choose(run, number)
    read = size
    if (model, speed) != run.cached or asked > run.warm_until:
        read = int(dice.draw(WARM_START)) if dice.chance(0.4) else 0
    run.cached, run.warm_until = (model, speed), asked + run.ttl
    last = run.turn_left == 0
    kinds = dice.pick(LAST_BLOCKS if last else BLOCKS)
    output = int(dice.draw(OUTPUT))
    if run.transcript.agent:
        output //= 4
    fresh = dice.pick((2,) * 7 + (1,) * 2 + (6,))
    tokens = Tokens(fresh, *split_writes(size - read + growth, run.ttl), read, output)
    response = Response(model, run.wait(1.4), *identify(model, asked, dice), tokens, kinds, speed=speed)
    response.stop = "end_turn" if last else "tool_use"
    response.thinking = output * dice.between(12, 70) // 100 if "thinking" in kinds else 0
    response.placeholder = int(dice.draw(PLACEHOLDER))
    return response


def choose(run: Run, number: int) -> tuple[str, str]:
    """Model and speed of a response; a cache belongs to one pair of them."""
    twists = {twist.kind: twist for twist in run.plan.at(number)}
    other = twists.get("switch") or twists.get("unknown")
    model = full_model(other.value) if other else run.plan.model
    return model, "fast" if "fast" in twists else "standard"


def speak(run: Run, response: Response, number: int) -> None:
    """The lines of a response, and the results of the tools it called."""
    transcript, dice = run.transcript, run.dice
    starts = [twist for twist in run.plan.at(number) if twist.kind in ("agent", "workflow")]
    if starts:
        response.kinds, response.stop = ("text", "agent"), "tool_use"
        run.turn_left = max(run.turn_left, 1)
    if response.kinds[-1] == "tool_use" and response.stop == "end_turn":
        response.stop = "tool_use"
        run.turn_left = 1
    racing = run.transcript.agent is not None and dice.chance(0.75)
    for position, kind in enumerate(response.kinds):
        at = response.at if position == 0 else run.wait(dice.draw(BLOCK_GAP))
        final = response.final and (not racing or position == len(response.kinds) - 1)
        block, result = make_block(kind, response, dice)
        transcript.assistant(at, response, block, final)
        if position == 0:
            point_out(run, response, number)
        if kind == "agent":
            result, more = start_agents(run, starts[0])
            answer_tool(run, block, result, more)
        elif result:
            answer_tool(run, block, result, {})
    close_response(run, response)


def make_block(kind: str, response: Response, dice: Dice) -> tuple[Json | None, str]:
    """One content block, and the tool's result if the block calls a tool of the client."""
    tool_id = f"toolu_01{dice.base58(22)}"
    if kind == "text" and response.stop == "refusal":
        return None, ""
    if kind == "tool_use":
        name, arguments, result = dice.pick(TOOLS)
        return {"type": "tool_use", "id": tool_id, "name": name, "input": arguments}, result
    search: Json = {"name": "web_search", "input": {"query": "frost dates by postcode"}}
    blocks: dict[str, Json] = {
        "agent": {"type": "tool_use", "id": tool_id, "name": "Agent", "input": {"prompt": TASKS}},
        "search": {"type": "server_tool_use", "id": f"srv{tool_id}"} | search,
        "advisor": {"type": "advisor_tool_result", "tool_use_id": f"srv{tool_id}", "content": "Retry once."},
        "fallback": {"type": "fallback", "to": {"model": response.model}},
        "thinking": {"type": "thinking", "thinking": "", "signature": "EqMB"},
        "text": {"type": "text", "text": dice.pick(TEXTS)},
    }
    return blocks[kind], ""


def answer_tool(run: Run, block: Json | None, result: str, more: Json) -> None:
    """The user line with a tool's result."""
    if block:
        content: Json = {"tool_use_id": block["id"], "type": "tool_result", "content": result}
        run.transcript.user(run.wait(run.dice.draw(TOOL_TIME)), [content], **more)


def close_response(run: Run, response: Response) -> None:
    """What the client files after some answers."""
    transcript = run.transcript
    if response.stop == "refusal":
        run.turn_left = 0
    if "fallback" in response.kinds:
        body: Json = {"type": "system", "subtype": "model_refusal_fallback", "level": "warning"}
        body |= {"content": f"Switched to {response.model} for this answer."}
        transcript.add(run.wait(0.1), body)
    if run.turn_left == 0 and not transcript.agent and run.dice.chance(0.3):
        transcript.add(run.wait(0.1), {"type": "system", "subtype": "turn_duration", "durationMs": 41_000})


def failed_request(run: Run) -> None:
    """A line the client made up itself because the API did not answer."""
    zeros: Json = dict.fromkeys(("input_tokens", "output_tokens"), 0)
    zeros |= dict.fromkeys(("cache_creation_input_tokens", "cache_read_input_tokens"), 0)
    zeros |= {"server_tool_use": {"web_search_requests": 0, "web_fetch_requests": 0}, "service_tier": None}
    zeros |= {"cache_creation": Tokens(0, 0, 0, 0, 0).cache_creation(), "inference_geo": None}
    message: Json = {"id": run.dice.uuid(), "model": "<synthetic>", "role": "assistant", "type": "message"}
    message |= {"stop_reason": "stop_sequence", "stop_sequence": "", "usage": zeros | {"speed": None}}
    message |= {"content": [{"type": "text", "text": "API Error: 529 Overloaded"}]}
    body: Json = {"message": message, "type": "assistant", "error": "overloaded"}
    body |= {"isApiErrorMessage": True, "apiErrorStatus": 529}
    run.transcript.add(run.wait(20), body)
    run.company.odd("error", run.here(), "`<synthetic>`: made by the client, neither a response nor a model")


# ---------------------------------------------------------------- oddities, named for README.md

NOTES = {
    "fast": "fast mode: input, caches and output at twice the price",
    "us": "`inference_geo: us`: 1.1 times the price",
    "batch": "`service_tier: batch`: half the price",
    "unknown": "a model nobody has a price for: unpriced, never zero",
    "switch": "the model changes within a session, and its cache starts anew",
    "lost": "never finalised, its output is a placeholder: provisional",
    "search": "web searches: {searches}, $0.01 each; part of the cache writes live 5 minutes only",
    "advisor": "advisor iteration by {beside}, billed beside the top level",
    "compact": "compaction iteration by {beside}, billed beside the top level",
    "fallback": "declined mid-answer by {beside} and served by {model}; both are billed",
    "refusal": "refused before output: tokens are shown, nothing is billed, not counted as a response",
    "prompt": "prompt of {prompt:,} tokens, price band {band} 100,000",
}


def point_out(run: Run, response: Response, number: int) -> None:
    """Note the twists that a reader of golden outputs wants to find; of a range only its first response."""
    for twist in run.plan.at(number):
        if twist.kind not in NOTES or twist.first != number:
            continue
        model, tokens = response.beside[0] if response.beside else ("", response.tokens)
        note = NOTES[twist.kind].format(
            searches=response.searches, beside=f"{model} ({tokens.prompt:,} in, {tokens.output:,} out)",
            model=response.model, prompt=tokens.prompt, band="up to" if tokens.prompt <= 100_000 else "above",
        )  # fmt: skip
        more = f", and the {twist.last - twist.first} after it" if twist.last > twist.first else ""
        run.company.odd(twist.kind, run.here(), f"{note} ({response.model}{more})")


PLAN_NOTES = {
    "month-end": (
        "midnight",
        "30 September in UTC, partly 1 October in Berlin; resumed on 1 October in both",
    ),
    "clock-change": (
        "clocks",
        "25 October in Berlin, begun on the 24th in UTC; 02:00 to 03:00 comes twice that night",
    ),
    "pallet-routes": ("price", "the last day of Sonnet 5.5 cache reads at $0.20 per million"),
    "route-cleanup": ("price", "the first day of Sonnet 5.5 cache reads at $0.10 per million"),
    "first-try": ("price", "the first day of Opus 5.5"),
}

# ---------------------------------------------------------------- subagents and workflows


def start_agents(run: Run, twist: Twist) -> tuple[str, Json]:
    """Play the subagents a tool call starts; returns the tool's result and what the client notes with it."""
    home = f"{run.path.removesuffix('.jsonl')}/subagents"
    if twist.kind == "agent":
        agent = play_agent(run, twist.value, home)
        run.clock = agent.clock
        return "The subagent reported three places.", {"toolUseResult": agent_result(agent)}
    home = f"{home}/workflows/wf_{run.dice.hex(12)}"
    agents = [play_agent(run, f"{twist.value}-{number}", home) for number in (1, 2, 3)]
    journal = f"{home}/journal.jsonl"
    run.company.files[journal] = b"".join(encode(entry) + b"\n" for entry in journal_entries(agents))
    run.company.odd("workflow", journal, "the runner's own sums of the three agents beside it: never added")
    run.clock = max(agent.clock for agent in agents)
    return "The workflow finished.", {}


def play_agent(run: Run, name: str, home: str) -> Run:
    """One subagent with its transcript and meta file."""
    dice = Dice(f"agent/{run.plan.name}/{name}")
    plan = agent_plan(name, run.plan, run.clock)
    agent_id = dice.hex(17)
    path = f"{home}/agent-{agent_id}.jsonl"
    transcript = Transcript(plan, dice, run.transcript.session, run.transcript.version, agent_id)
    agent = Run(run.company, plan, dice, transcript, path, KEY_TTL, run.clock)
    play(agent)
    run.responses += agent.responses
    run.company.files[path] = transcript.encode()
    meta = {"agentType": "Explore", "description": name.replace("-", " "), "spawnDepth": 1}
    run.company.files[path.replace(".jsonl", ".meta.json")] = encode(meta) + b"\n"
    return agent


def agent_result(agent: Run) -> Json:
    """The structured result the parent keeps: the usage of the last response only, a trap for adders."""
    last = agent.responses[-1]
    total = last.tokens.prompt + last.tokens.output
    result: Json = {"status": "completed", "agentId": agent.transcript.agent, "totalTokens": total}
    return result | {"usage": last.usage(last.final)}


def journal_entries(agents: Iterable[Run]) -> Iterable[Json]:
    """The workflow runner's own record of its agents."""
    for agent in agents:
        spent = sum(response.tokens.prompt + response.tokens.output for response in agent.responses)
        output = sum(response.tokens.output for response in agent.responses)
        yield {"type": "started", "agentId": agent.transcript.agent, "timestamp": stamp(agent.plan.start)}
        usage = {"output_tokens": output, "total_tokens": spent}
        yield {"type": "result", "agentId": agent.transcript.agent, "timestamp": stamp(agent.clock)} | {
            "usage": usage
        }


# ---------------------------------------------------------------- sessions


def hold_session(company: Company, plan: Plan) -> None:
    """Play one row of the calendar and keep its file."""
    dice = Dice(plan.name)
    session = dice.uuid()
    path = f"{plan.person}/projects/{plan.folder}/{session}.jsonl"
    transcript = Transcript(plan, dice, session, client_version(plan.person, plan.start))
    ttl = KEY_TTL if plan.person == "ci" else SUBSCRIPTION_TTL
    run = Run(
        company,
        plan,
        dice,
        transcript,
        path,
        ttl,
        plan.start + timedelta(milliseconds=dice.between(0, 59_999)),
    )
    open_session(run)
    for twist in plan.twists:
        if twist.kind in ("fork", "branch"):
            copy_history(run, twist)
    play(run)
    close_session(run)
    company.transcripts[plan.name] = transcript
    company.paths[plan.name] = path
    if plan.name in PLAN_NOTES:
        kind, note = PLAN_NOTES[plan.name]
        company.odd(kind, path, note)
    company.files[path] = (
        damage(company, path, transcript) if plan.name == "stock-labels" else transcript.encode()
    )


def open_session(run: Run) -> None:
    """The bookkeeping records a file opens with."""
    run.transcript.note(type="mode", mode="normal")
    run.transcript.note(type="permission-mode", permissionMode="default")
    if "/worktrees/" in run.plan.cwd:
        worktree = {"worktreePath": run.plan.cwd, "worktreeBranch": run.plan.branch}
        run.transcript.note(type="worktree-state", worktreeSession=worktree)
    snapshot: Json = {"type": "file-history-snapshot", "messageId": run.dice.uuid()}
    run.transcript.records.append(
        snapshot | {"snapshot": {"trackedFileBackups": {}}, "isSnapshotUpdate": False}
    )


def copy_history(run: Run, twist: Twist) -> None:
    """Begin with the first responses of another session, marked (`/branch`) or not (`--fork-session`)."""
    source = run.company.transcripts[twist.value]
    upto, run.context = source.marks[twist.first - 1]
    if source.records[upto - 1].get("timestamp", "") >= stamp(run.clock):
        raise ValueError(f"{run.plan.name} copies lines that are not written yet")
    if twist.kind == "branch":
        run.cached, run.warm_until = (run.plan.model, "standard"), run.clock + run.ttl
    for record in source.records[:upto]:
        if "uuid" not in record:
            continue
        copied = copy.deepcopy(record) | run.transcript.context()
        if twist.kind == "branch":
            copied["forkedFrom"] = {"sessionId": source.session, "messageUuid": record["uuid"]}
        run.transcript.records.append(copied)
        run.transcript.parent = record["uuid"]
    command = "`--fork-session`, unmarked" if twist.kind == "fork" else "`/branch`, marked `forkedFrom`"
    note = f"{command}: the {twist.first} responses above are copies from session {source.session[:8]}"
    run.company.odd(twist.kind, run.here(), note)


def close_session(run: Run) -> None:
    """The bookkeeping records a file ends with; some runs leave the client's own running total."""
    transcript = run.transcript
    if run.plan.branch.startswith("feature/"):
        number = run.dice.between(20, 90)
        url = f"https://git.fernwood.example/{run.plan.project}/pulls/{number}"
        transcript.note(type="pr-link", prNumber=number, prUrl=url)
    if transcript.patch >= 251 and run.dice.chance(0.3):
        transcript.records.append(cost_state(run))


def cost_state(run: Run) -> Json:
    """The client's cumulative total, with a helper call that no transcript shows: never to be added."""
    models: dict[str, Json] = {}
    for response in run.responses:
        for model, tokens in response.billed():
            row = models.setdefault(model, dict.fromkeys(("inputTokens", "outputTokens"), 0))
            row["inputTokens"] += tokens.fresh
            row["outputTokens"] += tokens.output
            row["cacheReadInputTokens"] = row.get("cacheReadInputTokens", 0) + tokens.read
            row["cacheCreationInputTokens"] = (
                row.get("cacheCreationInputTokens", 0) + tokens.write_5m + tokens.write_1h
            )
            row["costUSD"] = round(row.get("costUSD", 0.0) + float(price(response, model, tokens) or 0), 6)
    helper = models.setdefault(
        "claude-haiku-4-5-20251001", {"inputTokens": 0, "outputTokens": 0, "costUSD": 0.0}
    )
    helper["inputTokens"] += 1_900
    helper["outputTokens"] += 60
    helper["costUSD"] = round(helper["costUSD"] + 0.0022, 6)
    searches = sum(response.searches for response in run.responses)
    total = round(sum(row["costUSD"] for row in models.values()) + searches * 0.01, 6)
    state: Json = {"type": "cost-state", "sessionId": run.transcript.session, "totalCostUSD": total}
    duration = (run.clock - run.plan.start) // timedelta(milliseconds=1)
    unknown = any(price(response, *item) is None for response in run.responses for item in response.billed())
    return state | {"totalDuration": duration, "modelUsage": models, "hasUnknownModelCost": unknown}


# ---------------------------------------------------------------- damage


def damage(company: Company, path: str, transcript: Transcript) -> bytes:
    """The file after a crash: a line cut short, NULs before another; neither is its response's only line."""
    lines = [encode(record) for record in transcript.records]
    repeated = [
        index
        for index, (record, after) in enumerate(pairwise(transcript.records))
        if "requestId" in record and record["requestId"] == after.get("requestId") and index > len(lines) // 2
    ]
    cut, padded = repeated[0], repeated[3]
    lines[cut] = lines[cut][:330]
    lines[padded] = b"\0" * 512 + lines[padded]
    company.odd(
        "damage", f"{path}:{cut + 1}", "a line cut short: one quarantined line, but the response has another"
    )
    company.odd(
        "damage",
        f"{path}:{padded + 1}",
        "512 NUL bytes before a whole record: stripped and read, nothing lost",
    )
    return b"\n".join(lines) + b"\n"


def garbage(company: Company) -> None:
    """A file that only its name makes a transcript."""
    dice = Dice("garbage")
    path = f"ben/projects/{re.sub('[^A-Za-z0-9]', '-', PROJECTS['ben', 'shop'])}/{dice.uuid()}.jsonl"
    noise = bytes(dice.between(128, 255) if dice.chance(0.7) else dice.between(1, 31) for _ in range(1_500))
    lines = [line for line in noise.splitlines() if not line.isascii()]
    company.files[path] = b"\n".join(lines) + b"\n"
    count = company.files[path].count(b"\n")
    company.odd("damage", path, f"random bytes, {count} lines: all quarantined, nothing read")


# ---------------------------------------------------------------- README.md

README = """# Fernwood Garden Supply

An invented web shop for seeds, bulbs and tools: three people and a build bot who used Claude Code from
2026-09-01 to 2026-11-18, and services that used the API. Everything here is made up and written by
`tests/build_samples.py`; to change it, change a row there and run it again (`--check` tells whether the two
still agree). The people hold long conversations in the one-million-token window, so a response costs more
here than in most places.

## Who

| folder | who | how |
|---|---|---|
| `ann/` | Ann, ann@fernwood.example | shop front end; Opus on a subscription, 1-hour caches; a worktree |
| `ben/` | Ben, ben@fernwood.example | warehouse and shop; Sonnet on a subscription, 1-hour caches |
| `chloe/` | Chloe, chloe@fernwood.example | data pipeline on a Mac, in VS Code; Opus, some Sonnet and Fable |
| `ci/` | the build bot, no account file | API key and Bedrock, 5-minute caches, entrypoint `sdk-cli` |

Each of these folders is one Claude Code config root. Subagents have 5-minute caches everywhere.

| folder | what is in it |
|---|---|
| `batch/` | results of a Message Batch of the data pipeline, and the list that says when it ended |
| `logs/` | responses as the shop's own assistant logged them; the build bot went through it on one day |
| `console/` | the Console's two downloads for October 2026: tokens and cost |
| `api/` | pages saved from the Admin API: usage of October 2026, names of keys, workspaces and people |

`console/` and `api/` say the same of the usage: either will do, and with both it still counts once. The API's
view stands then, because it can tell the two keys called `etl` apart. The bill is the Console's: it has list
prices and keys, which the API's older cost report has not.

## What is in each folder

| project folder | sessions | subagent files | responses |
|---|---|---|---|
{folders}

Sessions include the two copies and the file of garbage; a response is counted in the session that made it
first, the refused one included.

## What a report should say

Request by request, from transcripts, batch and log. List prices, UTC, each response once, on the day of its
first line. Responses and tokens are those that bill something; the model without a price counts at no cost, a
provisional response with its placeholder.

| month | responses | tokens | USD |
|---|---|---|---|
{months}

| person | responses | tokens | USD |
|---|---|---|---|
{people}

| source | responses | tokens | USD |
|---|---|---|---|
{sources}

| model | responses | tokens | USD |
|---|---|---|---|
{models}

Neither the build bot nor the batch nor the log says which person it worked for. The Bedrock id
`us.anthropic.claude-sonnet-4-6` stands under `claude-sonnet-4-6`, 10 % dearer. Advisor, compaction and
declined attempts stand under their own model and add no response. Web searches are in the cost of their
response. Of all tokens {share} % are cache reads. Responses that stay provisional: {lost}.

## What is planted where

Session ids are cut to eight characters. The number after the colon is the line, of a range its first.

| what | where | what to expect |
|---|---|---|
{oddities}

And everywhere: one line per content block, all with the same usage; tool results between two lines of one
response; in subagent files, earlier lines that show a placeholder output; in their parents' files, the
structured result of a subagent with a usage object that must not be added; `cost-state` records with the
client's own total, one helper call included, likewise; attachments, system and bookkeeping lines.

{organisation}"""

KINDS = {
    "fast": "fast mode", "us": "US inference", "batch": "batch tier", "unknown": "unknown model",
    "switch": "model switch", "lost": "provisional", "search": "web search", "advisor": "advisor",
    "compact": "compaction",
    "fallback": "fallback", "refusal": "refusal", "prompt": "price band", "error": "synthetic line",
    "resumed": "resumed", "workflow": "workflow journal", "fork": "fork", "branch": "branch",
    "damage": "damage", "results": "batch results", "twice": "logged twice", "overload": "failed request",
    "midnight": "midnight", "clocks": "clock change", "price": "price change",
}  # fmt: skip


def project_folder(path: str) -> str:
    """The first three parts of a path: person, `projects`, project."""
    return "/".join(path.split("/")[:3])


def folder_rows(company: Company) -> str:
    """One Markdown row per project folder."""
    rows = []
    for folder in sorted({project_folder(path) for path in company.files if "/projects/" in path}):
        inside = [
            path for path in company.files if project_folder(path) == folder and path.endswith(".jsonl")
        ]
        sessions = sum(path.count("/") == 3 for path in inside)
        agents = sum("/agent-" in path for path in inside)
        responses = sum(project_folder(path) == folder for path, _ in company.ledger)
        rows.append(f"| `{folder}` | {sessions} | {agents} | {responses} |")
    return "\n".join(rows)


def shorten(path: str) -> str:
    """A path with its session ids cut to eight characters."""
    return re.sub(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}", r"\1…", path.replace("/projects/", "/…/"))


def person_of(path: str) -> str:
    """Whose a response is, as far as its file says: neither the bot nor a service has an account."""
    folder = path.split("/")[0]
    return folder if folder in PEOPLE[:3] else "(none)"


def source_of(path: str) -> str:
    """What kind of file a response is in."""
    return {"batch": "batch", "logs": "response-log"}.get(path.split("/")[0], "claude-code")


def readme(company: Company, organisation: str) -> str:
    """The page for the person who reads golden outputs."""
    ledger = company.ledger
    by_month = totals(ledger, lambda path, response, model: f"{response.at:%Y-%m}")
    share = 100 * sum(t.read for t in by_month.values()) / sum(t.tokens for t in by_month.values())
    oddities = sorted(company.oddities, key=lambda odd: (list(KINDS).index(odd[0]), odd[1]))
    return README.format(
        folders=folder_rows(company),
        months=table(by_month),
        people=table(totals(ledger, lambda path, response, model: person_of(path))),
        sources=table(totals(ledger, lambda path, response, model: source_of(path))),
        models=table(totals(ledger, lambda path, response, model: model)),
        organisation=organisation,
        share=f"{share:.1f}",
        lost=sum(not response.final for _, response in ledger),
        oddities="\n".join(
            f"| {KINDS[kind]} | `{shorten(path)}` | {note} |" for kind, path, note in oddities
        ),
    )


# ---------------------------------------------------------------- all of it


def account(person: str) -> bytes:
    """The account file of a subscription."""
    dice = Dice(f"account/{person}")
    owner: Json = {"accountUuid": dice.uuid(), "emailAddress": f"{person}@fernwood.example"}
    owner |= {"organizationUuid": Dice("organization").uuid(), "organizationName": "Fernwood Garden Supply"}
    return json.dumps({"oauthAccount": owner}, indent=2).encode() + b"\n"


def build() -> dict[str, bytes]:
    """Every file by its path below samples/."""
    company = Company()
    for plan in calendar():
        hold_session(company, plan)
    garbage(company)
    log_requests(company)
    organisation = build_company.october()
    company.files |= build_company.organisation(organisation)
    for person in PEOPLE[:3]:
        company.files[f"{person}/.config.json"] = account(person)
    company.files[".gitattributes"] = b"* -text\n"
    company.files["README.md"] = readme(company, build_company.page(organisation)).encode()
    return company.files


def log_requests(company: Company) -> None:
    """A batch's results and the shop's own log, beside the transcripts."""
    path = company.paths[build_requests.DOCS]
    docs = [response for where, response in company.ledger if where == path]
    files, new = build_requests.requests(docs)
    company.files |= files
    company.ledger += new
    for kind, where, note in build_requests.remarks():
        company.odd(kind, where, note)


def on_disk() -> dict[str, bytes]:
    """The files this script answers for, as they are now."""
    owned = [SAMPLES / ".gitattributes", SAMPLES / "README.md"]
    owned += [path for folder in FOLDERS for path in (SAMPLES / folder).rglob("*")]
    return {path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in owned if path.is_file()}


def write(files: Mapping[str, bytes]) -> None:
    """Replace what is on disk."""
    for folder in FOLDERS:
        shutil.rmtree(SAMPLES / folder, ignore_errors=True)
    for name, content in files.items():
        path = SAMPLES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main() -> int:
    """Write the samples, or with --check compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when samples/ differs")
    files = build()
    if not parser.parse_args().check:
        write(files)
        return 0
    found = on_disk()
    differing = sorted(name for name in files.keys() | found.keys() if files.get(name) != found.get(name))
    for name in differing:
        print(f"differs: samples/{name}", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
