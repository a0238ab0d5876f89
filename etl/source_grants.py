"""The rights a source must give: a script for a read-only account that reaches the selected columns and nothing else.

Grants are by column, so that a name, telephone or citizen id that no extract select reads cannot be read with this
account at all, whatever is asked with it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine import make_url

from etl.contracts.catalogue import find_contract
from etl.errors import UsageError
from etl.select_columns import Dialect, Table, read_columns
from etl.source_settings import FilesReader, RestReader, Source
from etl.warehouse import query

CONNECTIONS = 4  # a run needs one; the rest is for `mis sources check` and `try` beside it
_DIALECTS = {"mariadb": mysql.dialect(), "postgresql": postgresql.dialect()}
_ACCOUNT = re.compile(r"[a-z_][a-z0-9_]{0,31}")
_CLIENT = re.compile(r"[\w.%:/-]{1,255}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who connects. `client` is the host MariaDB lets the account in from (`%`: any); PostgreSQL has pg_hba.conf."""

    name: str
    password: str
    client: str = "%"

    def __post_init__(self) -> None:
        if not _ACCOUNT.fullmatch(self.name):
            raise UsageError(f"--account {self.name!r} is no account name.", "Write small letters, digits and _.")
        if not _CLIENT.fullmatch(self.client):
            raise UsageError(f"--from {self.client!r} is no host.", "Write an IP address or host name, or %.")


def write_rights(source: Source, dialect: Dialect, account: Account) -> str:
    """What the keeper of the source has to do, ready to be run (databases) or to be sent (files, web services)."""
    how = source.reader
    if isinstance(how, FilesReader):
        lines = _write_folder_rights(source, how)
    elif isinstance(how, RestReader):
        lines = _write_service_rights(source, how)
    elif dialect == "mariadb":
        lines = _write_mariadb(source, account)
    else:
        lines = _write_postgresql(source, account)
    return "\n".join(lines) + "\n"


def dialect_of(url: str | None) -> Dialect:
    """The kind of database an address names; MariaDB, which the city's systems run on, where there is none yet."""
    return "postgresql" if url and make_url(url).get_backend_name() == "postgresql" else "mariadb"


def read_tables(source: Source, dialect: Dialect) -> dict[Table, set[str]]:
    """What all extract selects of a source read, by table. Raises UsageError for one that leaves it open."""
    engine = "mysql" if dialect == "mariadb" else dialect
    found: dict[Table, set[str]] = {}
    for entity in find_contract(source.contract).entities:
        name = f"extract/{source.name}/{entity.name}"
        if entity.is_optional and not query.exists(name):
            continue
        for table, columns in read_columns(name, query.load(name, engine).sql, dialect).items():
            found.setdefault(table, set()).update(columns)
    return dict(sorted(found.items(), key=str))


def _write_mariadb(source: Source, account: Account) -> Iterator[str]:
    who = f"'{account.name}'@'{account.client}'"
    yield f"-- Read-only account of the MIS for the source {source.name}: MariaDB or MySQL."
    yield "-- Run it as an administrator in the database that holds the tables: mariadb <database> < this-file"
    yield "-- Where the account exists already, leave `create user` out and begin with:"
    yield f"--   revoke all privileges, grant option from {who};"
    yield f"create user {who} identified by '{account.password}' with max_user_connections {CONNECTIONS};"
    for table, columns in read_tables(source, "mariadb").items():
        yield _grant("mariadb", table, columns, who)
    yield "-- Then, in the environment of the MIS, with your server and database:"
    address = f"mysql+pymysql://{account.name}:{account.password}@<server>:3306/<database>?charset=utf8mb4"
    yield f"-- {source.variable}={address}"


def _write_postgresql(source: Source, account: Account) -> Iterator[str]:
    tables, who = read_tables(source, "postgresql"), account.name
    yield f"-- Read-only account of the MIS for the source {source.name}: PostgreSQL."
    yield "-- Run it as an administrator in the database that holds the tables: psql <database> < this-file"
    yield "-- Where the account exists already, leave `create role` out and begin with:"
    for table in tables:
        yield f"--   revoke select on {_name('postgresql', table)} from {who};"
    yield "-- PostgreSQL 14 and older let everybody make tables: revoke create on schema public from public;"
    yield "begin;"
    yield f"create role {who} login password '{account.password}' connection limit {CONNECTIONS};"
    yield f"alter role {who} set default_transaction_read_only = on;"
    grant = f"execute format('grant connect on database %I to {who}', current_database());"
    yield f"do $$ begin {grant} end $$;"
    for schema in sorted({schema or "public" for schema, _ in tables}):
        yield f"grant usage on schema {_quote('postgresql', schema)} to {who};"
    for table, columns in tables.items():
        yield _grant("postgresql", table, columns, who)
    yield "commit;"
    yield "-- Let the MIS's machine in (pg_hba.conf); then, in its environment, with your server and database:"
    yield f"-- {source.variable}=postgresql://{who}:{account.password}@<server>:5432/<database>"


def _write_folder_rights(source: Source, how: FilesReader) -> Iterator[str]:
    quiet = f"{how.quiet_for.total_seconds():.0f} s"
    yield f"The source {source.name} is a drop folder of {how.format} files ({how.pattern}): no account is made."
    yield "1. The operating-system account the MIS runs as reads: r-x on the folder, r-- on its files. It writes,"
    yield "   moves and deletes nothing there."
    yield "2. Only who delivers the files may enter the folder beside it: files may name people."
    yield "3. Write a file under another name and rename it when it is whole, or put <name>.done beside it. A file"
    yield f"   that changed within the last {quiet} is left alone."
    yield "4. Leave columns about people out of the export: what is not in the file cannot leave the source."
    yield "Then, in the environment of the MIS:"
    yield f"{source.variable}=file:///<absolute folder>"


def _write_service_rights(source: Source, how: RestReader) -> Iterator[str]:
    yield f"The source {source.name} is a web service: it is only asked to give, never to change anything."
    if how.sign_in:
        yield "1. Ask its keeper for an account of the MIS alone, with the right to read only. A person's own account"
        yield "   ends with the person."
    else:
        yield "1. It is read without an account."
    yield f"2. Let the machine of the MIS through the firewall (HTTPS) to {', '.join(how.hosts)}. It speaks to no other"
    yield "   host."
    yield "3. Ask for the account's quota and its largest answer: `schedule` and `reader.cap` in config.yaml follow"
    yield "   them."
    yield "Then, in the environment of the MIS:"
    yield f"{source.variable}=https://{'<user>:<password>@' if how.sign_in else ''}{how.hosts[0]}"


def _grant(dialect: Dialect, table: Table, columns: set[str], who: str) -> str:
    line = f"grant select ({_quote(dialect, *sorted(columns))}) on {_name(dialect, table)} to {who};"
    return textwrap.fill(line, 110, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _quote(dialect: Dialect, *names: str) -> str:
    return ", ".join(map(_DIALECTS[dialect].identifier_preparer.quote, names))


def _name(dialect: Dialect, table: Table) -> str:
    return ".".join(_quote(dialect, part) for part in table if part)
