"""What the analytics reports group and filter by.

Anthropic: Usage and Cost Analytics API. Unlike in the older reports the default workspace shows its
real id here, and a region that is not set is null.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from ..company import Company
from ..facts import Fact
from ..query import Query
from ..refusals import bad
from ..world import World
from .actors import Actor, actor_of

#: One value per group a fact belongs to; most dimensions give exactly one.
Values = Callable[[Fact], Iterable[Hashable]]

CONSOLE_ONLY = frozenset(
    {
        "agent_id",
        "api_key_id",
        "deployment_id",
        "environment_id",
        "service_tier",
        "session_id",
        "user_profile_id",
        "workspace_id",
    }
)

#: Every key of a row's `group`, in the usage report; the cost report has two more.
DIMENSIONS = (
    "actor",
    "actor_type",
    "agent_id",
    "api_key_id",
    "claude_tag_category",
    "claude_tag_user_id",
    "context_window",
    "deployment_id",
    "environment_id",
    "inference_geo",
    "model",
    "organization_id",
    "product",
    "rbac_group_id",
    "service_tier",
    "session_id",
    "slack_channel_id",
    "speed",
    "user_profile_id",
    "workspace_id",
)
COMPONENTS = ("cost_type", "token_type")

PRODUCTS = (
    "chat",
    "chat_cowork_unified",
    "claude_code",
    "claude_console",
    "claude_design",
    "claude_in_chrome",
    "claude_tag",
    "cowork",
    "managed_agents_api",
    "message_batches_api",
    "messages_api",
    "office_agent",
)

#: Filter parameter: its dimension, and the values it takes if they are few.
FILTERS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "actor_ids": ("actor", None),
    "actor_types": ("actor_type", ("api_actor", "federated_actor", "service_account_actor", "user_actor")),
    "agent_ids": ("agent_id", None),
    "api_key_ids": ("api_key_id", None),
    "claude_tag_categories": (
        "claude_tag_category",
        ("dm", "engaged", "monitoring", "proactive", "scheduled"),
    ),
    "claude_tag_user_ids": ("claude_tag_user_id", None),
    "context_windows": ("context_window", ("0-200k", "200k-1M")),
    "deployment_ids": ("deployment_id", None),
    "environment_ids": ("environment_id", None),
    "inference_geos": ("inference_geo", ("global", "us", "not_available")),
    "models": ("model", None),
    "organization_ids": ("organization_id", None),
    "products": ("product", PRODUCTS),
    "rbac_group_ids": ("rbac_group_id", None),
    "service_tiers": (
        "service_tier",
        ("standard", "batch", "priority", "priority_on_demand", "flex", "flex_discount"),
    ),
    "session_ids": ("session_id", None),
    "slack_channel_ids": ("slack_channel_id", None),
    "speeds": ("speed", ("fast", "standard")),
    "user_profile_ids": ("user_profile_id", None),
    "workspace_ids": ("workspace_id", None),
}

#: What a filter calls a value that is null in the rows.
NULLS = {"api_key_ids": "", "inference_geos": "not_available"}


def values_of(world: World, dimension: str) -> Values:
    """How to read a dimension off a fact, in this kind of organisation."""
    company = world.company
    if world.kind == "enterprise" and dimension in CONSOLE_ONLY:
        return lambda fact: (None,)
    if dimension == "rbac_group_id":
        return lambda fact: _groups(company, fact)
    if dimension == "workspace_id":
        return lambda fact: (company.workspace(fact.workspace_id).id,)
    read = READERS[dimension]
    return lambda fact: (read(fact),)


def _groups(company: Company, fact: Fact) -> tuple[str | None, ...]:
    """Every group the user was in on that day: one person counts in each of them."""
    day = fact.at.date()
    return tuple(group.id for group in company.groups if group.has(fact.user_id, day)) or (None,)


READERS: dict[str, Callable[[Fact], Hashable]] = {
    "actor": actor_of,
    "actor_type": lambda fact: _first(actor_of(fact)),
    "agent_id": lambda fact: fact.managed and fact.managed.agent_id,
    "api_key_id": lambda fact: fact.api_key_id,
    "claude_tag_category": lambda fact: fact.slack and fact.slack.category,
    "claude_tag_user_id": lambda fact: fact.slack and fact.slack.user_id,
    "context_window": lambda fact: fact.context_window,
    "deployment_id": lambda fact: fact.managed and fact.managed.deployment_id,
    "environment_id": lambda fact: fact.managed and fact.managed.environment_id,
    "inference_geo": lambda fact: fact.inference_geo,
    "model": lambda fact: fact.model,
    "organization_id": lambda fact: None,
    "product": lambda fact: fact.product,
    "service_tier": lambda fact: fact.service_tier,
    "session_id": lambda fact: fact.managed and fact.managed.session_id,
    "slack_channel_id": lambda fact: fact.slack and fact.slack.channel_id,
    "speed": lambda fact: fact.speed,
    "user_profile_id": lambda fact: fact.user_profile_id,
}


def _first(actor: Actor | None) -> str | None:
    return actor[0] if actor else None


def filter_of(world: World, query: Query) -> Callable[[Fact], bool]:
    """Which facts the filters let through: OR inside one, AND between them."""
    tests: list[Callable[[Fact], bool]] = []
    for name, (dimension, allowed) in FILTERS.items():
        wanted = query.texts(name, allowed)
        if wanted:
            tests.append(_test(world, name, dimension, wanted))
    return lambda fact: all(test(fact) for test in tests)


def _test(world: World, name: str, dimension: str, wanted: tuple[str, ...]) -> Callable[[Fact], bool]:
    if world.kind == "enterprise" and dimension in CONSOLE_ONLY:
        return lambda fact: False
    if dimension == "organization_id":
        raise bad("organization_ids: requires an API key created at the parent organization level")
    null = NULLS.get(name)
    accepted: set[Hashable] = {None if value == null else value for value in wanted}
    read = values_of(world, dimension)
    if dimension == "actor":
        return lambda fact: _tagged(actor_of(fact)) in accepted
    return lambda fact: not accepted.isdisjoint(read(fact))


def _tagged(actor: Actor | None) -> object:
    """An actor's id; an identity of a cloud has none, and nobody has none: neither is ever matched."""
    return actor[1] if actor else False
