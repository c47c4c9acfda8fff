"""Who, with what and where: the labels of a row, whichever endpoint it comes from.

Group keys are spelled alike everywhere; the newer endpoints put them into an object of their own, the older
ones beside the figures (Anthropic: Usage and Cost Analytics API).
"""

from __future__ import annotations

from typing import NamedTuple

from ..ledger import DEFAULT_WORKSPACE
from ..usage import word
from .node import Node

#: `group.actor.type`, and what we call it; another type is kept as it came.
ACTOR_TYPES = {
    "user_actor": "user",
    "service_account_actor": "service_account",
    "api_actor": "api_key",
    "federated_actor": "federated",
}

#: Spelled with a hyphen by the older Enterprise reports.
PRODUCTS = {"claude-tag": "claude_tag"}

#: What identifies a federated identity that has no subject, by the kind of its provider.
PROVIDER_IDS = ("account_id", "subscription_id", "project_number", "issuer")


class Actor(NamedTuple):
    """Who caused the traffic: user, service_account, api_key or federated; e-mail address, else an id."""

    type: str | None
    id: str | None


NOBODY = Actor(None, None)


class Labels(NamedTuple):
    """A row's labels in the words of the ledgers, except what makes up its profile."""

    workspace_id: str | None
    workspace: str | None
    api_key_id: str | None
    actor: Actor
    product: str | None
    context_window: str | None


def labels(of: Node, null_is_default: bool) -> Labels:
    """The labels in a `group` object or on a flat row.

    `null_is_default`: workspaces are told apart, and null stands for the one without a name.
    """
    workspace_id = of.maybe_text("workspace_id")
    product = of.maybe_text("product")
    return Labels(
        workspace_id=workspace_id,
        workspace=DEFAULT_WORKSPACE if null_is_default and workspace_id is None else None,
        api_key_id=of.maybe_text("api_key_id"),
        actor=actor_of(of),
        product=PRODUCTS.get(product, product) if product else None,
        context_window=of.maybe_text("context_window"),
    )


def profile_labels(of: Node) -> tuple[str | None, str | None, str | None, str | None]:
    """Model as it came; speed, service tier and geography in lower case."""
    geo = word(of.maybe_text("inference_geo"))
    return (
        of.maybe_text("model"),
        word(of.maybe_text("speed")),
        word(of.maybe_text("service_tier")),
        None if geo == "not_available" else geo,
    )


def actor_of(of: Node) -> Actor:
    """Who the row says it was: an actor object (newer), or account and service account ids (older)."""
    actor = of.maybe_object("actor")
    if actor is not None:
        return _actor(actor)
    if account := of.maybe_text("account_id"):
        return Actor("user", account)
    if service_account := of.maybe_text("service_account_id"):
        return Actor("service_account", service_account)
    kind = of.maybe_text("actor_type")
    return Actor(ACTOR_TYPES.get(kind, kind), None) if kind else NOBODY


def _actor(actor: Node) -> Actor:
    kind = actor.text("type")
    if kind == "user_actor":
        # Older documentation says `email`; the address is null once the account is deleted.
        email = actor.maybe_text("email_address") or actor.maybe_text("email")
        return Actor("user", email.lower() if email else actor.maybe_text("user_id"))
    if kind == "service_account_actor":
        return Actor("service_account", actor.text("service_account_id"))
    if kind == "api_actor":
        key = actor.maybe_text("api_key_id") or actor.maybe_text("api_key_name")
        return Actor("api_key", key)
    if kind == "federated_actor":
        return Actor("federated", actor.maybe_text("subject") or _provider(actor))
    return Actor(kind, None)


def _provider(actor: Node) -> str | None:
    provider = actor.maybe_object("provider")
    if provider is None:
        return None
    return next((found for key in PROVIDER_IDS if (found := provider.maybe_text(key))), None)
