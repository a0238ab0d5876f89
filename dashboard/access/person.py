"""Who is at the other end: a signed-in person, as pages and the gate know them."""

from __future__ import annotations

from dataclasses import dataclass

EXECUTIVE, PLANNER, STRATEGY, OPERATOR, ADMIN = "executive", "planner", "strategy", "operator", "admin"
ROLES = (EXECUTIVE, PLANNER, STRATEGY, OPERATOR, ADMIN)
EVERYONE = ROLES


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person; `role` is one of ROLES."""

    person_key: int
    username: str
    display_name: str
    role: str

    @property
    def scope(self) -> str:
        """What the person may see of the rows: part of every cache key."""
        return self.role
