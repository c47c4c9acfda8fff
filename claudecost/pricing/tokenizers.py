"""Which models count text how, and two of them to compare their tokenizers with."""

from __future__ import annotations

from datetime import date

from claudecost.errors import Misuse
from claudecost.pricing.book import Book
from claudecost.pricing.finding import find
from claudecost.pricing.rows import Model
from claudecost.pricing.timeline import spans

#: Whom to ask for a count, where they are still there; else the newest that is.
PREFERRED = ("claude-sonnet-4-6", "claude-opus-5-5")


def is_active(model: Model, day: date) -> bool:
    """Whether Anthropic's own API still has the model on a day."""
    return model.released <= day and (model.retired is None or day < model.retired)


def usual_pair(book: Book, day: date) -> tuple[Model, Model]:
    """An active model of each of the two newest tokenizers, the older first; raises Misuse without two."""
    order = [row.id for row in sorted(book.tokenizers, key=lambda row: row.start)]
    found = [model for name in order if (model := _asked_of(book, name, day)) is not None]
    if len(found) < 2:
        raise Misuse("there are no two tokenizers to compare", hint="name two models: --models A,B")
    return found[-2], found[-1]


def _asked_of(book: Book, tokenizer: str, day: date) -> Model | None:
    """The model to ask for counts of a tokenizer; None where all of its models are retired."""
    models = [model for model in book.models if model.tokenizer == tokenizer and is_active(model, day)]
    return max(models, key=lambda model: (model.id in PREFERRED, model.released), default=None)


def named_pair(book: Book, names: str, day: date) -> tuple[Model, Model]:
    """Two models by their names, comma between them, the one with the older tokenizer first.

    Raises Misuse for another number of names, for a name that is none, for a model that is retired, and for
    two that count alike.
    """
    asked = [name.strip() for name in names.split(",") if name.strip()]
    if len(asked) != 2:
        raise Misuse(f"--models {names} is not two models", hint="write them like --models A,B")
    one, other = (find(book, name) for name in asked)
    for model in (one, other):
        if not is_active(model, day):
            raise Misuse(
                f"{model.id} is retired: nobody counts its tokens any more",
                hint="`claudecost tokenizer list` shows the ratios that were published",
            )
        if model.tokenizer is None:
            raise Misuse(f"the price book does not say which tokenizer {model.id} has")
    if one.tokenizer == other.tokenizer:
        raise Misuse(
            f"{one.id} and {other.id} have the same tokenizer ({one.tokenizer}): there is nothing to measure",
            hint=f"the usual two are {' and '.join(model.id for model in usual_pair(book, day))}",
        )
    since = {row.id: row.start for row in book.tokenizers}
    first, second = sorted((one, other), key=lambda model: since[str(model.tokenizer)])
    return first, second


def ratio_rows(book: Book, day: date) -> list[dict[str, object]]:
    """Every published ratio in force on a day, as `tokenizer list` shows it."""
    return [
        {
            "content": row.content,
            "from_tokenizer": row.from_tokenizer,
            "to_tokenizer": row.to_tokenizer,
            "low": row.low,
            "likely": row.likely,
            "high": row.high,
            "source": f"{row.source} ({row.confidence})",
            "since": row.start.isoformat(),
        }
        for row in (span.row for span in spans(book.ratios) if span.covers(day))
    ]
