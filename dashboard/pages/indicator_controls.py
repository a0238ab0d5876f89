"""The controls of the editor: each field with its words, help, choices, and room for what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.editor_readers import PlanChoice
from dashboard.pages.indicator_fields import LEVELS, NOTHING, FormField
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.messages import catalogue
from etl.contracts.catalogue import CONTRACTS
from etl.indicators.fields import title_of

Options = Mapping[str, list[dict[str, str]]]
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": ("tracked", "context", "checklist", "reference"),
    "direction": ("higher", "lower", "range", "none"),
    "frequency": ("weekly", "monthly", "quarterly", "half_yearly", "annual", "every_2_years"),
    "data_source": ("system", "hand", "none"),
    "is_stepped": ("no", "yes"),
}
PLAN_WORDS = {
    "search": "search", "clear_search": "clear", "clear_selection": "clear", "select_all": "all",
    "deselect_all": "clear", "selected_count": "count", "no_options_found": "none",
}  # fmt: skip
PAUSE_SECONDS = 0.4  # of typing, before what was typed is looked at


def read_options(context: PageContext) -> Options:
    """The choices of each list, in the reader's language."""
    lang = context.lang
    made = {
        name: [{"value": value, "label": t(f"indicator_editor.{name}_{value}", lang)} for value in values]
        for name, values in CHOICES.items()
    }
    made["direction"].insert(0, {"value": NOTHING, "label": t("indicator_editor.choose", lang)})
    units = context.data.rows("pages/frame_org_units")
    owners = [{"value": u.code, "label": str(u.name_th if lang == "th" else u.name_en)} for u in units]
    made["owner"] = [{"value": NOTHING, "label": t("indicator_editor.no_owner", lang)}, *owners]
    systems = [{"value": c.name, "label": c.th if lang == "th" else c.en} for c in CONTRACTS.values()]
    made["contract"] = [{"value": NOTHING, "label": t("indicator_editor.no_contract", lang)}, *systems]
    return made


@dataclass(frozen=True)
class Controls:
    """What all controls of a form share; `kept` names the form in the browser, where what was typed is held."""

    options: Options
    plans: Sequence[PlanChoice]
    kept: str
    lang: str
    is_fixed: bool  # the code stands already

    def draw(self, field: FormField, value: Any) -> html.Div:
        """A labelled control, its help, and what is wrong with it (filled by the callback)."""
        title = title_of(field.title, self.lang)
        if field.name in LEVELS:
            title = t("indicator_editor.level", self.lang, number=LEVELS.index(field.name) + 1)
        about = f"indicator_editor.about_{field.name}"
        parts = [
            html.Label(title, htmlFor=f"ind-{field.name}", className="field__title"),
            self._draw_control(field, value),
            html.Div(t(about, self.lang), className="field__help") if about in catalogue() else None,
            html.Div(id=f"ind-fault-{field.name}", className="field__fault", role="alert"),
        ]
        classes = [
            "field",
            f"field--{field.shape}",
            "field--wide" * field.is_wide,
            f"only-{field.when}" * bool(field.when),
        ]
        return html.Div([part for part in parts if part is not None], className=" ".join(filter(None, classes)))

    def _draw_control(self, field: FormField, value: Any) -> Any:
        held: Any = {"id": f"ind-{field.name}", "value": value, "persistence": self.kept, "persistence_type": "session"}
        if field.shape == "plans":
            words: Any = {name: t(f"indicator_editor.plans_{word}", self.lang) for name, word in PLAN_WORDS.items()}
            hint = t("indicator_editor.plans_choose", self.lang)
            return dcc.Dropdown(
                options=self._offer_plans(value),
                multi=True,
                placeholder=hint,
                labels=words,
                optionHeight="auto",
                **held,
            )
        held["size"] = "sm"
        if field.shape == "select":
            return dbc.Select(options=self.options[field.name], **held)
        held |= {"debounce": PAUSE_SECONDS}
        if field.shape == "area":
            class_name = "formula-input" if field.name == "formula" else ""
            return dbc.Textarea(rows=field.rows, className=class_name, spellCheck="false", **held)
        held |= {"inputMode": "decimal"} if field.shape == "number" else {}
        return dbc.Input(type="text", readonly=self.is_fixed and field.name == "code", autoComplete="off", **held)

    def _offer_plans(self, chosen: Sequence[str]) -> list[dict[str, str]]:
        """Every node of every plan; the links that are there stay among them as they are, of whatever edition."""
        titles = {(p.plan, p.node): p.text_th for p in reversed(self.plans)}
        kept = {}
        for key in chosen:
            plan, _, node = key.split("|", 2)
            kept[(plan, node)] = (key, f"{plan} {node} {titles.get((plan, node), '')}".strip())
        offered = {
            (p.plan, p.node, p.edition): (f"{p.plan}|{p.edition}|{p.node}", f"{p.plan} {p.node} {p.text_th}")
            for p in self.plans
            if (p.plan, p.node) not in kept
        }
        return [{"value": value, "label": label} for value, label in [*kept.values(), *offered.values()]]
