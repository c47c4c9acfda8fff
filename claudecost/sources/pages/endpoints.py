"""The endpoints there are, and what the API's group keys are called here.

Anthropic: Usage and Cost API; Usage and Cost Analytics API; Claude Code Analytics API; Admin API reference.
"""

from __future__ import annotations

USAGE_REPORT = "usage-report"
COST_REPORT = "cost-report"
ANALYTICS_USAGE = "analytics-usage"
ANALYTICS_COST = "analytics-cost"
OLDER_USAGE = "analytics-usage-report"
OLDER_COST = "analytics-cost-report"
USER_USAGE = "analytics-user-usage-report"
USER_COST = "analytics-user-cost-report"
CLAUDE_CODE = "claude-code-report"
MESSAGE_BATCHES = "message-batches"
EMPTY_PAGE = "empty-page"

#: Lists that turn ids into names, and the kind of `Name` each gives.
LISTS = {
    "api-keys": "api_key",
    "workspaces": "workspace",
    "users": "user",
    "service-accounts": "service_account",
    "rbac-groups": "group",
    "organization": "organization",
}

#: Endpoints whose rows are amounts owed.
COSTS = frozenset({COST_REPORT, ANALYTICS_COST, OLDER_COST, USER_COST})

#: Endpoints that put rows into buckets of time, empty ones included.
BUCKETED = frozenset({USAGE_REPORT, COST_REPORT, OLDER_USAGE, OLDER_COST})

#: Legacy since 2026-10-29: Console organisations only, and null for the default workspace.
LEGACY = frozenset({USAGE_REPORT, COST_REPORT})

#: The reports only Enterprise organisations have.
ENTERPRISE = frozenset({OLDER_USAGE, OLDER_COST, USER_USAGE, USER_COST})

#: Group keys and the dimension of the ledgers each one is. Keys that are not here keep rows apart, no more.
DIMENSIONS_OF = {
    "workspace_id": ("workspace",),
    "api_key_id": ("api_key",),
    "account_id": ("actor",),
    "service_account_id": ("actor",),
    "actor": ("actor",),
    "product": ("product",),
    "model": ("model",),
    "service_tier": ("service_tier",),
    "context_window": ("context_window",),
    "inference_geo": ("geo",),
    "speed": ("speed",),
    "cost_type": ("cost_type",),
    "token_type": ("token_type",),
    # "parsed from description": whoever groups by it gets all of these
    "description": ("model", "cost_type", "token_type", "service_tier", "context_window", "geo"),
}

#: Endpoints whose rows are always told apart by some keys, whatever is asked for.
FIXED_KEYS = {
    USER_USAGE: ("actor",),
    USER_COST: ("actor",),
    CLAUDE_CODE: ("actor", "product", "model"),
}

#: A person in two groups counts fully in both: rows grouped so overlap, and their sum is no total.
OVERLAPPING = frozenset({"rbac_group_id"})
