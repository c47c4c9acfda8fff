"""What was asked to get a page, as far as anybody knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """The question a page answers; without it nulls are ambiguous ("not grouped" or "nobody").

    `endpoint` is one of the names `recognise_page` gives. `group_by` is in the API's words, None for a page
    somebody saved. `since` and `until` are ISO dates (UTC, `until` excluded) or None, `bucket_width` is as
    asked. `organization` is the label figures are kept under. `traffic` is `api`, `subscription`, or None:
    told from the rows. `pulled_at` is when the page came, or a saved file's modification time (RFC 3339).
    """

    endpoint: str
    group_by: tuple[str, ...] | None
    since: str | None
    until: str | None
    bucket_width: str | None
    organization: str
    traffic: str | None
    pulled_at: str
