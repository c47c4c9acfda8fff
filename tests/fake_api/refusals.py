"""Answers that are errors, in the shape the API gives them.

Anthropic: Errors. The body is JSON with a type, a message and the id of the request.
"""

from __future__ import annotations

from typing import Any

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}

MESSAGES = {
    400: "Invalid request.",
    401: "invalid x-api-key",
    402: "There is a problem with your billing or payment information.",
    403: "The API key is missing the required scope: read:analytics",
    404: "Not found",
    409: "The request conflicts with another one.",
    413: "Request exceeds the maximum allowed size.",
    429: "This request would exceed your organization's rate limit. Please try again later.",
    500: "Internal server error",
    504: "The request timed out.",
    529: "Overloaded",
}


class Refusal(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, message: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message or MESSAGES.get(status, "error")


def bad(message: str) -> Refusal:
    """A 400: the request is wrong as it is."""
    return Refusal(400, message)


def body(status: int, message: str, request_id: str) -> dict[str, Any]:
    """The JSON of an error."""
    kind = TYPES.get(status, "api_error")
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": request_id}
