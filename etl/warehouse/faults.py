"""What a warehouse's driver raised -> what really happened (full, locked, gone, not allowed), and what to do."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from etl.errors import MisError, WarehouseRefusedError, WarehouseUnavailableError

KEPT = "Nothing of the batch was merged, the figures stay as they were."

# what happened, the words SQLite says and the codes PostgreSQL gives (whole or as a beginning), what to do
_PASSING = (
    (
        "has no room left on its disk", ("is full",), ("53100",),
        "Make room on the disk of the warehouse; the next run goes on by itself.",
    ),
    (
        "has no memory or connection to spare", ("out of memory",), ("53",),
        "See what else uses the database server; the next run tries again.",
    ),
    (
        "is locked by another program", ("is locked", "is busy"), ("55P03", "40P01", "40001", "57014"),
        "End the program or console that holds it (an open transaction, a copy, a backup); the next run tries again.",
    ),
    (
        "ended the connection or cannot be reached", ("closed the connection", "connection"), ("57P", "08"),
        "See that the database server runs and can be reached; the next run tries again.",
    ),
)  # fmt: skip
_STANDING = (
    (
        "does not let this account write", ("readonly database", "unable to open"), ("42501", "25006", "28"),
        "Give the account of MIS_WAREHOUSE_URL (or of MIS_HOME's files) the right to write, then run again.",
    ),
    (
        "cannot be read or written on its disk", ("i/o error", "malformed", "not a database"), ("58", "XX001", "XX002"),
        "Look after the disk; bring back a copy of the warehouse if it is damaged.",
    ),
)  # fmt: skip


def explain_warehouse(error: DBAPIError) -> MisError:
    """The error to tell in place of the driver's, whose own first line is kept."""
    said = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0].rstrip(".")
    code = str(getattr(error.orig, "sqlstate", None) or "")
    for kind, cases in ((WarehouseUnavailableError, _PASSING), (WarehouseRefusedError, _STANDING)):
        for happened, words, codes, remedy in cases:
            if code.startswith(codes) if code else any(word in said.lower() for word in words):
                return kind(f"The warehouse {happened}: {said}.", f"{KEPT} {remedy}")
    if error.connection_invalidated:
        return WarehouseUnavailableError(f"The warehouse ended the connection: {said}.", f"{KEPT} The next run tries.")
    return WarehouseRefusedError(
        f"The warehouse did not take the rows: {said}.",
        f"{KEPT} This is a fault of the program or of tables changed by hand; send this line to the programmers.",
    )
