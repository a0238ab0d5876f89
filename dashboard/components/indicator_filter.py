"""What is asked of the list of indicators: the address -> a question; what is not on the lists is as if not given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from etl.indicators.listing import Listed

KINDS = ("tracked", "context", "checklist", "reference")
GROUPS = ("strategy", "plan", "department", "system", "status", "changed")
# in the order people look at them; `proposed` waits for approval
STATUSES = (
    "off_track", "at_risk", "on_track", "stale", "proposed", "no_target", "no_data", "not_due", "not_connected",
)  # fmt: skip
NOBODY = "none"
MAX_TEXT = 60


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """One list of one kind; `owner` is the code of an org_unit, or `none`: nobody named yet; `plan` its code."""

    kind: str = KINDS[0]
    group: str = GROUPS[0]
    text: str = ""
    status: str = ""
    owner: str = ""
    plan: str = ""


def read_list_question(params: Mapping[str, str], owners: Collection[str], plans: Collection[str]) -> ListQuestion:
    owner = params.get("owner", "")
    return ListQuestion(
        kind=_choose(params.get("kind", ""), KINDS),
        group=_choose(params.get("group", ""), GROUPS),
        text=" ".join(params.get("q", "").split())[:MAX_TEXT],
        status=params.get("status", "") if params.get("status", "") in STATUSES else "",
        owner=owner if owner == NOBODY or owner in owners else "",
        plan=params.get("plan", "") if params.get("plan", "") in plans else "",
    )


def shown_status(found: Listed) -> str:
    """Its status; one that waits for the approval of its target says so."""
    return "proposed" if found.is_proposed else found.status


def passes(found: Listed, question: ListQuestion) -> bool:
    """Whether an indicator of any kind has all words asked for, the owner and the status."""
    if question.owner and (found.owner or NOBODY) != question.owner:
        return False
    if question.status and shown_status(found) != question.status:
        return False
    if question.plan and question.plan not in {link.plan for link in found.plan_links}:
        return False
    if not question.text:
        return True
    inside = f"{found.code} {found.name_th} {found.name_en} {found.description_th} {found.unit_th}".lower()
    return all(word in inside for word in question.text.lower().split())


def _choose(asked: str, known: Sequence[str]) -> str:
    return asked if asked in known else known[0]
