"""The text of config.yaml -> plain values; what YAML itself would swallow without a word is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from etl.errors import SettingsError

_MERGE = "tag:yaml.org,2002:merge"


def read_text(path: Path) -> dict[str, Any]:
    """The file's values. Raises SettingsError naming file, line and remedy."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be opened ({error.strerror}).", "Set MIS_CONFIG to your config.yaml."
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text ({error.reason}).", "Save it with encoding UTF-8.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that does not exist
        raise SettingsError(f"{path} cannot be read: {error}", "Mend the line it names.") from None
    if not isinstance(raw, dict):
        raise SettingsError(
            f"{path} holds no settings.", "It needs municipality, org_units and sources (docs/settings.md)."
        )
    return raw


class _Loader(yaml.SafeLoader):
    """A key written twice is refused: YAML would keep the last one."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            name = (key.tag, str(key.value))
            if name in seen and key.tag != _MERGE:
                problem = f"'{key.value}' stands twice; keep one"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)
