"""A mark of the code that makes the samples: a database made by other code is built anew."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path


def _mark_rules() -> str:
    mark = blake2b(digest_size=8)
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        mark.update(file.read_bytes())
    return mark.hexdigest()


RULES = _mark_rules()
