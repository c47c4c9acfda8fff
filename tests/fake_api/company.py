"""An organisation: its workspaces, keys, people and batches, and everything that happened in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from .facts import Fact

FOUNDED = datetime(2026, 1, 2, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Workspace:
    id: str
    name: str
    tags: dict[str, str] = field(default_factory=dict)
    archived_at: datetime | None = None
    created_at: datetime = FOUNDED


@dataclass(frozen=True)
class Key:
    """An API key; `workspace_id` None is the default workspace."""

    id: str
    name: str
    workspace_id: str | None = None
    status: str = "active"
    created_by: str | None = None
    principal: str | None = None
    created_at: datetime = FOUNDED


@dataclass(frozen=True)
class User:
    id: str
    email: str
    name: str | None
    role: str = "developer"
    deleted: bool = False
    account_uuid: str = ""


@dataclass(frozen=True)
class ServiceAccount:
    id: str
    name: str
    description: str | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True)
class Member:
    """Somebody's time in a group: first day in, first day out."""

    user_id: str
    since: date = date(2026, 1, 2)
    until: date = date.max


@dataclass(frozen=True)
class Group:
    """A group of the identity provider; people may be in several."""

    id: str
    name: str
    members: tuple[Member, ...]
    source_type: str = "scim"

    def has(self, user_id: str | None, day: date) -> bool:
        """Whether the user was in it on that UTC day."""
        return any(one.user_id == user_id and one.since <= day < one.until for one in self.members)


@dataclass(frozen=True)
class Item:
    """One request of a batch: the fact it became, if it succeeded."""

    custom_id: str
    outcome: str
    fact: Fact | None = None


@dataclass(frozen=True)
class Batch:
    id: str
    workspace_id: str | None
    created_at: datetime
    ended_at: datetime | None
    items: tuple[Item, ...]
    archived_at: datetime | None = None


@dataclass(frozen=True)
class Company:
    """Everything a scenario says. `default` is the default workspace's real id and name."""

    id: str
    name: str
    facts: tuple[Fact, ...]
    default: Workspace
    workspaces: tuple[Workspace, ...] = ()
    keys: tuple[Key, ...] = ()
    users: tuple[User, ...] = ()
    service_accounts: tuple[ServiceAccount, ...] = ()
    groups: tuple[Group, ...] = ()
    batches: tuple[Batch, ...] = ()
    now: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)
    key_workspace_id: str | None = None

    def workspace(self, workspace_id: str | None) -> Workspace:
        """A workspace by its id; None is the default one."""
        return self._by_id.get(workspace_id or self.default.id, self.default)

    def key(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def user(self, user_id: str) -> User | None:
        return next((user for user in self.users if user.id == user_id), None)

    @property
    def _by_id(self) -> dict[str, Workspace]:
        return {one.id: one for one in (self.default, *self.workspaces)}
