"""Tokens of a text for a model, without any answer to it.

Anthropic: Token counting. What the fake counts is made up, the same every time: four characters are a
token of the older tokenizer, and the newer one has more of them, depending on what the text is.
"""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from ..refusals import Refusal, bad
from ..world import Ask, Json

OLDER = ("claude-haiku-4-5-20251001", "claude-haiku-4-5", "claude-opus-4-6", "claude-sonnet-4-6")
NEWER = ("claude-opus-4-7", "claude-opus-5", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")

#: Tokens for one of the older: of what has a `def` or an `import`, of what has braces, of other text.
PYTHON, BRACES, PROSE = Decimal("1.25"), Decimal("1.15"), Decimal("1.45")


def count_tokens(ask: Ask) -> Json:
    """`POST /v1/messages/count_tokens`: of plain text messages only."""
    ask.query.only(())
    try:
        asked = json.loads(ask.body)
    except ValueError:
        raise bad("The request body is not valid JSON") from None
    if not isinstance(asked, dict) or not asked.get("messages"):
        raise bad("messages: Field required")
    text = "".join(_text(message) for message in asked["messages"])
    return {"input_tokens": counted(str(asked.get("model")), text)}


def counted(model: str, text: str) -> int:
    """The tokens of a text; 404 for a model the service has not (any more)."""
    if model in OLDER:
        return _up(Decimal(len(text)) / 4)
    if model in NEWER:
        return _up(Decimal(len(text)) / 4 * _ratio(text))
    raise Refusal(404, f"model: {model}")


def _ratio(text: str) -> Decimal:
    if "def " in text or "import " in text:
        return PYTHON
    return BRACES if "{" in text else PROSE


def _text(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str) or not content.strip():
        raise bad("messages: text content blocks must be non-empty")
    return content


def _up(tokens: Decimal) -> int:
    return int(tokens.to_integral_value(ROUND_CEILING))
