"""The message catalogues: every text on screen by its English id, in Thai and English.

catalogue/<topic>.yaml holds `name: {th: ..., en: ...}`; the id is `<topic>.<name>`. Both languages stand side by side,
so neither can be forgotten: a file where one is missing, or where their {fields} differ, does not load.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("th", "en")
CATALOGUE = Path(__file__).parent / "catalogue"


def t(message_id: str, lang: str, **values: object) -> str:
    """The text of a message id in a language (`th`, `en`), its {fields} filled; KeyError for an unknown id."""
    text = catalogue()[message_id][lang]
    return text.format(**values) if values else text


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All messages: id -> language -> text."""
    messages: dict[str, Mapping[str, str]] = {}
    for file in sorted(CATALOGUE.glob("*.yaml")):
        for name, texts in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items():
            messages[f"{file.stem}.{name}"] = _checked(f"{file.stem}.{name}", texts)
    return messages


def fields_of(text: str) -> set[str]:
    """Names of the {fields} in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _checked(message_id: str, texts: Mapping[str, str]) -> Mapping[str, str]:
    if set(texts) != set(LANGUAGES) or not all(isinstance(x, str) and x.strip() for x in texts.values()):
        raise ValueError(f"{message_id}: wants a text in each of {', '.join(LANGUAGES)}, has {dict(texts)!r}")
    if fields_of(texts["th"]) != fields_of(texts["en"]):
        raise ValueError(f"{message_id}: the {{fields}} of th and en differ")
    return texts
