"""One run in a process of its own, so that it can be killed: settings come from the environment, as for `mis run`."""

from __future__ import annotations

import sys

from etl.pipeline import run_sources
from etl.settings import load_settings
from etl.warehouse.engine import make_engine


def main() -> int:
    settings = load_settings()
    reports = run_sources(settings, make_engine(settings.warehouse_url))
    for report in reports:
        print(report)
    return 0 if all(report.is_ok for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
