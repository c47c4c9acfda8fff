"""Whose usage it is: the user, else the service account, else the cloud's identity, else the key.

Anthropic: Usage and Cost Analytics API, `actor`.
"""

from __future__ import annotations

from typing import Any

from ..company import Company
from ..facts import Fact, Federated

#: An actor as a key to group by: its type, and its id or the cloud's identity.
Actor = tuple[str, str | Federated]


def actor_of(fact: Fact) -> Actor | None:
    """The one identity a fact is attributed to, if any."""
    if fact.user_id:
        return ("user_actor", fact.user_id)
    if fact.service_account_id:
        return ("service_account_actor", fact.service_account_id)
    if fact.federated:
        return ("federated_actor", fact.federated)
    return ("api_actor", fact.api_key_id) if fact.api_key_id else None


def is_deleted(company: Company, actor: Actor | None) -> bool:
    """Whether it is a user whose account is gone."""
    if actor is None or actor[0] != "user_actor":
        return False
    user = company.user(str(actor[1]))
    return user is not None and user.deleted


def actor_json(company: Company, actor: Actor | None) -> dict[str, Any] | None:
    """An actor as the API shows it."""
    if actor is None:
        return None
    kind, who = actor
    if isinstance(who, Federated):
        provider = {"type": who.type, **dict(who.details)}
        return {"type": kind, "provider": provider, "subject": who.subject}
    if kind == "user_actor":
        return _user(company, who)
    field = "service_account_id" if kind == "service_account_actor" else "api_key_id"
    return {"type": kind, field: who}


def _user(company: Company, user_id: str) -> dict[str, Any]:
    user = company.user(user_id)
    gone = user is None or user.deleted
    return {
        "type": "user_actor",
        "user_id": user_id,
        "deleted": gone,
        "email_address": None if user is None or gone else user.email,
        "name": "Deleted User" if user is None or gone else user.name,
    }
