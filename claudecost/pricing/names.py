"""The names models go by: one name means one model, and own rows may add names to a shipped model."""

from __future__ import annotations

from dataclasses import replace

from claudecost.errors import BadConfig
from claudecost.pricing.rows import OWN, Model


def fold(models: list[Model]) -> list[Model]:
    """All models, with the names own rows add to shipped ones folded in; raises BadConfig."""
    folded: dict[str, Model] = {}
    owners: dict[str, str] = {}
    for model in models:
        there = folded.get(model.id)
        if there is not None and model.layer == OWN and there.layer != OWN:
            _only_adds_names(model)
            _claim(owners, model, [])
            folded[model.id] = replace(there, spellings=there.spellings + model.spellings)
        else:
            _claim(owners, model, [model.id])
            folded[model.id] = model
    return list(folded.values())


def _claim(owners: dict[str, str], model: Model, names: list[str]) -> None:
    """Note whose every name is; raises BadConfig for one that is taken."""
    for name in (*names, *(spelling for _, spelling in model.spellings)):
        owner = owners.get(name.lower())
        if owner is not None:
            both = f"for {owner} and for {model.id}" if owner != model.id else f"both times for {owner}"
            raise BadConfig(
                f"the name {name} stands twice: {both}",
                where=model.place,
                hint="a name means one model only; remove one of them",
            )
        owners[name.lower()] = model.id


def _only_adds_names(model: Model) -> None:
    """Refuse an own row that would change what the shipped book says of a model; raises BadConfig."""
    bare = replace(model, name=model.id, released=model.start, family=None, tokenizer=None)
    bare = replace(bare, context_tokens=None, deprecated=None, retired=None, not_before=None)
    if model != bare:
        raise BadConfig(
            f"{model.id} is in the shipped book: an own row can only add `spellings` to it",
            where=model.place,
            hint="leave out the other keys, or give the model an id of its own",
        )
