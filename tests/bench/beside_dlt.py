"""Loads the two complaint tables with dlt as its guide says (pyarrow); dates as text, for the source holds zero ones.

Runs in an environment of its own (`make bench` makes `.venv-bench`): python beside_dlt.py SOURCE_URL WAREHOUSE_URL
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import dlt
import sqlalchemy as sa
from dlt.sources.sql_database import sql_database

TABLES = ["tb_complaint", "tb_complaint_status_log"]


def write_dates_as_text(_query: Any, table: Any) -> Any:
    return sa.select(
        *(
            sa.cast(column, sa.CHAR).label(column.name) if isinstance(column.type, sa.DateTime | sa.Date) else column
            for column in table.columns
        )
    )


def read_as_text(kind: Any) -> Any:
    return sa.Text() if isinstance(kind, sa.DateTime | sa.Date) else kind


def main(source_url: str, warehouse_url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DLT_DATA_DIR"] = folder
        os.environ["DESTINATION__POSTGRES__CREDENTIALS__PASSWORD"] = "trusted"  # dlt wants one, the server none
        pipeline = dlt.pipeline(
            "beside",
            destination=dlt.destinations.postgres(warehouse_url),
            dataset_name="beside_dlt",
            pipelines_dir=folder,
        )
        source = sql_database(
            source_url,
            table_names=TABLES,
            backend="pyarrow",
            chunk_size=50_000,
            query_adapter_callback=write_dates_as_text,
            type_adapter_callback=read_as_text,
        )
        print(pipeline.run(source, loader_file_format="csv", write_disposition="replace"))


if __name__ == "__main__":
    main(*sys.argv[1:])
