"""Indicators as YAML, in the format of queries/indicators: read with the line of every part, and written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import yaml

from etl.indicators.definition_files import MAX_BYTES, Entry, FileRefusedError

HEAD = (
    "# ตัวชี้วัด: one block for each; `version` is the one this file was made from. Taken back by: mis indicators import\n"
)
MOST_NODES = 300_000


def read_yaml(content: bytes) -> list[Entry]:
    """The entries in their order. Raises FileRefusedError for what is no YAML with a list of `indicators`."""
    if len(content) > MAX_BYTES:
        raise FileRefusedError(f"The file is larger than {MAX_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError(f"Byte {error.start + 1} is no UTF-8; save the file as UTF-8.") from None
    try:
        # never the loader in C: brackets nested deep enough bring the whole process down with it
        root, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileRefusedError(
            f"This is no YAML: {error.problem or error.context}.", mark.line + 1 if mark else 0
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise FileRefusedError(f"This is no YAML ({type(error).__name__}).") from None
    if _weigh(root, {}) > MOST_NODES:
        raise FileRefusedError(f"The file comes to more than {MOST_NODES:,} parts.")
    listed = data.get("indicators") if isinstance(data, dict) else None
    node = _value_of(root, "indicators")
    if not isinstance(listed, list) or not isinstance(node, yaml.SequenceNode):
        raise FileRefusedError("`indicators:` with a list of definitions is missing.", 1)
    return [_read_entry(one, where) for one, where in zip(listed, node.value, strict=True)]


def _weigh(node: Any, known: dict[int, int]) -> int:
    """How many parts a node comes to when what it refers to is written out; one that holds itself has no end."""
    if id(node) not in known:
        known[id(node)] = MOST_NODES + 1
        inside = node.value if isinstance(node, yaml.CollectionNode) else ()
        parts = (part for one in inside for part in (one if isinstance(one, tuple) else (one,)))
        known[id(node)] = 1 + sum(_weigh(part, known) for part in parts)
    return known[id(node)]


def _read_entry(given: Any, node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise FileRefusedError("An indicator is written as `name: value` lines, from `code` on.", line)
    raw = {name: value for name, value in given.items() if name not in ("targets", "version")}
    lines, doubled = dict[str, int](), list[tuple[str, int]]()
    for name, at in _places(node, ""):
        if name in lines:
            doubled.append((name, at))
        lines.setdefault(name, at)
    return Entry(line, raw, given.get("targets"), given.get("version"), lines, tuple(doubled))


def _places(node: yaml.Node, prefix: str, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Dotted names of the parts written in this node itself, with their lines; what it merges in stands elsewhere."""
    if depth > 3:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                yield f"{prefix}{key.value}", key.start_mark.line + 1
                yield from _places(value, f"{prefix}{key.value}.", depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield f"{prefix}{number}", value.start_mark.line + 1
            yield from _places(value, f"{prefix}{number}.", depth + 1)


def _value_of(node: Any, name: str) -> Any:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if getattr(key, "value", None) == name), None)


class _Dumper(yaml.SafeDumper):
    """Exact numbers, lists for tuples, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", format(number.normalize(), "f"))


_Dumper.add_representer(Decimal, _write_number)
_Dumper.add_representer(tuple, lambda dumper, items: dumper.represent_list(list(items)))


def write_yaml(blocks: Sequence[dict[str, Any]]) -> bytes:
    """Blocks of plain values (text, numbers, lists, mappings) under `indicators:`."""
    body = yaml.dump({"indicators": list(blocks)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return (HEAD + body).encode()


def write_flow(value: Any) -> str:
    """One value on one line: `{kind: even, start: 10}`."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")
