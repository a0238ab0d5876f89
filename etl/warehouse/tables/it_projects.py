"""Tables of the IT projects: the inventory, services and data sets, yearly assessments, and the digital plan.

Stocks are kept by day as net changes: what began less what ended.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, Integer, SmallInteger, Text

from etl.warehouse.tables.base import UtcDateTime, agg_table, fact_table, staging_of

# one row per information system
fact_it_system = fact_table(
    "fact_it_system",
    Column("source_id", Text, nullable=False),
    Column("system_code", Text),
    Column("name", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("system_kind_code", Text, nullable=False),
    Column("origin_code", Text, nullable=False),
    Column("stage_code", Text, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_date", Date, nullable=False),
    Column("live_date", Date),
    Column("retired_date", Date),
    Column("personal_data_code", Text, nullable=False),
    Column("ropa_date", Date),
    Column("project_code", Text),
    Column("accounts", Integer),
    Column("note", Text),  # scrubbed
)
stg_it_system = staging_of(fact_it_system)

# one row per system and month reported
fact_it_system_month = fact_table(
    "fact_it_system_month",
    Column("source_id", Text, nullable=False),
    Column("system_id", Text, nullable=False),  # fact_it_system.source_id of the same source
    Column("month_date", Date, nullable=False),  # last day of the month
    Column("lapses_date", Date, nullable=False),  # last day of the next month: its report takes this one's place
    Column("active_accounts", Integer),
    Column("service_minutes", Integer),
    Column("down_minutes", Integer),
    Column("restore_tested_date", Date),
    Column("restore_lapses_date", Date),  # twelve months later
    Column("survey_answers", Integer),
    Column("survey_points", Integer),
)
stg_it_system_month = staging_of(fact_it_system_month)

# one row per data exchange of a system
fact_it_integration = fact_table(
    "fact_it_integration",
    Column("source_id", Text, nullable=False),
    Column("system_id", Text, nullable=False),
    Column("partner", Text),
    Column("method_code", Text, nullable=False),
    Column("working_from_date", Date),
    Column("ended_date", Date),
)
stg_it_integration = staging_of(fact_it_integration)

# one row per request for development
fact_it_request = fact_table(
    "fact_it_request",
    Column("source_id", Text, nullable=False),
    Column("request_number", Text),
    Column("org_unit_key", Integer, nullable=False),
    Column("title", Text),  # scrubbed
    Column("request_kind_code", Text, nullable=False),
    Column("request_status_code", Text, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("requested_date", Date, nullable=False),
    Column("due_date", Date),
    Column("finished_at", UtcDateTime),
    Column("finished_date", Date),
    Column("person_days", Float),
    Column("budget_satang", BigInteger),
)
stg_it_request = staging_of(fact_it_request)

# one row per public service
fact_it_service = fact_table(
    "fact_it_service",
    Column("source_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
)
stg_it_service = staging_of(fact_it_service)

# one row per public service and digital process
fact_it_service_process = fact_table(
    "fact_it_service_process",
    Column("source_id", Text, nullable=False),
    Column("service_id", Text, nullable=False),  # fact_it_service.source_id of the same source
    Column("process_code", Text, nullable=False),
    Column("readiness_code", Text, nullable=False),
    Column("ready_date", Date),
)
stg_it_service_process = staging_of(fact_it_service_process)

# one row per open data set
fact_it_dataset = fact_table(
    "fact_it_dataset",
    Column("source_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("published_date", Date),
    Column("withdrawn_date", Date),
)
stg_it_dataset = staging_of(fact_it_dataset)

# one row per item of the checklist (or kind of point) and fiscal year
fact_it_assessment = fact_table(
    "fact_it_assessment",
    Column("source_id", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("value", Float, nullable=False),
    Column("value_halves", Integer, nullable=False),  # twice the value: the checklist knows 0, 0.5 and 1
    Column("assessed_date", Date, nullable=False),
)
stg_it_assessment = staging_of(fact_it_assessment)

# one row per project of the digital plan
fact_plan_project = fact_table(
    "fact_plan_project",
    Column("source_id", Text, nullable=False),
    Column("project_code", Text, nullable=False),
    Column("strategy", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("responsible", Text),
    Column("note", Text),  # scrubbed
)
stg_plan_project = staging_of(fact_plan_project)

# one row per project of the plan and fiscal year
fact_plan_year = fact_table(
    "fact_plan_year",
    Column("source_id", Text, nullable=False),
    Column("project_code", Text, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("budget_mark_code", Text, nullable=False),  # amount | dash | blank
    Column("budget_satang", BigInteger),  # null where the plan prints no amount
    Column("starts_date", Date),
    Column("ends_date", Date),
    Column("opens_date", Date, nullable=False),  # 1 October that begins the fiscal year
    Column("lapses_date", Date, nullable=False),  # 1 October after it
)
stg_plan_year = staging_of(fact_plan_year)

# one row per project and day reported
fact_plan_progress = fact_table(
    "fact_plan_progress",
    Column("project_code", Text, nullable=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("reported_date", Date, nullable=False),
    Column("counted_date", Date, nullable=False),  # the same within its fiscal year: a late report is of its last day
    Column("lapses_date", Date, nullable=False),  # 1 October after the fiscal year
    Column("planned_percent", Float, nullable=False),
    Column("actual_percent", Float, nullable=False),
    Column("approved_satang", BigInteger),
    Column("committed_satang", BigInteger),
    Column("disbursed_satang", BigInteger),
    Column("project_status_code", Text, nullable=False),
    Column("obstacle", Text),  # scrubbed
    key=("project_code", "reported_date"),
)
stg_plan_progress = staging_of(fact_plan_progress)

# one row per day and own org_unit on which anything changed in its systems; the first eight are net changes
agg_it_system = agg_table(
    "agg_it_system",
    parts=(
        "in_use", "in_house", "mis", "personal", "ropa", "integrated", "restored", "active_accounts",
        "service_minutes", "down_minutes", "survey_answers", "survey_points",
    ),
)  # fmt: skip

# one row per day and own org_unit on which requests, services or data sets changed; the last four are net changes
agg_it_work = agg_table(
    "agg_it_work",
    parts=(
        "requests_received",
        "requests_finished",
        "requests_open",
        "services_digital",
        "services_improved",
        "datasets",
    ),
)

# one row per day on which an assessment took an earlier one's place, of the municipality; net changes of half points
agg_it_assessment = agg_table(
    "agg_it_assessment", parts=("ready", "ready_items", "wifi_office", "wifi_phase1", "wifi_phase2", "cctv")
)

# one row per day and own org_unit on which plan, money or progress of a project changed; net changes
agg_digital_plan = agg_table(
    "agg_digital_plan",
    parts=(
        "budget",
        "approved",
        "committed",
        "disbursed",
        "plan_disbursed",
        "active",
        "on_plan",
        "started",
        "finished",
    ),
)
