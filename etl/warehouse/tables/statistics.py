"""Official statistics: published figures as they were printed, and the population that rates are made with."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Integer, SmallInteger, Text

from etl.contracts.statistics import STATISTIC
from etl.warehouse.tables.base import agg_table, fact_table, staging_of

# one row per figure a publication prints for an area and period; another value in the same place is another row
fact_statistic = fact_table(
    "fact_statistic",
    Column("series_code", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("area_scheme_code", Text, nullable=False),
    Column("year_be", SmallInteger, nullable=False),
    Column("period_kind_code", Text, nullable=False),
    Column("period_as_printed", Text, nullable=False),
    Column("period_end_date", Date, nullable=False),  # the day it stands for: as printed, else the last of its period
    Column("value", Float, nullable=False),
    Column("value_as_printed", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("price_basis_code", Text, nullable=False),
    Column("edition", Text, nullable=False),  # blank where the publication names none
    Column("edition_year", Integer, nullable=False),  # the year in `edition`, 0 where there is none
    Column("reference", Text, nullable=False),
    Column("series_break_code", Text, nullable=False),
    Column("note", Text, nullable=False),  # scrubbed
    key=STATISTIC.key,
)
stg_statistic = staging_of(fact_statistic)

# one row per municipality and day for which its population is published
agg_population = agg_table("agg_population", parts=("population",))

# one row per day a figure of Milestone 8 stands for and year of edition; of the municipality as a whole
agg_milestone8 = agg_table(
    "agg_milestone8",
    Column("edition_year", Integer),
    parts=("gini_region", "gini_country", "gini_province", "income_region", "income_country", "smart_cities"),
)
