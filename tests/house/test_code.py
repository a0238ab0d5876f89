"""What no file may do: read the environment, build SQL from strings, evaluate text, name a machine, go undescribed."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from etl.settings import PROJECT
from tests.house.source import Module, is_below, modules

LONG = 300
ALL = modules("etl", "dashboard")
SQL_TEXT = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index|view)\s|"
    r"alter\s+table\s|drop\s+table\s|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)
MACHINE_PATH = re.compile(r"(?<!HOME=)(?<![\w.}~-])/(?:root|tmp|work|home/\w+|Users/\w+)(?:/|\b)")


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.name)
def test_module_opens_with_its_promise(module: Module) -> None:
    if module.text.strip():
        assert ast.get_docstring(module.tree), f"{module.name} has no docstring: say in one sentence what it promises"


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.name)
def test_only_settings_reads_the_environment(module: Module) -> None:
    if module.name == "etl.settings":
        return
    found = [
        module.where(node.lineno)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv", "environb")
    ]
    found += [module.where(line) for name, line in module.imports() if name in ("os.environ", "os.getenv")]
    found += [module.where(n.lineno) for n in _strings(module) if n.value == "config.yaml"]
    assert not found, f"ask etl.settings instead: {found}"


def _strings(module: Module) -> list[ast.Constant]:
    docs = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.name)
def test_nothing_is_evaluated_or_unpickled(module: Module) -> None:
    """Formulas have their own grammar; pickles and `eval` run whatever they are given."""
    found = [
        f"{module.where(node.lineno)} {ast.unparse(node.func)}()"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec", "compile", "__import__"))
            or (isinstance(node.func, ast.Attribute) and node.func.attr in ("eval", "read_pickle", "to_pickle"))
        )
    ]
    forbidden = ("pickle", "marshal", "shelve", "dill", "joblib", "numexpr", "diskcache")
    found += [f"{module.where(line)} {name}" for name, line in module.imports() if is_below(name, *forbidden)]
    assert not found, found


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.name)
def test_sql_is_never_built_from_strings(module: Module) -> None:
    """An f-string, % or format that opens like a statement: bind parameters or use SQLAlchemy's expressions."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0] if node.values else None
            opening = first.value if isinstance(first, ast.Constant) else ""
            if any(isinstance(v, ast.FormattedValue) for v in node.values) and SQL_TEXT.match(
                f"{opening} x from y set "
            ):
                found.append(module.where(node.lineno))
        elif _is_formatted(node) and SQL_TEXT.match(_formatted_text(node)):
            found.append(module.where(node.lineno))
    assert not found, found


def _is_formatted(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return isinstance(node.left, ast.Constant)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and isinstance(node.func.value, ast.Constant)
    )


def _formatted_text(node: ast.AST) -> str:
    constant = node.left if isinstance(node, ast.BinOp) else node.func.value  # type: ignore[attr-defined]
    return str(constant.value)


@pytest.mark.parametrize("module", [m for m in ALL if is_below(m.name, "dashboard")], ids=lambda m: m.name)
def test_dashboard_holds_no_sql_text(module: Module) -> None:
    if is_below(module.name, "dashboard.access.migrations"):
        return
    found = [module.where(node.lineno) for node in _strings(module) if SQL_TEXT.match(str(node.value))]
    found += [module.where(line) for name, line in module.imports() if name == "sqlalchemy.text"]
    assert not found, f"put it under queries/pages and read it in readers.py: {found}"


def _tracked_text_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        return [str(m.path.relative_to(PROJECT)) for m in ALL]
    endings = (".py", ".sql", ".yaml", ".yml", ".md", ".toml", ".css", ".js", ".json", "Makefile", ".sh", "run")
    return [name for name in listed.stdout.splitlines() if name.endswith(endings)]


def test_no_file_names_a_machine() -> None:
    found = []
    for name in _tracked_text_files():
        path = PROJECT / name
        if name == "tests/house/test_code.py" or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            hit = MACHINE_PATH.search(line)
            if hit and not line.strip().endswith("# a path of the machine under test"):
                found.append(f"{name}:{number} {hit[0]}")
    assert not found, found


def test_sql_text_is_recognised() -> None:
    for statement in ("select a from b", "  INSERT into t values (1)", "update t set a = 1", "with x as (select 1)"):
        assert SQL_TEXT.match(statement)
    for prose in ("select an indicator", "Update the page", "with care", "delete this", "insert"):
        assert not SQL_TEXT.match(prose)


def test_machine_paths_are_recognised() -> None:
    for path in ("/root/x", "see /tmp/a", "'/work/main'", "/home/somchai/mis"):
        assert MACHINE_PATH.search(path)
    for path in ("tests/work/a", "https://a.b/tmp", "~/work/", "/opt/mis", "/srv/home"):
        assert not MACHINE_PATH.search(path)


def test_long_files_are_few() -> None:
    """Not a limit but a question: is each of these one thought?"""
    allowed = {
        "dashboard/readers.py": "one function for each page query",
        "etl/pipeline.py": "one recorded run, from its opening to its settling",
        "etl/settings.py": "one reader of config.yaml and the environment",
        "etl/warehouse/tables/__init__.py": "every table of the warehouse beside its grain",
    }
    lists = (".migrations.", ".contracts.")  # a contract is one list of fields, with what each means
    grown = [m for m in ALL if m.text.count("\n") > LONG and not any(part in m.name for part in lists)]
    long = {str(m.path.relative_to(PROJECT)): m.text.count("\n") for m in grown}
    unexplained = {name: lines for name, lines in long.items() if name not in allowed}
    assert not unexplained, f"over {LONG} lines: split, or say here why it is one thought: {unexplained}"
