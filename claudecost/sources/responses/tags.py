"""Labels a caller gave a request, as the JSON object an origin keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: Tags are for attribution; what does not fit in here is no label but a payload.
LONGEST_TAGS = 4096


def tags_text(tags: Mapping[str, Any]) -> str | None:
    """The texts among some tags as a JSON object, None for none; what does not fit is left out."""
    kept: dict[str, str] = {}
    length = len("{}")
    for key in sorted(tags):
        if not isinstance(value := tags[key], str) or not value:
            continue
        more = len(_text({key: value}))
        if length + more <= LONGEST_TAGS:
            kept[key] = value
            length += more
    return _text(kept) if kept else None


def _text(tags: Mapping[str, str]) -> str:
    return json.dumps(tags, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
