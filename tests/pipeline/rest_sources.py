"""The REST sources that docs/sources.md shows, so that what people copy from there is what is tested."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from etl.settings import PROJECT


@cache
def shown(name: str) -> dict[str, Any]:
    """The block of a source, as it stands there."""
    text = (PROJECT / "docs/sources.md").read_text(encoding="utf-8")
    blocks = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    return next(block for block in blocks if isinstance(block, dict) and block.get("name") == name)
