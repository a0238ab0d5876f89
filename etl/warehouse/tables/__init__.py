"""The warehouse's tables; the grain of each in one sentence beside it. Each further system's stand in a module here.

Integers for all that must be equal on every engine: `_day` day numbers, `_seconds`, `_days`. `_at` is UTC, `_date` a
Bangkok date. `_key` is ours, `_code` official, `source_id` the source's own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip

from etl.warehouse.tables import indicators as indicators
from etl.warehouse.tables import it_projects as it_projects
from etl.warehouse.tables import it_repair as it_repair
from etl.warehouse.tables import personnel as personnel
from etl.warehouse.tables import statistics as statistics
from etl.warehouse.tables import temporary_signs as temporary_signs
from etl.warehouse.tables import walking_street as walking_street
from etl.warehouse.tables.base import Key as Key
from etl.warehouse.tables.base import UtcDateTime as UtcDateTime
from etl.warehouse.tables.base import days_index, make_table
from etl.warehouse.tables.base import metadata as metadata

# --- dimensions -------------------------------------------------------------------------------------------------

# one row per configured source
dim_source = make_table(
    "dim_source",
    Column("source_key", SmallInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("contract", Text, nullable=False),
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("record_url", Text),
    Column("is_sample", Boolean, nullable=False),
    Column("is_connected", Boolean, nullable=False),
    Column("fresh_within_seconds", Integer, nullable=False),
    # place in config.yaml: of two rows that are one matter, the source standing first counts it
    Column("sort_order", Integer, nullable=False, server_default="0"),
)

# one row per Bangkok calendar day from 1 Oct of FY 2560 to 30 Sep of FY 2590
dim_date = make_table(
    "dim_date",
    Column("date", Date, primary_key=True),
    Column("day", Integer, nullable=False, unique=True),
    Column("weekday", SmallInteger, nullable=False),  # 1 Monday to 7 Sunday
    Column("month_period_id", Text, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("fiscal_quarter", SmallInteger, nullable=False),
)

# one row per period of each grain, half-open: ends_on is the first day after it
dim_period = make_table(
    "dim_period",
    Column("period_id", Text, primary_key=True),
    Column("grain", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("label_th", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    # like for like: compare_id is set against like_id (both this period's own id and last year's once it has ended,
    # else a pair `~now`, `~then` of whole days)
    Column("compare_id", Text),
    Column("like_id", Text),
    Index(None, "starts_on", "ends_on"),
)

# one row per org_unit and validity; the municipality is the root
dim_org_unit = make_table(
    "dim_org_unit",
    Column("org_unit_key", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("short_th", Text, nullable=False),
    Column("parent_key", Integer, ForeignKey("dim_org_unit.org_unit_key")),
    Column("depth", SmallInteger, nullable=False),
    Column("sort_order", Integer, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor_key", Integer, ForeignKey("dim_org_unit.org_unit_key")),
)

# one row per other name an org_unit is written by
org_unit_alias = make_table(
    "org_unit_alias",
    Column("alias", Text, primary_key=True),
    Column("org_unit_key", Integer, ForeignKey("dim_org_unit.org_unit_key"), nullable=False),
)

# one row per org_unit and each unit at or below it
org_unit_rollup = make_table(
    "org_unit_rollup",
    Column("ancestor_key", Integer, primary_key=True),
    Column("descendant_key", Integer, primary_key=True),
)

# one row per complaint category of the contract's vocabulary; key 0 is ไม่ระบุ
dim_category = make_table(
    "dim_category",
    Column("category_key", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
)

# one row per way a complaint comes in; key 0 is ไม่ระบุ
dim_channel = make_table(
    "dim_channel",
    Column("channel_key", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("is_digital", Boolean, nullable=False),
)

# one row per area (zone or community) met or configured; key 0 is ไม่ระบุ
dim_area = make_table(
    "dim_area",
    Column("area_key", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),  # zone | community | unknown
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("parent_key", Integer),
)

# one row per complaint status of the contract's vocabulary
dim_complaint_status = make_table(
    "dim_complaint_status",
    Column("status_code", Text, primary_key=True),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("phase", Text, nullable=False),  # open | finished | excluded
    Column("sort_order", Integer, nullable=False),
)

# one row per word of any contract's vocabularies, for reading the `_code` columns
dim_word = make_table(
    "dim_word",
    Column("vocabulary", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("name_th", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("sort_order", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# --- facts ------------------------------------------------------------------------------------------------------

# one row per complaint of one source
fact_complaint = make_table(
    "fact_complaint",
    Column("complaint_key", Key, primary_key=True, autoincrement=True),
    Column("source_key", Integer, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("complaint_number", Text),  # official number, as people quote it
    Column("other_reference", Text),  # the number the same matter has in another system
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_date", Date, nullable=False),
    Column("received_day", Integer, nullable=False),
    Column("received_hour", SmallInteger, nullable=False, server_default="0"),  # 0 to 23, of the Bangkok clock
    Column("acknowledged_date", Date),
    Column("acknowledge_seconds", BigInteger),
    Column("first_reply_date", Date),
    Column("due_date", Date, nullable=False),
    Column("due_basis", Text, nullable=False),  # source | standard
    Column("closed_at", UtcDateTime),  # the source's own closing time; null where it has none or the case is open
    Column("closed_date", Date),  # of closed_at
    Column("status_code", Text, nullable=False),
    Column("phase", Text, nullable=False),  # of status_code: open | finished | excluded
    Column("urgency_code", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("category_key", Integer, nullable=False),
    Column("channel_key", Integer, nullable=False),
    Column("area_key", Integer, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("stars", SmallInteger),
    Column("reopen_count", SmallInteger, nullable=False),
    Column("short_description", Text, nullable=False),  # scrubbed of personal data at load
    Column("place", Text, nullable=False),  # scrubbed
    Column("is_counted", Boolean, nullable=False),  # false: the same matter stands in another source, which wins
    Column("is_deleted", Boolean, nullable=False),
    Column("closed_seen_at", UtcDateTime),  # when a run first met it closed; null while it is open
    Column("closed_seen_date", Date),  # of closed_seen_at
    Column("source_changed_at", UtcDateTime),  # the source's own time of last change
    Column("row_hash", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    UniqueConstraint("source_key", "source_id"),
    # the drill table of open cases: few of all complaints are
    Index(
        "ix_fact_complaint_open",
        "org_unit_key",
        "received_date",
        postgresql_where=text("phase = 'open'"),
        sqlite_where=text("phase = 'open'"),
    ),
    days_index("received_date"),
    days_index("acknowledged_date"),
    # few rows carry another system's number; sought by it whenever a batch is merged
    Index(
        "ix_fact_complaint_other_reference",
        "other_reference",
        postgresql_where=text("other_reference is not null"),
        sqlite_where=text("other_reference is not null"),
    ),
    # the few that count in another source; sought when the case that wins is shown
    Index(
        "ix_fact_complaint_linked_number",
        text("replace(upper(complaint_number), ' ', '')"),
        postgresql_where=text("is_counted = false"),
        sqlite_where=text("is_counted = false"),
    ),
)

# one row per complaint and further category it was given; serves filters, decides no count
complaint_more_category = make_table(
    "complaint_more_category",
    Column("complaint_key", Key, primary_key=True, autoincrement=False),
    Column("category_key", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# one row per complaint and further org_unit it was given to; serves filters, decides no count
complaint_more_org_unit = make_table(
    "complaint_more_org_unit",
    Column("complaint_key", Key, primary_key=True, autoincrement=False),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# one row per status a complaint took, in the source's own order
fact_complaint_status = make_table(
    "fact_complaint_status",
    Column("source_key", Integer, primary_key=True, autoincrement=False),
    Column("complaint_id", Text, primary_key=True),  # fact_complaint.source_id of the same source
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("occurred_date", Date, nullable=False),
    Column("status_code", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    Column("row_hash", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per complaint that has a history: what fact_complaint_status says of it as a whole (derived at load)
complaint_history = make_table(
    "complaint_history",
    Column("source_key", Integer, primary_key=True, autoincrement=False),
    Column("complaint_id", Text, primary_key=True),
    Column("first_closing_at", UtcDateTime),
    Column("first_closing_date", Date),
    Column("forwarded_date", Date),  # when it was first sent on to another body
    Column("last_open_at", UtcDateTime),
    sqlite_with_rowid=False,
)

# one row per uninterrupted spell in which a complaint was open (derived from the complaint and its history at load)
fact_complaint_spell = make_table(
    "fact_complaint_spell",
    Column("complaint_key", Key, primary_key=True, autoincrement=False),
    Column("spell_number", SmallInteger, primary_key=True, autoincrement=False),  # 1 receipt, 2 first reopening ...
    Column("org_unit_key", Integer, nullable=False),
    Column("category_key", Integer, nullable=False),
    Column("area_key", Integer, nullable=False, server_default="0"),
    Column("opened_date", Date, nullable=False),
    Column("over30_date", Date),  # first day of this spell on which the complaint's age exceeds 30 days; may lie ahead
    Column("closed_date", Date),  # null: still open
    Column("outcome", Text),  # finished | excluded; null: still open
    Column("closed_basis", Text),  # source | history | unknown
    Column("open_days", Integer),  # closed_date - received_date; null unless finished with a known date
    Column("is_reopened", Boolean, nullable=False),  # the complaint had been reopened before this closing
    Column("is_last", Boolean, nullable=False),
    Column("stars", SmallInteger),  # on the last finished spell only
    Column("forwarded_date", Date),  # on spell 1 only: when the complaint was first sent on to another body
    # set on the one spell that holds the complaint's state at the end of its due date / 15-day reply date
    Column("due_date", Date),
    Column("is_done_by_due", Boolean),
    Column("reply_due_date", Date),
    Column("is_replied_in_time", Boolean),
    # holds all the ages of open complaints need
    Index("ix_fact_complaint_spell_opened", "opened_date", "closed_date", "org_unit_key", "spell_number"),
    days_index("closed_date"),
    days_index("over30_date"),
    days_index("due_date"),
    days_index("reply_due_date"),
    days_index("forwarded_date"),
    sqlite_with_rowid=False,
)

# --- aggregates: additive parts by day --------------------------------------------------------------------------

# what happened to complaints, as numbers that may be added up
_COMPLAINT_PARTS = (
    "received", "received_digital", "acknowledged", "acknowledge_seconds", "forwarded",
    "opened", "reopened", "finished", "finished_undated", "finished_reopened", "excluded",
    "over30_in", "over30_out", "due", "done_by_due", "reply_due", "replied_in_time", "rated", "stars",
)  # fmt: skip

# one row per day, own org_unit and category on which anything of these happened to complaints
agg_complaint_day = make_table(
    "agg_complaint_day",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("category_key", Integer, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger, nullable=False) for name in _COMPLAINT_PARTS),
    sqlite_with_rowid=False,
)

# one row per day and own org_unit: agg_complaint_day without its categories, ten times shorter
agg_complaint_org_unit = make_table(
    "agg_complaint_org_unit",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger, nullable=False) for name in _COMPLAINT_PARTS),
    sqlite_with_rowid=False,
)

# one row per closing day, own org_unit and number of calendar days from receipt to that closing
agg_complaint_close_days = make_table(
    "agg_complaint_close_days",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("close_days", Integer, primary_key=True, autoincrement=False),
    Column("finished", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per day of receipt, own org_unit and channel
agg_complaint_channel = make_table(
    "agg_complaint_channel",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("channel_key", Integer, primary_key=True, autoincrement=False),
    Column("received", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per day, own org_unit and outermost area (a community counts in its zone): received by date of receipt,
# finished by closing date, due and done_by_due by due date
agg_complaint_area = make_table(
    "agg_complaint_area",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("area_key", Integer, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger, nullable=False) for name in ("received", "finished", "due", "done_by_due")),
    sqlite_with_rowid=False,
)

# one row per day of receipt, own org_unit and hour of the Bangkok clock
agg_complaint_hour = make_table(
    "agg_complaint_hour",
    Column("date", Date, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("hour", SmallInteger, primary_key=True, autoincrement=False),
    Column("received", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# --- measures and indicators ------------------------------------------------------------------------------------

# one row per measure, period and org_unit that has a value; a missing flow or stock inside the data's span is 0
measure_value = make_table(
    "measure_value",
    Column("period_id", Text, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("measure", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per measure known to queries/measures
ind_measure = make_table(
    "ind_measure",
    Column("measure", Text, primary_key=True),
    Column("contract", Text, nullable=False),
    Column("kind", Text, nullable=False),  # flow | stock | middle
    Column("unit", Text, nullable=False),
    Column("query", Text, nullable=False),  # file under queries/
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
)

# one row per version of an indicator's definition; the open one has no valid_to_at
ind_definition = make_table(
    "ind_definition",
    Column("definition_key", Key, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # tracked | context | checklist | reference
    Column("body", Text, nullable=False),  # JSON of the whole definition
    Column("origin", Text, nullable=False),  # config | person
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("valid_from_at", UtcDateTime, nullable=False),
    Column("valid_to_at", UtcDateTime),
    UniqueConstraint("code", "version"),
)

# one row per version of a target of an indicator in a fiscal year; the open one has no valid_to_at
ind_target = make_table(
    "ind_target",
    Column("target_key", Key, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("value", Float),  # null: a rule gives it, or it was decided that there is none
    Column("trajectory", Text),  # JSON of how the year's target is reached; null: the same in every period
    Column("rule", Text),  # JSON of a relative rule; null: the value is the target
    Column("state", Text, nullable=False),  # stated | proposed | approved
    Column("note", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("valid_from_at", UtcDateTime, nullable=False),
    Column("valid_to_at", UtcDateTime),
    Index(None, "code", "fiscal_year"),
)

# one row per indicator, period and org_unit as last scored
ind_value = make_table(
    "ind_value",
    Column("code", Text, primary_key=True),
    Column("period_id", Text, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("value", Float),  # null: no data, or a zero denominator
    Column("target", Float),
    Column("target_state", Text),
    Column("status", Text, nullable=False),  # of design.md section 3; freshness is applied by the reader
    Column("score", Float),
    Column("definition_key", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    Index(None, "period_id", "org_unit_key"),
    sqlite_with_rowid=False,
)

# one row per dated remark of a person on a chart or indicator; taken back, never deleted
ind_note = make_table(
    "ind_note",
    Column("note_key", Key, primary_key=True, autoincrement=True),
    Column("subject", Text, nullable=False),  # the code of an indicator, or the name of a contract (its charts)
    Column("date", Date, nullable=False),  # the day it is about
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", Text),
    Index(None, "subject", "date"),
)

# --- the pipeline's own books -----------------------------------------------------------------------------------

# one row per recorded attempt to read a source (or to settle figures when no source was read)
etl_run = make_table(
    "etl_run",
    Column("run_key", Key, primary_key=True, autoincrement=True),
    Column("source_name", Text),
    Column("mode", Text, nullable=False),  # changes | full | sweep | replay | settle
    Column("trigger", Text, nullable=False),  # command | schedule | request | start
    Column("status", Text, nullable=False),  # running | done | failed | held | abandoned
    Column("step", Text),  # where it is, or where it failed
    Column("error_code", Text),
    Column("error", Text),
    Column("remedy", Text),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("as_of_at", UtcDateTime, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),  # host:pid
    Column("attempts", SmallInteger, nullable=False, server_default="1"),  # how often the source was tried
    # how far a running one is: rows of `progress_entity` read so far, of so many expected by its last complete read
    Column("progress_entity", Text),
    Column("progress_rows", BigInteger),
    Column("progress_expected", BigInteger),
    Column("window_at", UtcDateTime),  # the tick of the schedule it answers: loaded once, whoever comes to it
    Index(None, "source_name", "run_key"),
    Index(None, "source_name", "window_at"),
)

# one row per run and entity: the conservation law read = inserted + updated + unchanged + duplicate + rejected
etl_batch = make_table(
    "etl_batch",
    Column("run_key", BigInteger, ForeignKey("etl_run.run_key"), primary_key=True, autoincrement=False),
    Column("entity", Text, primary_key=True),
    Column("status", Text, nullable=False),  # staging | merged | held
    *(
        Column(name, BigInteger, nullable=False)
        for name in ("read", "inserted", "updated", "unchanged", "duplicate", "rejected", "deleted")
    ),
    Column("is_conserved", Boolean),
    Column("since_at", UtcDateTime),
    Column("watermark_at", UtcDateTime),
    Column("schema_fingerprint", Text),
    Column("merged_at", UtcDateTime),
)

# one row per batch that was judged unfit and waits for a person, or was decided
etl_hold = make_table(
    "etl_hold",
    Column("hold_key", Key, primary_key=True, autoincrement=True),
    Column("run_key", BigInteger, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("kind", Text, nullable=False),  # rejects | volume | deletes | schema | conservation
    Column("found", Float),  # what was judged: the share refused, the rows read, the rows gone
    Column("usual", Float),  # what it was judged by: the limit, or the middle of the runs before
    Column("what", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("held_at", UtcDateTime, nullable=False),
    # approved: the next run of the source may do just this once; superseded: a later run came through by itself
    Column("status", Text, nullable=False),  # waiting | approved | declined | superseded
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("decision_reason", Text),
    Column("merged_run_key", BigInteger),  # the later run that was merged in its place; null: it still stands
    Index(None, "source_name", "entity", "status"),
)

# one row per source, entity and thing noticed that stops nothing (a column more than the contract wants)
etl_notice = make_table(
    "etl_notice",
    Column("source_name", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # column_added | column_ignored | schema_changed | word_unknown
    Column("what", Text, primary_key=True),
    Column("rows_met", BigInteger),  # of the last read that met it; null where rows are not the matter
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
)

# one row per check that found rows when it ran last
etl_check_failure = make_table(
    "etl_check_failure",
    Column("check_name", Text, primary_key=True),
    Column("contract", Text, nullable=False, server_default=""),  # whose rows it looks at; blank: the books
    Column("stops", Boolean, nullable=False),
    Column("rows_found", BigInteger, nullable=False),
    Column("examples", Text, nullable=False),  # JSON list of rows as text
    Column("run_key", BigInteger, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
)

# one row per file of a drop folder and entity whose rows were merged; the same content is never taken twice
etl_file = make_table(
    "etl_file",
    Column("source_name", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("content_hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),  # with name and size: the same as long as nobody touched it
    Column("rows", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
)

# one row per source and entity: how far it has been read
etl_watermark = make_table(
    "etl_watermark",
    Column("source_name", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("watermark_at", UtcDateTime),
    Column("read_at", UtcDateTime, nullable=False),  # when the last good read began: the data are as of then
    Column("swept_at", UtcDateTime),
    Column("schema_fingerprint", Text),
)

# one row per refused row and rule; seen again moves last_seen_at only
etl_reject = make_table(
    "etl_reject",
    Column("reject_key", Key, primary_key=True, autoincrement=True),
    Column("source_name", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("source_id", Text, nullable=False),  # the source's id, or `#` and the row's hash where it has none
    Column("rule", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row_json", Text, nullable=False),  # without personal columns, text scrubbed
    # of row_json, for who is to mend it: what stands in the field at fault, and the org_unit as the source writes it
    Column("value", Text, nullable=False, server_default=""),
    Column("org_unit", Text, nullable=False, server_default=""),
    Column("first_run_key", BigInteger, nullable=False),
    Column("last_run_key", BigInteger, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),  # the same row was accepted, or is gone from the source
    UniqueConstraint("source_name", "entity", "source_id", "rule"),
    Index(None, "source_name", "resolved_at"),
)

# one row per day whose facts changed since the aggregates were last made (written with the facts, removed by settle)
etl_touched = make_table(
    "etl_touched",
    Column("contract", Text, primary_key=True),
    Column("date", Date, primary_key=True),
    sqlite_with_rowid=False,
)

# one row per thing a person asked the scheduler for
etl_request = make_table(
    "etl_request",
    Column("request_key", Key, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),  # run | replay | rescore | decision
    Column("source_name", Text),
    Column("details", Text, nullable=False),  # JSON
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False),  # waiting | claimed | done | failed
    Column("claimed_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("run_key", BigInteger),
    Column("error", Text),
)

# one row: who may write, and the fencing number that each write compares
etl_lease = make_table(
    "etl_lease",
    Column("name", Text, primary_key=True),
    Column("holder", Text),
    Column("fence", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime),
)

# one row (id 1): bumped whenever what pages show has changed
etl_data_version = make_table(
    "etl_data_version",
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("as_of_at", UtcDateTime),  # the instant the figures were made for
    Column("settled_at", UtcDateTime),
    Column("settled_run_key", BigInteger),
    Column("queries_mark", Text),  # of the aggregate and measure queries the figures were made with
    Column("indicators_mark", Text),  # of the definitions and targets the scores were made with
    Column("derive_mark", Text),  # of the queries that spells and histories were derived with
)

# --- staging: one batch at a time, emptied before and after -----------------------------------------------------

# one row per row read of the complaints entity, typed, before it is judged
stg_complaint = make_table(
    "stg_complaint",
    Column("row_number", BigInteger, nullable=False),  # order of reading
    Column("source_id", Text, nullable=False),
    *(
        Column(c.name, c.type)
        for c in fact_complaint.columns
        if c.name
        not in (
            "complaint_key",
            "source_key",
            "source_id",
            "is_counted",
            "is_deleted",
            "closed_seen_at",
            "closed_seen_date",
            "run_key",
        )
    ),
    # further ones as `,code,code,` and `,key,key,`: they become rows of complaint_more_category and _org_unit
    Column("more_categories", Text),
    Column("more_org_units", Text),
    # most sources have none: found without a look at every row
    *(
        Index(
            f"ix_stg_complaint_{name}",
            "row_number",
            postgresql_where=text(f"{name} is not null"),
            sqlite_where=text(f"{name} is not null"),
        )
        for name in ("more_categories", "more_org_units")
    ),
    info={"staging_of": "fact_complaint"},
)

# one row per row read of the complaint_status entity, typed, before it is judged
stg_complaint_status = make_table(
    "stg_complaint_status",
    Column("row_number", BigInteger, nullable=False),
    *(
        Column(c.name, c.type)
        for c in fact_complaint_status.columns
        if c.name not in ("source_key", "is_deleted", "run_key")
    ),
    Column("source_changed_at", UtcDateTime),
    info={"staging_of": "fact_complaint_status"},
)

# one row per row refused while reading, before the batch is judged
stg_reject = make_table(
    "stg_reject",
    Column("entity", Text, nullable=False),
    Column("row_number", BigInteger, nullable=False),
    Column("key_id", Text, nullable=False),  # the first part of the key, and the second where there is one
    Column("key_sequence", BigInteger, nullable=False),
    Column("source_id", Text, nullable=False),  # as etl_reject names the row
    Column("rule", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row_json", Text, nullable=False),
    Column("value", Text, nullable=False, server_default=""),  # of the field at fault, as etl_reject has it
    Column("org_unit", Text, nullable=False, server_default=""),
)

# one row per key met by a sweep, with the hash of what the source holds now
stg_sweep = make_table(
    "stg_sweep",
    Column("source_id", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),  # 0 where the entity is not a child
    Column("row_hash", BigInteger, nullable=False),
)

# one row per complaint whose facts the batch being merged changes (emptied in the same transaction)
stg_touched = make_table(
    "stg_touched",
    Column("source_key", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Text, primary_key=True),
)
