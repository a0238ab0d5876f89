"""A callback asked for as a browser does, from its own declaration: only the values that matter are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages.site import TestSite, ask, slot


def call(
    site: TestSite, browser: FlaskClient, first_output: str, given: Mapping[str, Any], *, changed: str
) -> TestResponse:
    """`given` maps `id.property` to a value; of an id that stands for many, `name.property` maps to {key: value}."""
    output = next(name for name in site.app.callback_map if name.strip(".").startswith(first_output))
    declared = site.app.callback_map[output]
    pairs = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    outputs = [{"id": component, "property": prop} for component, prop in pairs]
    return ask(
        browser,
        {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [_fill(one, given) for one in declared["inputs"]],
            "state": [_fill(one, given) for one in declared["state"]],
            "changedPropIds": [changed],
        },
    )


def _fill(declared: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    component, prop = declared["id"], declared["property"]
    if not component.startswith("{"):
        return slot(component, prop, given.get(f"{component}.{prop}"))
    [name] = json.loads(component)
    values = given.get(f"{name}.{prop}", {})
    return [slot({name: key}, prop, value) for key, value in values.items()]


def answered(answer: TestResponse, component: str, prop: str = "children") -> Any:
    """What the callback gave for one of its outputs; null where it left it alone."""
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    if answer.status_code == 204:
        return None
    return answer.get_json()["response"].get(component, {}).get(prop)
