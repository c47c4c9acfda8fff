"""Whether a model id may be Claude's: clouds and gateways log every vendor's models in one file."""

from __future__ import annotations

import re

#: Bedrock's names for something a customer defined; they do not say which model is behind them.
_OPAQUE = re.compile(r"(?:.*/)?arn:[^:]*:bedrock:.*(?:application-inference-profile|provisioned-model)/.*")


def may_be_claude(model_id: str | None) -> bool:
    """True for ids that name Claude or Anthropic, and for those that name no model at all."""
    name = (model_id or "").lower()
    return "claude" in name or "anthropic" in name or _OPAQUE.fullmatch(name) is not None
