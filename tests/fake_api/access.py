"""Which credential opens which door.

Anthropic: Admin API overview; Enterprise Analytics API; service accounts. An ordinary workspace key is
no credential at all for an organisation's endpoints (401); a key of the right organisation without
the scope gets 403 with the scope's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from .refusals import Refusal, bad
from .world import Ask, Json, World

VERSIONS = ("2023-06-01", "2026-10-21")
Area = Literal["admin", "analytics", "enterprise", "people", "groups", "me", "oauth", "batches", "messages"]


@dataclass(frozen=True)
class Keys:
    """The four credentials of an organisation."""

    admin: str = "sk-ant-admin01-not-a-real-key"
    analytics: str = "sk-ant-api01-not-a-real-key"
    workspace: str = "sk-ant-api03-not-a-real-key"
    oauth: str = "sk-ant-oat01-not-a-real-token"

    def kind(self, headers: Mapping[str, str]) -> str:
        """Which of them a request carries; 401 for none of them."""
        given = headers.get("x-api-key")
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if given is None and scheme.lower() == "bearer":
            given = bearer.strip()
        if not given:
            raise Refusal(401, "x-api-key or Authorization header is required")
        known = {
            self.admin: "admin",
            self.analytics: "analytics",
            self.workspace: "workspace",
            self.oauth: "oauth",
        }
        if given not in known:
            raise Refusal(401, "invalid x-api-key")
        return known[given]


@dataclass(frozen=True)
class Route:
    """An endpoint: where it belongs, what answers it, and how it is asked."""

    area: Area
    answer: Callable[[Ask], Json | bytes]
    method: str = "GET"


def check_version(headers: Mapping[str, str]) -> None:
    """Every request names the version of the API it speaks."""
    version = headers.get("anthropic-version")
    if version is None:
        raise bad("anthropic-version: header is required")
    if version not in VERSIONS:
        raise bad(f'anthropic-version: "{version}" is not a valid version')


def check_door(key: str, route: Route, world: World) -> None:
    """401 for a key of the wrong kind, 404 where the organisation has no such thing, 403 without scope."""
    if route.area in ("batches", "messages"):
        if key != "workspace":
            raise Refusal(401, "This endpoint requires a workspace API key (sk-ant-api03-...)")
        return
    if key == "workspace":
        raise Refusal(401, "This endpoint requires an Admin API key, not a workspace API key")
    if not _exists(route.area, world):
        raise Refusal(404, "Not found")
    scope = _missing(key, route.area, world)
    if scope:
        raise Refusal(403, f"The credential is missing the required scope: {scope}")


def _exists(area: Area, world: World) -> bool:
    if world.kind == "enterprise":
        return area in ("analytics", "enterprise", "people", "groups", "me")
    if area == "analytics":
        return world.has_analytics
    return area in ("admin", "people", "me", "oauth")


def _missing(key: str, area: Area, world: World) -> str | None:
    """The scope a credential lacks."""
    if area == "oauth":
        return (
            None if key == "oauth" else "org:admin (an OAuth access token; Admin API keys are not accepted)"
        )
    if world.kind == "enterprise":
        return None if key == "analytics" else "read:analytics"
    return "org:admin" if key == "analytics" else None
