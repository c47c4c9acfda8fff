"""Invent a Claude Code history of any size, for measuring how fast real ones are read.

    python tests/bench/corpus.py DIR --megabytes 1000 [--seed 1] [--era C|B|mixed]
    python tests/bench/corpus.py --grow FILE --lines 100 [--seed 1]

The first form fills the config root DIR, the second appends to one session as a running client would.
The same arguments give the same bytes. Shapes, sizes and shares follow what was measured on published
transcripts: several lines per response, growing context, subagents, forks, a little damage.
Era B (early 2026) logs placeholders and progress echoes, era C (from April 2026) final usage on every line.
The summary counts what a reader should find: lines with a usage object, and distinct responses.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from random import Random

import transcript_lines as t
from conversation import Conversation, Counts, Setting

NOW = t.moment("2026-11-20")
ERAS = {"B": ("2026-02-19", "2026-04-07"), "C": ("2026-04-08", "2026-11-19")}
FILES_PER_MEGABYTE = 1.9
BYTES_PER_RESPONSE = 13_500
MEAN_GAP_MS = 45_000

FILE_SIZES = (
    (0, 236), (0.03, 2_000), (0.1, 15_000), (0.25, 45_000), (0.5, 105_000), (0.75, 234_000), (0.9, 654_000),
    (0.95, 1.5e6), (0.99, 5.4e6), (1, 70e6),
)  # fmt: skip
PROJECTS = ("shop", "shop/.claude/worktrees/fix-1", "ledger", "web.app_2", "infra", "etl", "notes", "cli")
FORKS = ("copy", "copy", "branch", "bg", "sdk")

# --- Files -----------------------------------------------------------------------------------------------


def fill(talk: Conversation, target: int) -> None:
    """Bring a conversation to about a target size in bytes."""
    talk.longest = max(400, min(60_000, (target - talk.size) // 4))
    if talk.setting.agent and talk.setting.era == "C" and talk.rng.random() < 0.2:
        talk.bookkeep("fork-context-ref")
    if not talk.setting.agent:
        for kind in ("mode", "permission-mode", "file-history-snapshot")[: 1 + target // 800]:
            talk.bookkeep(kind)
    while talk.size < target - min(6_000, target // 3) and talk.now_ms < NOW:
        talk.step()
    if not talk.setting.agent and talk.now_ms > t.moment("2026-08-26") and talk.rng.random() < 0.25:
        talk.bookkeep("cost-state")


def damage(talk: Conversation) -> None:
    """Spoil about 11 lines in 100,000 as crashes do, sparing usage so that the summary stays the truth."""
    rng, lines = talk.rng, talk.lines
    spoiled = int(len(lines) * 11e-5 + rng.random())
    for _ in range(spoiled if len(lines) > 30 else 0):
        place = rng.randrange(1, len(lines) - 2)
        line = lines[place]
        kind = rng.choice(("joined", "joined", "stub", "cut", "cut", "nul"))
        if not line.endswith(b"}\n") or (kind in ("stub", "cut") and holds_usage(line)):
            continue
        short = line[: rng.randrange(30, max(31, len(line) - 40))]
        spoilt = {"joined": line[:-1], "stub": short, "cut": short + b"\n", "nul": bytes(2000) + line}
        lines[place] = spoilt[kind]
        talk.counts.damaged_lines += 1


def holds_usage(line: bytes) -> bool:
    """Whether a line this module wrote carries a usage object of a response."""
    return b'"role":"assistant"' in line


def save(path: Path, talk: Conversation) -> Counts:
    """Write a transcript, dated by its last message, and return what it holds."""
    damage(talk)
    content = b"".join(talk.lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (talk.now_ms / 1000, talk.now_ms / 1000))
    counts = talk.counts
    counts.files, counts.lines, counts.bytes = 1, content.count(b"\n"), len(content)
    return counts


def copy_history(parent: Conversation, child: Conversation, mechanism: str, size: int) -> None:
    """Open a forked session with the first `size` bytes of its parent, changed as the client changes them."""
    old, new = parent.setting, child.setting
    origin = b',"forkedFrom":{"sessionId":"%b","messageUuid":"%b"}}\n'
    for line in parent.lines:
        if child.size >= size:
            break
        message = re.search(rb'"uuid":"([^"]+)","timestamp":"[^"]+"', line)
        copied = line.replace(old.session, new.session)
        if mechanism == "copy":
            copied = copied.replace(b'"version":"%b"' % old.version, b'"version":"%b"' % new.version)
        if message and mechanism == "sdk":
            copied = re.sub(rb'("(?:u|parentU)uid":"\w{8}-\w{4})-4', rb"\1-5", copied)
        if message and mechanism in ("branch", "sdk"):
            copied = copied[:-2] + origin % (old.session, message[1])
        if message and mechanism == "bg":
            copied = copied[:-2] + b',"sessionKind":"bg"}\n'
        child.lines.append(copied)
        child.size += len(copied)
        child.counts.copied_lines += 1
        child.counts.usage_lines += holds_usage(copied)


# --- The whole history -----------------------------------------------------------------------------------


@dataclass
class SessionPlan:
    """One session with the sizes of its subagents' and its forks' files."""

    size: int
    era: str = "C"
    workflow: bool = False
    agents: list[int] = field(default_factory=list)
    forks: list[int] = field(default_factory=list)

    def total(self) -> int:
        """Bytes of all its files."""
        return self.size + sum(self.agents) + sum(self.forks)


def plan(megabytes: int, seed: int, era: str) -> list[SessionPlan]:
    """Decide all files: sizes as measured, half of them subagents, a few forks, eras by share of bytes."""
    rng = Random(f"plan {seed}")
    target, number = megabytes * 1_000_000, max(3, round(megabytes * FILES_PER_MEGABYTE))
    drawn = [t.quantile(FILE_SIZES, (n + 0.5) / number) for n in range(number)]
    sizes = [int(size * target / sum(drawn)) for size in drawn]
    mains, agents, forks = deal(sizes, rng)
    sessions = [SessionPlan(size) for size in mains]
    hosts = [session for session in sessions if session.size > 80_000] or sessions
    for size in forks:
        rng.choice(hosts).forks.append(size)
    while agents:
        host = rng.choice(hosts)
        host.workflow = host.workflow or rng.random() < 0.025
        for _ in range(rng.randrange(20, 80) if host.workflow else rng.randrange(1, 11)):
            if agents:
                host.agents.append(agents.pop())
    assign_eras(sessions, era, rng)
    return sorted(sessions, key=SessionPlan.total, reverse=True)


def deal(sizes: list[int], rng: Random) -> tuple[list[int], list[int], list[int]]:
    """Divide ascending file sizes among main transcripts, subagents and forks; the largest are main."""
    mains: list[int] = []
    agents: list[int] = []
    forks: list[int] = []
    for rank, size in enumerate(sizes):
        luck = rng.random()
        if luck < 0.05 and 100_000 < size < 4_000_000:
            forks.append(size)
        elif luck < 0.55 and rank < len(sizes) * 0.99 - 1:
            agents.append(size)
        else:
            mains.append(size)
    rng.shuffle(agents)
    return mains, agents, forks


def assign_eras(sessions: list[SessionPlan], era: str, rng: Random) -> None:
    """Give each session its era; `mixed` keeps era B at 15 % of the bytes."""
    rng.shuffle(sessions)
    seen = old = 0
    for session in sessions:
        seen += session.total()
        session.era = era
        if era == "mixed":
            session.era = "B" if old + session.total() <= 0.15 * seen else "C"
            old += session.total() if session.era == "B" else 0


def settle(rng: Random, era: str, size: int) -> Setting:
    """Where, when and with which model a session took place; recent months are busier."""
    first, last = (t.moment(day) for day in ERAS[era])
    last -= min(size * MEAN_GAP_MS // BYTES_PER_RESPONSE, (last - first) * 9 // 10)
    day = last - int((last - first) * rng.random() ** 1.6) // t.DAY_MS * t.DAY_MS
    start = max(first, day // t.DAY_MS * t.DAY_MS + int(rng.triangular(6, 23, 14) * 3_600_000))
    gateway = rng.random() < 0.004
    return Setting(
        session=t.uuid4(rng),
        cwd=b"/home/ann/" + rng.choice(PROJECTS).encode(),
        version=t.client_version(start),
        entrypoint=rng.choice((b"cli", b"cli", b"cli", b"claude-vscode", b"sdk-cli", b"claude-desktop")),
        model=b"glm-5" if gateway else t.main_model(rng, start),
        era=era,
        start_ms=start,
        one_hour_cache=rng.random() < (0.5 if era == "B" else 0.85),
        gateway=gateway,
    )


def write_session(number: int, session: SessionPlan, root: Path, seed: int) -> Counts:
    """Write one session and everything that hangs off it."""
    rng = Random(f"session {seed} {number}")
    own = settle(rng, session.era, session.size)
    project = root / "projects" / re.sub("[^A-Za-z0-9]", "-", own.cwd.decode())
    name = own.session.decode()
    total = Counts()
    main = Conversation(rng, own)
    for talk in write_agents(session, own, project / name / "subagents", rng):
        total.add(talk.counts)
        main.echoes += talk.echoes
    fill(main, session.size)
    for size in session.forks:
        start = min(main.now_ms + rng.randrange(60_000, 90_000_000), NOW - t.DAY_MS)
        changed = replace(own, session=t.uuid4(rng), version=t.client_version(start), start_ms=start)
        child = Conversation(rng, changed, context=rng.randrange(60_000, 200_000))
        copy_history(main, child, rng.choice(FORKS), int(size * rng.random()))
        fill(child, size)
        total.add(save(project / f"{changed.session.decode()}.jsonl", child))
    total.add(save(project / f"{name}.jsonl", main))
    return total


def write_agents(session: SessionPlan, own: Setting, folder: Path, rng: Random) -> Iterator[Conversation]:
    """Write a session's subagent transcripts and yield them."""
    if session.workflow:
        folder = folder / "workflows" / f"wf_{rng.getrandbits(32):08x}"
    lasts = session.size * MEAN_GAP_MS // BYTES_PER_RESPONSE
    journal = []
    for size in session.agents:
        agent = b"a%016x" % rng.getrandbits(64)
        start = min(own.start_ms + int(rng.random() * lasts), NOW - t.DAY_MS)
        model = t.small_model(start) if rng.random() < 0.4 and not own.gateway else own.model
        talk = Conversation(rng, replace(own, agent=agent, start_ms=start, model=model, one_hour_cache=False))
        fill(talk, size)
        save(folder / f"agent-{agent.decode()}.jsonl", talk)
        (folder / f"agent-{agent.decode()}.meta.json").write_bytes(t.META % t.base58(rng, 22))
        journal += [t.JOURNAL % (kind, agent, t.iso(talk.now_ms)) for kind in (b"started", b"result")]
        yield talk
    if session.workflow:
        (folder / "journal.jsonl").write_bytes(b"".join(journal))


def generate(root: Path, megabytes: int, seed: int = 1, era: str = "mixed", processes: int = 2) -> Counts:
    """Fill a config root; the largest sessions go first so that the processes end together."""
    sessions = plan(megabytes, seed, era)
    t.code(), t.prose(), t.base64_bytes()  # built once here, inherited by forked processes
    total = Counts()
    work = partial(write_session, root=root, seed=seed)
    with Pool(processes) as pool:
        for counts in pool.starmap(work, enumerate(sessions), chunksize=1):
            total.add(counts)
    return total


def last_value(content: bytes, key: bytes, form: bytes = b'[^"]*') -> bytes:
    """The last value of a string field; quoted text never matches because its quotes are escaped."""
    found = re.findall(rb'"%b":"(%b)"' % (key, form), content)
    return found[-1] if found else b""


def grow(path: Path, lines: int, seed: int = 1) -> int:
    """Append lines to one transcript, as its client would on the next turn, and return the bytes added."""
    content = path.read_bytes()[-400_000:]
    now = t.moment(last_value(content, b"timestamp").decode().rstrip("Z"))
    own = Setting(
        session=last_value(content, b"sessionId"),
        cwd=last_value(content, b"cwd"),
        version=last_value(content, b"version"),
        entrypoint=last_value(content, b"entrypoint") or b"cli",
        model=last_value(content, b"model", b'[^<][^"]*'),
        era="C" if now >= t.moment(ERAS["C"][0]) else "B",
        start_ms=now + 1000,
        agent=path.stem.removeprefix("agent-").encode() if path.stem.startswith("agent-") else b"",
    )
    talk = Conversation(Random(f"grow {seed} {len(content)}"), own, context=80_000)
    talk.fields[b"parent"] = b'"%b"' % last_value(content, b"uuid")
    while len(talk.lines) < lines:
        talk.step()
    added = b"".join(talk.lines[:lines])
    with path.open("ab") as file:
        file.write(added)
    return len(added)


def main(arguments: list[str]) -> None:
    """Read the command line, do the work, print the summary."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("root", metavar="DIR", type=Path, nargs="?")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--era", choices=("B", "C", "mixed"), default="mixed")
    parser.add_argument("--grow", metavar="FILE", type=Path)
    parser.add_argument("--lines", type=int, default=100)
    args = parser.parse_args(arguments)
    if args.grow:
        print(json.dumps({"lines": args.lines, "bytes": grow(args.grow, args.lines, args.seed)}))
    elif args.root:
        print(json.dumps(asdict(generate(args.root, args.megabytes, args.seed, args.era))))
    else:
        parser.error("a DIR to fill or --grow FILE is needed")


if __name__ == "__main__":
    main(sys.argv[1:])
