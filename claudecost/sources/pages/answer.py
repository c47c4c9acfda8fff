"""What the pages of one answer come to, while they are read: rows, profiles, and what told them apart."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import BadData
from ...records import Profile
from ..identity import short_digest
from ..ledger import API, DIMENSIONS, SUBSCRIPTION, BilledRow, MeteredRow
from . import endpoints
from .labels import profile_labels
from .node import Node
from .query import Query

#: Products that exist on the seats of a Team or Enterprise plan only.
SEAT_PRODUCTS = frozenset(
    {
        "chat",
        "chat_cowork_unified",
        "claude_design",
        "claude_in_chrome",
        "claude_tag",
        "cowork",
        "office_agent",
    }
)

#: Products that exist in a Console organisation only.
API_PRODUCTS = frozenset({"claude_console", "managed_agents_api", "message_batches_api", "messages_api"})

#: Group keys that mean nothing to an Enterprise organisation (Usage and Cost Analytics API, "Console-only").
CONSOLE_KEYS = frozenset({"workspace_id", "api_key_id", "service_tier"})


class Grouped(BadData):
    """Rows that overlap, so that their sum is no total."""

    def __init__(self, endpoint: str, key: str) -> None:
        super().__init__(
            f"this page of {endpoint} is grouped by {key}, whose rows overlap",
            impact="a person in two groups counts fully in both, so the rows add up to more than was used;\n"
            "none of its figures were taken in",
            hint=f"ask again without {key}",
        )


class Answer:
    """Collects what the readers of the endpoints find; `reading.read_pages` turns it into ledgers."""

    def __init__(self, documents: Sequence[dict[str, object]], query: Query) -> None:
        self.query = query
        self.pages = [
            Node(document, query.endpoint, f"page {number}" if len(documents) > 1 else "")
            for number, document in enumerate(documents, start=1)
        ]
        #: Rows by the traffic they are about; None: the same for the whole answer, told at the end.
        self.metered: dict[str | None, list[MeteredRow]] = {}
        self.billed: dict[str | None, list[BilledRow]] = {}
        self.profiles: dict[int, Profile] = {}
        #: Keys that always tell rows of this endpoint apart, whatever is asked for.
        self.fixed: tuple[str, ...] = endpoints.FIXED_KEYS.get(query.endpoint, ())
        #: Group keys that are not null in some row.
        self.keys: set[str] = set()
        #: The same, of usage rows with tokens.
        self.keys_with_tokens: set[str] = set()
        #: Bounds of buckets, of rows where there are none.
        self.bounds: set[tuple[str, str]] = set()
        self.products: set[str | None] = set()
        self.actor_types: set[str | None] = set()

    def groups_by(self, key: str) -> bool:
        """Whether rows are told apart by a key: as asked, or, of a saved page, as far as it shows."""
        grouped = self.query.group_by
        return key in self.keys if grouped is None else key in grouped

    def notice_keys(self, of: Node) -> None:
        """Remember keys of a row that are not null. Raises Grouped, ChangedPage for a key that is gone."""
        self.keys.update(key for key, value in of.value.items() if value is not None)
        for key in endpoints.OVERLAPPING:
            if self.groups_by(key):
                raise Grouped(self.query.endpoint, key)
        for key in self.query.group_by or ():
            if key in endpoints.DIMENSIONS_OF and of.at(key).is_missing():
                raise of.at(key).wrong("there")

    def profile(self, of: Node) -> int:
        """The id of the profile a row's labels make."""
        model, speed, tier, geo = profile_labels(of)
        return self.profile_of(model, speed, tier, geo)

    def profile_of(
        self, model: str | None, speed: str | None = None, tier: str | None = None, geo: str | None = None
    ) -> int:
        """The id of a profile; made as for transcripts, so that both meet the same rates."""
        profile_id = short_digest(model, None, speed, tier, geo, "False")
        if profile_id not in self.profiles:
            self.profiles[profile_id] = Profile(profile_id, model, None, speed, tier, geo)
        return profile_id

    def dimensions(self) -> list[str]:
        """What rows can be told apart by, in the words and the order of the ledgers."""
        grouped = self.keys if self.query.group_by is None else set(self.query.group_by)
        found = {name for key in (*grouped, *self.fixed) for name in endpoints.DIMENSIONS_OF.get(key, ())}
        return [name for name in DIMENSIONS if name in found]

    def traffic(self) -> str:
        """Whose traffic rows are about that do not say: as asked, else a guess from what they show."""
        if self.query.traffic is not None:
            return self.query.traffic
        endpoint = self.query.endpoint
        if endpoint in endpoints.LEGACY or self.keys & CONSOLE_KEYS or self.products & API_PRODUCTS:
            return API
        only_people = bool(self.actor_types) and self.actor_types == {"user"}
        if endpoint in endpoints.ENTERPRISE or self.products & SEAT_PRODUCTS or only_people:
            return SUBSCRIPTION
        return API
