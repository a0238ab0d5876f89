"""A config.yaml of the two complaint sources alone, for tests that are about sources and not about systems."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import yaml

from etl.settings import PROJECT


@cache
def write_two_sources(*further: str) -> str:
    """The path of the project's own config.yaml, cut down to `complaints`, `traffy` and those named."""
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [source for source in config["sources"] if source["name"] in ("complaints", "traffy", *further)]
    file = Path(mkdtemp(prefix="mis-config-")) / "config.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return str(file)
