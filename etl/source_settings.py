"""What config.yaml says about a source: how it is fetched, mapped and judged; no address, no secret."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from etl.cron import make_trigger

_DURATION = re.compile(r"^(\d+)\s*(s|m|h|d)$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 3650 * 86_400


def parse_duration(text: object) -> timedelta:
    """`90s`, `20m`, `26h`, `3d` -> timedelta."""
    if isinstance(text, timedelta):
        return text
    found = _DURATION.match(str(text))
    if not found:
        raise ValueError(f"'{text}' is not a duration; write a whole number and s, m, h or d, as 26h or 3d")
    length = int(found[1]) * _SECONDS[found[2]]
    if length > _LONGEST:
        raise ValueError(f"'{text}' is too long; write 3650d or less")
    return timedelta(seconds=length)


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]


def check_cron(line: object) -> str:
    text = str(line)
    try:
        make_trigger(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a cron line ({error}); write five fields, as */15 * * * *") from None
    return text


Cron = Annotated[str, BeforeValidator(check_cron)]


Name = Annotated[
    str, Field(pattern=r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$")
]  # something to read, no control characters


class Frozen(BaseModel):
    """A part of config.yaml: unknown keys refused, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ValueMap(Frozen):
    """A source's own words for one field -> the contract's codes."""

    on_unknown: Literal["reject", "unknown"] = "unknown"
    values: dict[str, str] = {}

    @field_validator("values", mode="before")
    @classmethod
    def _as_text(cls, raw: Any) -> Any:
        return {str(k): str(v) for k, v in raw.items()} if isinstance(raw, dict) else raw


class DatabaseReader(Frozen):
    """Reads with queries/extract/<source>/<entity>.sql; the address is in MIS_SOURCE_<NAME>_URL."""

    kind: Literal["database"]
    page_rows: int = Field(default=10_000, ge=100, le=100_000)
    connect_timeout: Duration = timedelta(seconds=10)
    read_timeout: Duration = timedelta(seconds=60)
    total_timeout: Duration = timedelta(hours=2)  # for the whole read of an entity


class FilesReader(Frozen):
    """Reads a drop folder; its address (`file:///folder`) is in MIS_SOURCE_<NAME>_URL."""

    kind: Literal["files"]
    pattern: str = "*"
    format: Literal["csv", "xlsx", "jsonl"]
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    sheet: str | None = None
    # `changes`: a file tells what is new; `everything`: each file is the whole of the system, the latest one counts
    holds: Literal["changes", "everything"] = "changes"
    # a file is taken when it has not changed for so long (or `<name>.done` stands beside it)
    quiet_for: Duration = timedelta(seconds=30)
    page_rows: int = Field(default=10_000, ge=100, le=100_000)

    @field_validator("pattern")
    @classmethod
    def _is_a_name(cls, pattern: str) -> str:
        if not pattern or "/" in pattern or "\\" in pattern:
            raise ValueError("write the names of the files only, as *.csv: no folder")
        return pattern

    @field_validator("delimiter")
    @classmethod
    def _separates(cls, sign: str) -> str:
        if sign in '"\r\n' or sign.isalnum():
            raise ValueError("write the one sign between columns, as , or ; or \\t in quotation marks")
        return sign

    @model_validator(mode="after")
    def _agrees(self) -> FilesReader:
        if self.sheet is not None and self.format != "xlsx":
            raise ValueError("sheet is for format xlsx")
        if self.delimiter != "," and self.format != "csv":
            raise ValueError("delimiter is for format csv")
        return self


def _write_plain(raw: Any) -> Any:
    """YAML's numbers and true / false as a web address and JSON write them."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw) if isinstance(raw, (int, float)) else raw


def _check_path(path: str) -> str:
    parts = path.split("/")
    if "" in parts[1:-1] or {"..", "."} & set(parts) or re.search(r"[\s?#\\%:]", path):
        raise ValueError("write the path below the source's address only, as exchange-api/get-issues/v2")
    return path


def _as_list(raw: Any) -> Any:
    return raw if isinstance(raw, (list, tuple)) else (raw,)


Plain = Annotated[str, BeforeValidator(_write_plain)]
Below = Annotated[str, AfterValidator(_check_path)]
Query = dict[str, Plain]


class SignIn(Frozen):
    """How a token is got: user and password of the source's address are posted as JSON.

    `token` and `expires` are paths in the answer (a time without offset is Bangkok's). Where an answer that `expect`
    refuses says `expired_says` in its message, or the server says 401 or 403, a new token is got, once.
    """

    path: Below
    user_field: str = "user"
    password_field: str = "pass"  # noqa: S105
    token: str = "results.token"  # noqa: S105
    expires: str | None = None
    expired_says: str = Field(default="expired", min_length=1)
    header: str = "Authorization"
    prefix: str = "Bearer "


class Paging(Frozen):
    """`none`: one answer holds all. `offset`: rows are asked for by number, newest first, `overlap` of them twice.

    The overlap is how a list that moves while it is read is noticed: a page must hold a row that was read before.
    """

    kind: Literal["none", "offset"] = "none"
    offset_parameter: str = Field(default="offset", min_length=1)
    size_parameter: str | None = Field(default=None, min_length=1)
    size: int = Field(default=1000, ge=2, le=100_000)
    overlap: int = Field(default=100, ge=1)

    @model_validator(mode="after")
    def _leaves_something(self) -> Paging:
        if self.kind == "offset" and self.overlap * 2 > self.size:
            raise ValueError("overlap is more than half of size")
        return self


class RestReader(Frozen):
    """Reads JSON over HTTP; the base address, with user and password where it signs in, is in MIS_SOURCE_<NAME>_URL."""

    kind: Literal["rest"]
    hosts: tuple[str, ...] = Field(min_length=1)  # the only ones ever spoken to
    path: Below
    query: Query = {}  # of every call
    changes_query: Query = {}  # also, when only changes are read; {since} is the day from which on
    changes_reach: Duration | None = None  # the changes asked for begin so long ago; older ones need a full read
    # also, when everything is read; a list: several calls, each for a part
    full_query: Annotated[tuple[Query, ...], BeforeValidator(_as_list), Field(min_length=1)] = ({},)
    rows: str = "results"  # where the list stands in the answer
    # what the answer's envelope must say, as status: success; a list: one of these
    expect: dict[str, Annotated[tuple[Plain, ...], BeforeValidator(_as_list)]] = {}
    message: str = "message"  # where the answer says what went wrong
    cap: int | None = Field(default=None, ge=1)  # an answer of exactly so many rows is refused: some may be missing
    is_whole: bool = False  # a read of everything holds every row of the system, so that what is missing is gone
    paging: Paging = Paging()
    sign_in: SignIn | None = None
    connect_timeout: Duration = timedelta(seconds=10)
    read_timeout: Duration = timedelta(seconds=60)  # for one whole answer
    total_timeout: Duration = timedelta(minutes=30)  # for the whole read
    largest_answer_mb: int = Field(default=64, ge=1, le=1024)

    @model_validator(mode="after")
    def _agrees(self) -> RestReader:
        if self.cap is not None and self.paging.kind != "none":
            raise ValueError("cap is for answers without paging")
        for value in self.changes_query.values():
            if "{" in value.replace("{since}", ""):
                raise ValueError(f"changes_query: '{value}' holds a brace that is not {{since}}")
        return self


class FieldMap(Frozen):
    """Where one field of the contract stands in a record. A bare text in config.yaml is its `path`.

    JSON: names joined by dots, list positions as numbers (`coords.1`); in an entity with `each`, `/name` begins at the
    whole record and `#` is the item's number. Tables: the column's heading, as it is. Several paths are joined by a
    blank.
    """

    path: str | tuple[str, ...] | None = None
    constant: str | None = None
    split: str | None = None
    take: Literal["all", "first", "rest"] = "all"
    optional: bool = False  # records may lack it: no sign that the source has changed
    seconds_of_time: bool = False  # a time becomes the number of seconds since 1970: an order that is never reused

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, raw: Any) -> Any:
        return {"path": raw} if isinstance(raw, (str, list)) else raw

    @model_validator(mode="after")
    def _is_one(self) -> FieldMap:
        if (self.path is None) == (self.constant is None):
            raise ValueError("give either a path or a constant")
        if self.path is not None and (self.path == () or "" in (self.path, *self.path)):
            raise ValueError("a path is blank: write the name of the column, or constant: '' for none")
        if self.take != "all" and self.split is None:
            raise ValueError("take needs split: the sign between the parts")
        if self.split == "":
            raise ValueError("split is blank: write the sign between the parts")
        return self


class EntityMap(Frozen):
    """How records become rows of one entity; `each` names a list inside the record that gives a row per item."""

    each: str | None = None
    fields: dict[str, FieldMap]


class RejectLimit(Frozen):
    """A batch with more rejects than both of these is held (share of the rows read; rows always allowed)."""

    share: float = Field(default=0.05, ge=0, le=1)
    rows: int = Field(default=100, ge=0)


class Source(Frozen):
    """One configured system of record."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")
    contract: str
    title_th: Name
    title_en: Name
    reader: Annotated[DatabaseReader | FilesReader | RestReader, Field(discriminator="kind")]
    mapping: dict[str, EntityMap] = {}  # by entity; only for readers without a select
    schedule: Cron
    sweep_schedule: Cron = "30 2 * * sun"
    fresh_within: Duration
    overlap: Duration = timedelta(days=3)
    date_era: Literal["ce", "be"] = "ce"
    date_eras: dict[str, Literal["ce", "be"]] = {}  # of single fields that differ from date_era
    record_url: str | None = None
    value_maps: dict[str, ValueMap] = {}
    reject_limit: RejectLimit = RejectLimit()
    delete_guard_share: float = Field(default=0.05, ge=0, le=1)

    @field_validator("record_url")
    @classmethod
    def _is_web_address(cls, url: str | None) -> str | None:
        if url is not None and (not url.startswith(("http://", "https://")) or "{source_id}" not in url):
            raise ValueError("must start with http:// or https:// and hold {source_id}")
        return url

    @model_validator(mode="after")
    def _is_mapped(self) -> Source:
        if (self.reader.kind == "database") == bool(self.mapping):
            raise ValueError(
                "mapping: leave it out, the selects under queries/extract name the columns"
                if self.mapping
                else f"mapping: is missing; a source of kind {self.reader.kind} needs one (docs/settings.md)"
            )
        return self

    def era_of(self, field: str) -> Literal["ce", "be"]:
        """The declared era of one date field of the contract."""
        return self.date_eras.get(field, self.date_era)

    @property
    def variable(self) -> str:
        """The environment variable that holds the connection address."""
        return f"MIS_SOURCE_{self.name.upper()}_URL"
