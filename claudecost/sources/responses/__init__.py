"""Whatever logs single Messages responses outside Claude Code: batch results, own logs, clouds, gateways."""

from .paths import LogPaths
from .reading import read_responses
from .recognise import recognise_responses, why_not

__all__ = ["LogPaths", "read_responses", "recognise_responses", "why_not"]
