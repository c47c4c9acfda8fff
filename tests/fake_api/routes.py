"""Paths and what answers them."""

from __future__ import annotations

import re

from .access import Route
from .views import analytics, batches, claude_code, counting, enterprise, legacy, lists

ORGANIZATION = "/v1/organizations"
BATCHES = "/v1/messages/batches"

ROUTES = {
    f"{ORGANIZATION}/usage_report/messages": Route("admin", legacy.usage_report),
    f"{ORGANIZATION}/cost_report": Route("admin", legacy.cost_report),
    f"{ORGANIZATION}/usage_report/claude_code": Route("admin", claude_code.claude_code),
    f"{ORGANIZATION}/analytics/usage": Route("analytics", analytics.usage),
    f"{ORGANIZATION}/analytics/cost": Route("analytics", analytics.cost),
    f"{ORGANIZATION}/analytics/usage_report": Route("enterprise", enterprise.usage_report),
    f"{ORGANIZATION}/analytics/cost_report": Route("enterprise", enterprise.cost_report),
    f"{ORGANIZATION}/analytics/user_usage_report": Route("enterprise", enterprise.user_usage_report),
    f"{ORGANIZATION}/analytics/user_cost_report": Route("enterprise", enterprise.user_cost_report),
    f"{ORGANIZATION}/api_keys": Route("admin", lists.api_keys),
    f"{ORGANIZATION}/workspaces": Route("admin", lists.workspaces),
    f"{ORGANIZATION}/users": Route("people", lists.users),
    f"{ORGANIZATION}/service_accounts": Route("oauth", lists.service_accounts),
    f"{ORGANIZATION}/rbac_groups": Route("groups", lists.rbac_groups),
    f"{ORGANIZATION}/rbac_groups/([^/]+)/members": Route("groups", lists.rbac_members),
    f"{ORGANIZATION}/me": Route("me", lists.me),
    "/v1/messages/count_tokens": Route("messages", counting.count_tokens, "POST"),
    BATCHES: Route("batches", batches.batches),
    f"{BATCHES}/([^/]+)": Route("batches", batches.batch),
    f"{BATCHES}/([^/]+)/results": Route("batches", batches.results),
}


def route(path: str) -> tuple[Route, tuple[str, ...]] | None:
    """The endpoint of a path, and the ids in it."""
    for pattern, found in ROUTES.items():
        match = re.fullmatch(pattern, path)
        if match:
            return found, match.groups()
    return None
