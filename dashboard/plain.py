"""A component tree as the plain dicts that the browser gets, to be kept and written many times."""

from __future__ import annotations

import json
from operator import is_
from typing import Any

import plotly
from dash.development.base_component import Component

# what a component of Dash holds beside its properties
_INTERNAL = frozenset({"available_properties", "available_wildcard_properties"})
_PLAIN = (str, int, float, bool, type(None))
_EXACTLY = frozenset(_PLAIN)
_MANY = (list, tuple)


def as_plain(value: Any) -> Any:
    """The same as writing it as JSON and reading that again, at a fifth of the cost.

    What is most of a page, its texts, is known by its very type: asking whether it is a component costs more. What is
    plain already is given back itself, not a copy: nobody changes a tree that was drawn.
    """
    if type(value) in _EXACTLY:
        return value
    if isinstance(value, _MANY):
        made = [one if type(one) in _EXACTLY else as_plain(one) for one in value]
        return value if type(value) is list and all(map(is_, made, value)) else made
    if isinstance(value, dict):
        changed = {key: new for key, one in value.items() if (new := as_plain(one)) is not one}
        return value | changed if changed else value
    if isinstance(value, Component):
        own = {key: one for key, one in vars(value).items() if key[0] != "_" and key not in _INTERNAL}
        return {"props": as_plain(own), "type": value._type, "namespace": value._namespace}
    return value if isinstance(value, _PLAIN) else json.loads(plotly.io.json.to_json_plotly(value))
