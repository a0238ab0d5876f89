"""What a page offers beside its tables: saving them as files."""

from __future__ import annotations

from typing import Any

from dashboard.components.export import export_links
from dashboard.registry import PageContext
from dashboard.reports.catalogue import EXPORTERS
from dashboard.reports.export import FORMATS


def export_tools(context: PageContext, name: str, title: str, **params: str | None) -> Any | None:
    """The two small buttons beside a table; none for a role that may not export."""
    if context.person.role not in EXPORTERS:
        return None
    links = {ending: context.href(f"/export/{name}.{ending}", **params) for ending in FORMATS}
    return export_links(title, links, context.lang)
