"""The small buttons beside a table that save it as a file."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.icons import icon
from dashboard.text import t

ICONS = {"xlsx": "file-earmark-spreadsheet", "csv": "filetype-csv"}


def export_links(title: str, links: Mapping[str, str], lang: str) -> html.Div:
    """One link for each ending; `title` is the table's."""
    return html.Div(
        [
            html.A(
                [icon(ICONS[ending]), html.Span(ending.upper() if ending == "csv" else "Excel")],
                href=href,
                title=t(f"export.{ending}", lang, title=title),
                className="export-link",
                **aria(label=t(f"export.{ending}", lang, title=title)),
            )
            for ending, href in links.items()
        ],
        className="export-links no-print",
    )
