"""Every contract this program knows, by name."""

from __future__ import annotations

from etl.contracts.base import Contract
from etl.contracts.complaints import COMPLAINTS
from etl.contracts.it_projects import IT_PROJECTS
from etl.contracts.it_repair import IT_REPAIR
from etl.contracts.personnel import PERSONNEL
from etl.contracts.statistics import STATISTICS
from etl.contracts.temporary_signs import TEMPORARY_SIGNS
from etl.contracts.walking_street import WALKING_STREET
from etl.errors import SettingsError

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        COMPLAINTS,
        IT_PROJECTS,
        IT_REPAIR,
        PERSONNEL,
        STATISTICS,
        TEMPORARY_SIGNS,
        WALKING_STREET,
    )
}


def find_contract(name: str) -> Contract:
    """Raises SettingsError for a name config.yaml made up."""
    if name not in CONTRACTS:
        known = ", ".join(CONTRACTS)
        raise SettingsError(f"sources: contract '{name}' is not known.", f"Write one of: {known}.")
    return CONTRACTS[name]
