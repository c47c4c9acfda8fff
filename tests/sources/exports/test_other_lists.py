"""Members, and the two downloads that count lines of code."""

from __future__ import annotations

import json

from .conftest import ReadCsv

MEMBERS = """
    Name,Email,Role,Status,Seat Tier
    Ana,Ana@Example.com,Owner,Active,Premium
    "Beck, Cy",cy@example.com,User,Pending,
    ,not an address,User,Active,Standard
    Ana Diaz,ana@example.com,Owner,Active,Standard
"""


def test_members_are_known_by_their_address_and_the_later_row_stands(read_csv: ReadCsv) -> None:
    export = read_csv(MEMBERS)

    assert [(one.kind, one.id, one.name, one.email) for one in export.ledgers.names] == [
        ("member", "ana@example.com", "Ana Diaz", "ana@example.com"),
        ("member", "cy@example.com", "Beck, Cy", "cy@example.com"),
    ]
    ana, cy = (json.loads(one.attributes or "{}") for one in export.ledgers.names)
    assert ana == {"role": "Owner", "seat_tier": "Standard", "status": "Active"}
    assert cy == {"role": "User", "status": "Pending"}
    assert export.ledgers.names[0].attributes == json.dumps(ana, sort_keys=True)
    assert (export.ledgers.snapshots, export.ledgers.tables) == ([], [])
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(4, "no e-mail address")]
    assert (export.lines, export.usage_lines) == (5, 3)


def test_lines_of_code_are_recognised_and_hold_nothing_to_take_in(read_csv: ReadCsv) -> None:
    for header in ("User,Spend this Month (USD),Lines this Month", "User,Lines this month,PRs with CC"):
        export = read_csv(f"{header}\nana@example.com,1,2\n")

        assert export.ledgers == ([], [], [], [])
        assert (export.lines, export.usage_lines, export.quarantined) == (2, 0, [])
        assert [problem.what for problem in export.problems] == [
            "no usage and no amounts by day in this file"
        ]
