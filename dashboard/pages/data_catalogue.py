"""บัญชีข้อมูล: what is read of each system, what for, and how it is kept; straight from the contracts."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.drawer import facts
from dashboard.components.field_table import field_table, say_note
from dashboard.components.section import section_card
from dashboard.registry import PageContext
from dashboard.source_ground import DataGround
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.contracts.base import Contract, Entity, PersonalData
from etl.contracts.catalogue import CONTRACTS


def draw_catalogue(context: PageContext, ground: DataGround) -> Any:
    """Every contract this program knows, also one no source is connected for."""
    lead = html.P(t("catalog.note", context.lang), className="soft")
    cards = [_draw_contract(contract, ground, context.lang) for contract in CONTRACTS.values()]
    return html.Div([lead, *cards], className="catalogue")


def _draw_contract(contract: Contract, ground: DataGround, lang: str) -> Any:
    read = [s.title(lang) for s in ground.sources if s.contract == contract.name and s.is_connected]
    note = t("catalog.sources", lang, sources=" · ".join(read)) if read else t("catalog.no_sources", lang)
    matters_first = sorted(contract.entities, key=lambda entity: entity.is_optional)
    body = [_draw_entity(entity, lang) for entity in matters_first]
    return section_card(contract.th if lang == "th" else contract.en, body, note=note)


def _draw_entity(entity: Entity, lang: str) -> html.Section:
    mixed = sum(field.personal is PersonalData.MIXED for field in entity.fields)
    counted = t("catalog.class_counts", lang, fields=format_number(len(entity.fields)), mixed=format_number(mixed))
    about = [
        (t("catalog.purpose", lang), say_note(entity.purpose, lang)),
        (t("catalog.retention", lang), say_note(entity.retention, lang)),
        (t("catalog.class", lang), counted),
        (t("catalog.table", lang), html.Code(entity.fact)),
    ]
    title = html.H3(entity.th if lang == "th" else entity.en, className="entity__title")
    return html.Section([title, facts(about), field_table(entity, lang)], className="entity")
