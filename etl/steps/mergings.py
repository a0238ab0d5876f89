"""How the batches of each contract are merged."""

from __future__ import annotations

from etl.contracts.catalogue import find_contract
from etl.contracts.complaints import COMPLAINTS
from etl.steps.complaints_merging import ComplaintsMerging
from etl.steps.merging import Merging

_OWN = {COMPLAINTS.name: ComplaintsMerging}


def find_merging(contract: str) -> Merging:
    return _OWN.get(contract, Merging)(find_contract(contract))
