"""How the batches of each contract are merged."""

from __future__ import annotations

from sqlalchemy import Engine, select, update

from etl.contracts.catalogue import CONTRACTS, find_contract
from etl.contracts.complaints import COMPLAINTS
from etl.contracts.it_repair import IT_REPAIR
from etl.lease import Lease
from etl.steps.complaints_merging import ComplaintsMerging
from etl.steps.it_repair_merging import ItRepairMerging
from etl.steps.merging import Merging
from etl.warehouse.bulk import give_memory
from etl.warehouse.measure_catalogue import derive_mark
from etl.warehouse.tables import etl_data_version

_OWN = {COMPLAINTS.name: ComplaintsMerging, IT_REPAIR.name: ItRepairMerging}


def find_merging(contract: str) -> Merging:
    return _OWN.get(contract, Merging)(find_contract(contract))


def derive_changed(engine: Engine, lease: Lease) -> bool:
    """Once after queries/derive have changed, all that is derived from facts is made again; whether it was."""
    with engine.begin() as connection:
        lease.check(connection)
        made = connection.execute(select(etl_data_version.c.derive_mark)).one_or_none()
        if made is None or made.derive_mark == derive_mark():
            return False
        give_memory(connection)
        for contract in CONTRACTS:
            find_merging(contract).derive_anew(connection)
        connection.execute(update(etl_data_version).values(derive_mark=derive_mark()))
        lease.check(connection)
    return True
