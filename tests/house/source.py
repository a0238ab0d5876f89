"""The project's own Python files as syntax trees, for the tests that hold the code to the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from etl.settings import PROJECT


@dataclass
class Module:
    """One Python file of etl/ or dashboard/."""

    path: Path

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(PROJECT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    def imports(self) -> Iterator[tuple[str, int]]:
        """(module imported, line), wherever in the file it stands; `from a import b` gives `a.b` too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if node.level == 0:
            return node.module or ""
        package = self.name.split(".")
        is_package = self.path.name == "__init__.py"
        kept = package[: len(package) - node.level + is_package]
        return ".".join([*kept, *([node.module] if node.module else [])])

    def where(self, line: int) -> str:
        return f"{self.path.relative_to(PROJECT)}:{line}"


def modules(*packages: str) -> list[Module]:
    """Every module below the packages (`etl`, `dashboard`)."""
    return [
        Module(path)
        for package in packages
        for path in sorted((PROJECT / package).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def is_below(name: str, *packages: str) -> bool:
    """`etl.indicators.store` is below `etl.indicators`, and so is `etl.indicators` itself."""
    return any(name == package or name.startswith(package + ".") for package in packages)
