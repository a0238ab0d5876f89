"""The docs are true: every setting, variable, command, option and page stands in them; their example is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import yaml
from pydantic import BaseModel

from dashboard.app import create_app, find_pages
from dashboard.cli import main
from dashboard.registry import Registry
from etl.contracts.agreement import check_agreement
from etl.settings import PROJECT, Config, Settings
from etl.source_grants import Account, write_rights
from etl.source_settings import DatabaseReader, Frozen
from tests.house.source import modules

DOCS = PROJECT / "docs"


def _text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


# --- settings ---------------------------------------------------------------------------------------------------


def _models(parent: type[BaseModel] = Frozen) -> Iterator[type[BaseModel]]:
    for model in parent.__subclasses__():
        yield model
        yield from _models(model)


KEYS = sorted({name for model in _models() for name in model.model_fields})


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_documented(key: str) -> None:
    assert re.search(rf"`(\w+\.)?{key}`", _text("docs/settings.md")), f"docs/settings.md does not explain `{key}`"


def _example() -> dict[str, object]:
    blocks = re.findall(r"```yaml\n(.*?)```", _text("docs/settings.md"), re.DOTALL)
    return next(block for block in map(yaml.safe_load, blocks) if "municipality" in block)


def test_the_example_is_accepted_and_complete() -> None:
    """It parses as a configuration, agrees with the contracts, and shows every key at least once."""
    example = _example()
    check_agreement(Config.model_validate(example))
    shown: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            shown.update(map(str, value))
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(example)
    assert set(KEYS) <= shown, f"the example does not show {sorted(set(KEYS) - shown)}"


def test_documented_defaults_are_the_real_ones() -> None:
    text = _text("docs/settings.md")
    assert f"`{DatabaseReader.model_fields['page_rows'].default}`" in text
    source = Config.model_fields["sources"].annotation.__args__[0]  # type: ignore[union-attr]
    assert f"`{source.model_fields['sweep_schedule'].default}`" in text
    assert f"`{source.model_fields['delete_guard_share'].default}`" in text


def _variables() -> set[str]:
    settings = _text("etl/settings.py")
    return set(re.findall(r'env(?:\.get\(|\[)"(MIS_[A-Z_]+)"', settings))


def test_variables_are_found() -> None:
    assert {"MIS_HOME", "MIS_PORT", "MIS_WAREHOUSE_URL", "MIS_SECRET_KEY"} <= _variables()


@pytest.mark.parametrize("variable", sorted(_variables()))
def test_every_variable_is_documented(variable: str) -> None:
    assert f"`{variable}" in _text("docs/settings.md")


def test_no_other_variable_is_documented() -> None:
    of_tests = {"MIS_REAL_DATA"}
    shown = set(re.findall(r"`(MIS_[A-Z_]+)", _text("docs/settings.md")))
    unknown = {v for v in shown - _variables() - of_tests if not v.startswith("MIS_SOURCE_")}
    assert not unknown, f"documented, but nothing reads {unknown}"


# --- commands ---------------------------------------------------------------------------------------------------


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(_commands(main))


def _sections() -> dict[str, str]:
    parts = re.split(r"^## `mis ([^`]+)`$", _text("docs/commands.md"), flags=re.MULTILINE)
    return {re.split(r" (?=[\[A-Z-])", title)[0]: body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented_with_its_options(name: str) -> None:
    sections = _sections()
    assert name in sections, f"docs/commands.md has no section `mis {name}`"
    command = COMMANDS[name]
    assert command.help, f"mis {name} has no help"
    title = next(
        t for t in re.findall(r"^## `mis ([^`]+)`$", _text("docs/commands.md"), re.MULTILINE) if t.startswith(name)
    )
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            option = next(o for o in parameter.opts if o.startswith("--"))
            assert option in sections[name] + title, f"docs/commands.md: `mis {name}` does not tell of {option}"


def test_no_other_command_is_documented() -> None:
    assert set(_sections()) == set(COMMANDS)


def test_tables_can_be_json() -> None:
    """Commands that print rows offer --json."""
    silent = {"schedule", "serve", "start", "db upgrade", "sample build", "indicators approve"}
    silent |= {"indicators close", "indicators reopen"}
    silent |= {"sources grants", "sources sheet", "indicators export"}  # a script, documents
    acting = {"user add", "user disable", "user passwd"}
    for name, command in COMMANDS.items():
        has_json = any("--json" in p.opts for p in command.params)
        assert has_json == (name not in silent | acting), name


@pytest.mark.parametrize("file", ["README.md", *sorted(f"docs/{p.name}" for p in DOCS.glob("*.md"))])
def test_docs_name_only_real_commands_and_files(file: str) -> None:
    text = _text(file)
    for found in re.findall(r"`(?:\.venv/bin/)?mis ([a-z]+(?: [a-z]+)?)", text):
        first = found.split()[0]
        assert any(name == found or name.split()[0] == first for name in COMMANDS), f"{file}: mis {found}"
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((PROJECT / file).parent / target).exists(), f"{file} links to {target}, which is not there"


def test_named_paths_exist() -> None:
    """Folders and files CONTRIBUTING sends people to are there."""
    text = _text("CONTRIBUTING.md")
    for path in re.findall(r"`((?:etl|dashboard|queries|tests|docs)/[\w./-]*)`", text):
        assert (PROJECT / path).exists(), f"CONTRIBUTING.md names {path}"


# --- pages ------------------------------------------------------------------------------------------------------


def _registry() -> Registry:
    registry = Registry()
    for page in find_pages():
        page.register(registry)
    return registry


def test_every_page_is_documented() -> None:
    text = _text("docs/pages.md")
    pages = _registry().pages
    assert pages, "no pages registered"
    missing = [path for path in pages if f"| `{path}` |" not in text]
    assert not missing, f"docs/pages.md does not show {missing}"


def test_every_other_address_is_documented(make_settings: Callable[..., Settings]) -> None:
    text = _text("docs/pages.md")
    rules = [rule.rule for rule in create_app(make_settings()).server.url_map.iter_rules()]
    ours = {"/" + rule.split("/")[1] for rule in rules if not rule.startswith(("/_", "/<", "/assets"))}
    assert {"/login", "/healthz"} <= ours
    missing = [address for address in ours if f"`{address}" not in text]
    assert not missing, f"docs/pages.md does not tell of {missing}"


# --- the rest ---------------------------------------------------------------------------------------------------


def test_the_grants_shown_are_those_printed() -> None:
    """docs/sources.md shows the script of `mis sources grants complaints`, for a host of its own."""
    source = Config.model_validate(yaml.safe_load(_text("config.yaml"))).sources[0]
    script = write_rights(source, "mariadb", Account("mis_reader", "<a fresh password>", "10.0.0.15"))
    statements = [line for line in script.splitlines() if not line.startswith("--")]
    blocks = re.findall(r"```sql\n(.*?)```", _text("docs/sources.md"), re.DOTALL)
    shown = next(block for block in blocks if "grant select" in block)
    assert [line.strip() for line in shown.strip().splitlines()] == [line.strip() for line in statements]


def test_changelog_has_entries() -> None:
    unreleased = _text("CHANGELOG.md").split("## Unreleased")[1].split("\n## ")[0]
    assert len(re.findall(r"^- ", unreleased, re.MULTILINE)) >= 3


def test_every_indicator_and_measure_is_defined() -> None:
    text = _text("docs/definitions.md")
    for path in sorted((PROJECT / "queries/indicators").glob("*.yaml")):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]:
            assert f"| {seed['code']} | {seed['name_th']} |" in text, seed["code"]
    for path in sorted((PROJECT / "queries/measures").glob("*.yaml")):
        for family in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            for measure in family:
                names = {f"`{measure}`", f"`{measure.removeprefix('complaints_')}`"}
                assert any(name in text for name in names), measure


def test_statuses_are_the_contracts() -> None:
    from etl.contracts.complaints import STATUSES, URGENCIES

    text = _text("docs/definitions.md")
    for status in STATUSES:
        assert f"| `{status.code}` | {status.th} | {status.phase} |" in text
    for urgency in URGENCIES:
        assert f"{urgency.th} {urgency.standard_days}" in text


def test_ci_runs_make_test() -> None:
    script = Path(PROJECT / ".ci" / "run")
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[:2] == ["#!/usr/bin/env bash", "set -euo pipefail"]
    assert "make test" in script.read_text()


def test_no_module_is_missing_from_the_walk() -> None:
    assert {"etl.settings", "dashboard.cli", "etl.contracts.complaints"} <= {
        m.name for m in modules("etl", "dashboard")
    }
