"""Holds the body of a callback request to the callback's own declaration, so Dash never meets one it did not make.

Stock Dash answers 500 to most malformed bodies and takes arguments by position whatever their ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from dash._utils import split_callback_id
from flask import Request
from werkzeug.exceptions import BadRequest

KEYS = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
MAX_DEPTH = 60
_HALF = re.compile("[\ud800-\udfff]")


def read_output(request: Request, callback_map: Mapping[str, Any]) -> str:
    """The id of the callback asked for; BadRequest unless every part of the body fits its declaration."""
    try:
        body = request.get_json()
    except RecursionError:
        raise BadRequest("too deep") from None
    _want(isinstance(body, dict) and set(body) <= KEYS, "body")
    output = body.get("output")
    _want(isinstance(output, str) and "callback" in callback_map.get(output, {}), "output")
    declared = callback_map[output]
    _check_values(body, MAX_DEPTH)
    _check_slots(body.get("inputs", []), declared["inputs"], "inputs")
    _check_slots(body.get("state", []), declared["state"], "state")
    _check_outputs(body.get("outputs"), output, declared)
    _check_changed(body.get("changedPropIds", []))
    _check_parsed(body.get("parsedChangedPropsIds", []))
    return str(output)


def _check_slots(given: Any, declared: list[dict[str, Any]], what: str) -> None:
    _want(isinstance(given, list) and len(given) == len(declared), what)
    for slot, promise in zip(given, declared, strict=True):
        pattern = _read_id(promise["id"])
        if isinstance(pattern, dict) and any(v in (["ALL"], ["ALLSMALLER"]) for v in pattern.values()):
            _want(isinstance(slot, list), what)
            for one in slot:
                _check_slot(one, pattern, promise["property"], what)
        else:
            _check_slot(slot, pattern, promise["property"], what)


def _check_slot(slot: Any, pattern: Any, prop: str, what: str) -> None:
    _want(isinstance(slot, dict) and set(slot) <= {"id", "property", "value"}, what)
    _want(slot.get("property") == prop and _is_id(slot.get("id"), pattern), what)


def _check_outputs(given: Any, output: str, declared: Mapping[str, Any]) -> None:
    if declared.get("no_output"):
        _want(given in (None, []), "outputs")
        return
    promised = split_callback_id(output)
    is_list = isinstance(promised, list)
    _want(isinstance(given, list if is_list else dict), "outputs")
    flat_given, flat_promised = (given, promised) if is_list else ([given], [promised])
    _want(len(flat_given) == len(flat_promised), "outputs")
    for slot, promise in zip(flat_given, flat_promised, strict=True):
        pattern = _read_id(promise["id"].replace("\\.", "."))
        many = isinstance(pattern, dict) and any(v in (["ALL"], ["ALLSMALLER"]) for v in pattern.values())
        _want(isinstance(slot, list) == many, "outputs")
        for one in slot if many else [slot]:
            _want(isinstance(one, dict) and set(one) <= {"id", "property"}, "outputs")
            prop = one.get("property")
            _want(isinstance(prop, str) and prop.split("@")[0] == promise["property"].split("@")[0], "outputs")
            _want(_is_id(one.get("id"), pattern), "outputs")


def _check_changed(given: Any) -> None:
    if isinstance(given, dict):
        _want(all(isinstance(k, str) for k in given), "changedPropIds")
        return
    _want(isinstance(given, list) and all(isinstance(item, str) and "." in item for item in given), "changedPropIds")


def _check_parsed(given: Any) -> None:
    """The same once more as the browser reads it: a name, or the parts of an id that stands for many."""
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict):
            _want(all(isinstance(value, str | int | float | bool) for value in item.values()), "parsedChangedPropsIds")
        else:
            _check_changed([item])


def _is_id(given: Any, pattern: Any) -> bool:
    if not isinstance(pattern, dict):
        return bool(given == pattern)
    if not isinstance(given, dict) or set(given) != set(pattern):
        return False
    plain = (str, int, float, bool)
    return all(isinstance(given[k], plain) and (isinstance(v, list) or given[k] == v) for k, v in pattern.items())


def _read_id(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text


def _check_values(value: Any, left: int) -> None:
    """Raises BadRequest for what is nested too deep, and for half a character (a lone surrogate): no text to answer."""
    _want(left > 0, "depth")
    if isinstance(value, str):
        _want(value.isascii() or not _HALF.search(value), "text")
    elif isinstance(value, dict):
        for inner in (*value, *value.values()):
            _check_values(inner, left - 1)
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, left - 1)


def _want(is_right: bool, what: str) -> None:
    if not is_right:
        raise BadRequest(f"{what} is not as declared")
