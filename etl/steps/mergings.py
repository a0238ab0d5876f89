"""How the batches of each contract are merged."""

from __future__ import annotations

from etl.contracts.catalogue import find_contract
from etl.contracts.complaints import COMPLAINTS
from etl.contracts.it_repair import IT_REPAIR
from etl.steps.complaints_merging import ComplaintsMerging
from etl.steps.it_repair_merging import ItRepairMerging
from etl.steps.merging import Merging

_OWN = {COMPLAINTS.name: ComplaintsMerging, IT_REPAIR.name: ItRepairMerging}


def find_merging(contract: str) -> Merging:
    return _OWN.get(contract, Merging)(find_contract(contract))
