"""One family of errors: each says what happened, to what, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the caller should do: try again, stop until a person acts, or tell the user."""

    RETRY = "retry"
    STOP = "stop"
    TELL = "tell"


class MisError(Exception):
    """Base of all errors raised on purpose.

    `what` names the thing and the fault, `remedy` the next step; both are English (logs, command line).
    Screens translate by `code`, a stable identifier.
    """

    kind = Kind.STOP
    code = "error"

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class SettingsError(MisError):
    """config.yaml or an environment variable is wrong: nothing starts (exit code 2)."""

    code = "settings"


class UsageError(MisError):
    """The command was given something that does not exist or cannot be (exit code 2)."""

    kind = Kind.TELL
    code = "usage"


class SourceUnavailableError(MisError):
    """The source did not answer, or stopped answering: the next run may succeed."""

    kind = Kind.RETRY
    code = "source_unavailable"


class SourceRefusedError(MisError):
    """The source answered and said no (password, permission): a person must act."""

    code = "source_refused"


class SchemaChangedError(MisError):
    """The source no longer has a column the contract needs; raised before anything is written."""

    code = "schema_changed"
    entity: str | None = None  # told by the run that looked


class BatchHeldError(MisError):
    """The batch was read and judged unfit: nothing of it was merged, a person may decide (etl/holds.py).

    `hold_kind`: rejects | volume | deletes | conservation; `found` is what was judged, `usual` what it was judged by.
    """

    code = "batch_held"

    def __init__(
        self, what: str, remedy: str = "", *, hold_kind: str, found: float | None = None, usual: float | None = None
    ) -> None:
        super().__init__(what, remedy)
        self.hold_kind = hold_kind
        self.found = found
        self.usual = usual


class CheckFailedError(MisError):
    """A data check found rows, its `failures`: figures stay as they were before this run."""

    code = "check_failed"

    def __init__(self, what: str, remedy: str = "", *, failures: Sequence[Any] = ()) -> None:
        super().__init__(what, remedy)
        self.failures = failures


class WarehouseUnavailableError(MisError):
    """The warehouse did not answer or is full or locked."""

    kind = Kind.RETRY
    code = "warehouse_unavailable"


class WarehouseRefusedError(MisError):
    """The warehouse answered and did not take the rows (rights, a damaged file, a fault of ours): a person must act."""

    code = "warehouse_refused"


class WarehouseSchemaError(MisError):
    """The warehouse is not at this program's migration."""

    code = "warehouse_schema"


class AlreadyRunningError(MisError):
    """Another process holds the lease."""

    kind = Kind.TELL
    code = "already_running"


class AlreadyLoadedError(MisError):
    """This tick of the schedule was answered by another run: there is nothing left to do."""

    kind = Kind.TELL
    code = "already_loaded"


class FenceLostError(MisError):
    """This process lost its lease while working; nothing more may be written."""

    code = "fence_lost"


class FormulaError(MisError):
    """A formula cannot be read or evaluated; `position` is the 0-based character it points at, `length` how many are

    at fault; `values` fill the message of the catalogues.
    """

    kind = Kind.TELL
    code = "formula"

    def __init__(
        self,
        what: str,
        position: int,
        remedy: str = "",
        message_id: str = "",
        *,
        length: int = 1,
        values: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(what, remedy)
        self.position = position
        self.message_id = message_id
        self.length = length
        self.values = dict(values or {})


class DefinitionError(MisError):
    """An indicator definition, target or approval is refused; `field` names the part at fault."""

    kind = Kind.TELL
    code = "definition"

    def __init__(self, what: str, field: str, remedy: str = "", message_id: str = "") -> None:
        super().__init__(what, remedy)
        self.field = field
        self.message_id = message_id


class DecisionsRefusedError(DefinitionError):
    """Several targets were decided at once and some cannot be: nothing is written.

    `refusals` says of each its code, fiscal year and why.
    """

    code = "decisions_refused"

    def __init__(self, refusals: Sequence[tuple[str, int, DefinitionError]]) -> None:
        code, year, first = refusals[0]
        what = (
            f"{len(refusals)} decisions are refused, nothing was written. {code} FY {year}, {first.field}: {first.what}"
        )
        super().__init__(what, first.field, first.remedy, first.message_id)
        self.refusals = tuple(refusals)


class QueryError(MisError):
    """A .sql file breaks its header's promise (parameters, columns or types)."""

    code = "query"
