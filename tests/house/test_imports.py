"""The dependency rule: dashboard imports little of etl, etl nothing of dashboard, components no database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.house.source import Module, is_below, modules

# what dashboard may know of etl
OF_ETL = (
    "etl.warehouse.query",
    "etl.indicators",
    "etl.requests",
    "etl.entries",  # what people enter becomes a file in a drop folder
    "etl.contracts",
    "etl.settings",
    "etl.errors",
    "etl.calendar_th",
)
ALSO = {
    "dashboard.cli": ("etl.commands", "etl.scheduler", "etl.command_line"),
    # opening a connection: the app on the warehouse, access on the people's own tables
    "dashboard.app": ("etl.warehouse.engine",),
    "dashboard.access.database": ("etl.warehouse.engine", "etl.warehouse.migrate"),
    "dashboard.secret": ("etl.secret_file",),
    "dashboard.people_commands": ("etl.command_line", "etl.output"),
    # /readyz says whether the warehouse stands at this program's migration
    "dashboard.health": ("etl.warehouse.migrate",),
}
DRAWING = ("dashboard.components", "dashboard.figures")
# what a page is put together from
OF_PAGES = (
    "dashboard.components", "dashboard.figures", "dashboard.reports", "dashboard.readers", "dashboard.rows",
    "dashboard.source_readers", "dashboard.source_rows", "dashboard.source_ground", "dashboard.org_unit_names",
    "dashboard.targets_rows",
    "dashboard.lateness",
    "dashboard.access",
    "dashboard.text", "dashboard.registry", "dashboard.context", "dashboard.address", "dashboard.section",
)  # fmt: skip
PEN = ("etl.warehouse.engine", "etl.warehouse.migrate", "etl.warehouse.upsert", "sqlalchemy.create_engine")


def dashboard_to_etl(module: Module, imported: str) -> bool:
    """Dashboard knows only the named doors of etl."""
    if not is_below(module.name, "dashboard") or not is_below(imported, "etl"):
        return True
    return is_below(imported, *OF_ETL, *ALSO.get(module.name, ()))


def etl_to_dashboard(module: Module, imported: str) -> bool:
    """etl never imports dashboard."""
    return not (is_below(module.name, "etl") and is_below(imported, "dashboard"))


def drawing_is_pure(module: Module, imported: str) -> bool:
    """A component or figure is a function of its data: no database, no readers, no access, no request."""
    if not is_below(module.name, *DRAWING):
        return True
    reaches = ("sqlalchemy", "flask", "etl.warehouse", "etl.settings", "dashboard.readers", "dashboard.pages")
    return not is_below(imported, *reaches) and not is_below(imported, "dashboard.access", "dashboard.cache")


def pages_are_put_together(module: Module, imported: str) -> bool:
    """A page takes from components, figures, reports, readers, access and text; never from another page's insides."""
    if not is_below(module.name, "dashboard.pages") or not is_below(imported, "dashboard"):
        return True
    is_reader = imported.split(".")[1].endswith("_readers")  # each system's page queries have a module of their own
    return is_reader or is_below(imported, *OF_PAGES, "dashboard.pages")


def pages_leave_sql_alone(module: Module, imported: str) -> bool:
    """Only readers.py asks the warehouse."""
    return not (is_below(module.name, "dashboard.pages") and is_below(imported, "sqlalchemy", "etl.warehouse"))


def contracts_hold_no_connection(module: Module, imported: str) -> bool:
    """A contract says what rows mean; it never opens a connection."""
    return not (is_below(module.name, "etl.contracts") and is_below(imported, *PEN))


RULES: tuple[Callable[[Module, str], bool], ...] = (
    dashboard_to_etl,
    etl_to_dashboard,
    drawing_is_pure,
    pages_are_put_together,
    pages_leave_sql_alone,
    contracts_hold_no_connection,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_imports_keep_the_rule(rule: Callable[[Module, str], bool]) -> None:
    broken = [
        f"{module.where(line)} imports {imported}"
        for module in modules("etl", "dashboard")
        for imported, line in module.imports()
        if not rule(module, imported)
    ]
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "name", "imported"),
    [
        (dashboard_to_etl, "dashboard.app", "etl.pipeline.run_source"),
        (dashboard_to_etl, "dashboard.start", "etl.scheduler"),
        (etl_to_dashboard, "etl.status", "dashboard.text"),
        (drawing_is_pure, "dashboard.components.tile", "sqlalchemy.Engine"),
        (pages_leave_sql_alone, "dashboard.pages.overview", "etl.warehouse.query.load"),
        (pages_are_put_together, "dashboard.pages.overview", "dashboard.app"),
        (contracts_hold_no_connection, "etl.contracts.complaints", "etl.warehouse.engine.make_engine"),
    ],
)
def test_rule_sees_a_breach(rule: Callable[[Module, str], bool], name: str, imported: str) -> None:
    breaker = Module.__new__(Module)
    breaker.__dict__["name"] = name
    assert not rule(breaker, imported)


def test_imports_inside_functions_are_seen() -> None:
    names = {imported for module in modules("dashboard") for imported, _ in module.imports()}
    assert "dashboard.app.create_app" in names  # serve.py imports it inside a method
