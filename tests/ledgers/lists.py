"""Pages of the lists that say what ids stand for."""

from __future__ import annotations

import json


def keys_page(*keys: tuple[str, str]) -> str:
    """The list of API keys: id and name."""
    data = [
        {
            "id": key,
            "type": "api_key",
            "name": name,
            "status": "active",
            "workspace_id": "wrkspc_Platform",
            "created_at": "2026-01-01T00:00:00Z",
            "created_by": {"id": "user_1", "type": "user"},
            "partial_key_hint": "sk-ant-api03-R2D...igAA",
        }
        for key, name in keys
    ]
    return json.dumps({"data": data, "has_more": False, "first_id": keys[0][0], "last_id": keys[-1][0]})


def workspaces_page(*workspaces: tuple[str, str]) -> str:
    data = [
        {
            "id": one,
            "type": "workspace",
            "name": name,
            "created_at": "2026-01-01T00:00:00Z",
            "archived_at": None,
            "display_color": "#6C5BB9",
        }
        for one, name in workspaces
    ]
    return json.dumps({"data": data, "has_more": False, "first_id": "a", "last_id": "b"})
