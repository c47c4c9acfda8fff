"""How many tokens one's own texts have for each of two models, as the service counts them.

Counting is free, and answered by the model's own tokenizer (Anthropic: Token
counting). What goes out are the texts; what comes back, and all that is kept,
are numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .address import base_url
from .package import Errand, Gone, client, key_of, our_words
from .texts import Text, bundles
from .trouble import ChangedAnswer, SyncTrouble

if TYPE_CHECKING:
    from anthropic import Anthropic

ENDPOINT = "/v1/messages/count_tokens"

ERRAND = Errand(
    to_do="count tokens",
    failed="the tokens could not be counted",
    key="an API key of any workspace",
    about_key="counting is free, and takes an API key of any workspace",
    again="run the same command again later; nothing has been kept",
)

#: One token for every tokenizer: what is counted beyond it is the message around a text.
ONE_TOKEN = "a"


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of content: how many texts of how many bytes, and their tokens for each model."""

    content: str
    texts: int
    size: int
    tokens: tuple[int, int]


def host_of(url: str | None, environ: Mapping[str, str]) -> str:
    """Whom texts would be sent to; raises BadConfig for an address a key may not be sent to."""
    return urlsplit(base_url(url, environ)).netloc


def check_key(environ: Mapping[str, str]) -> None:
    """Raises KeyTrouble (77) where there is no key to count with."""
    key_of(environ, ERRAND)


def count(
    kinds: Mapping[str, Sequence[Text]],
    models: tuple[str, str],
    environ: Mapping[str, str],
    url: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Counted]:
    """The tokens of each kind of texts for two models.

    `progress` is told how many requests have been answered. Raises KeyTrouble and ApiKeyRefused (77),
    BadConfig for an address a key may not be sent to, SyncTrouble (69); no error holds anything of a text.
    """
    done = 0
    with client(environ, base_url(url, environ), ERRAND) as package:

        def tokens(model: str, text: str) -> int:
            nonlocal done
            found = _tokens(package, model, text)
            done += 1
            progress(done)
            return found

        around = {model: max(0, tokens(model, ONE_TOKEN) - 1) for model in models}

        def of(texts: Sequence[Text], model: str) -> int:
            return sum(max(1, tokens(model, bundle) - around[model]) for bundle in bundles(texts))

        return [
            Counted(
                content,
                len(texts),
                sum(text.size for text in texts),
                (of(texts, models[0]), of(texts, models[1])),
            )
            for content, texts in kinds.items()
        ]


def requests_of(kinds: Mapping[str, Sequence[Text]]) -> int:
    """How many requests counting these takes, for two models."""
    return 2 + 2 * sum(1 for texts in kinds.values() for _ in bundles(texts))


def _tokens(package: Anthropic, model: str, text: str) -> int:
    try:
        with our_words(ENDPOINT, ERRAND, may_be_gone=True):
            found = package.messages.count_tokens(model=model, messages=[{"role": "user", "content": text}])
    except Gone:
        raise SyncTrouble(
            ENDPOINT,
            f"the service does not count for {model} (any more)",
            "name two models it still has: --models A,B",
        ) from None
    if type(found.input_tokens) is not int or found.input_tokens < 0:
        raise ChangedAnswer(ENDPOINT, "the service answered without a count")
    return found.input_tokens
