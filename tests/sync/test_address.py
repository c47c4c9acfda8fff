"""A key is sent over TLS, or to this machine; nowhere else."""

from __future__ import annotations

import pytest

from claudecost.errors import BadConfig
from claudecost.sync.address import DEFAULT, base_url


def test_the_address_is_the_argument_else_the_environment_else_anthropics() -> None:
    environ = {"ANTHROPIC_BASE_URL": "https://gateway.example/anthropic/"}
    assert base_url("https://other.example", environ) == "https://other.example"
    assert base_url(None, environ) == "https://gateway.example/anthropic"
    assert base_url(None, {}) == DEFAULT


@pytest.mark.parametrize(
    "url", ["http://localhost:8080", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:9"]
)
def test_plain_http_is_for_this_machine(url: str) -> None:
    assert base_url(url, {}) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api.anthropic.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://localhost@evil.example",
        "https://user:planted@api.example",
        "https://api.example?key=planted",
        "https://api.example\r\nx: planted",
        "ftp://api.example",
        "api.example",
        "https://",
        "https://[::1",
    ],
)
def test_an_address_a_key_must_not_go_to_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadConfig) as refused:
        base_url(url, {})
    assert "planted" not in str(refused.value)
