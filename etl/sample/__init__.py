"""The sample systems: databases with realistic schemas and dirty rows, repeatable by seed and date."""

from etl.sample.build import build_sample, sample_urls
from etl.sample.complaints.changes import change_recent

__all__ = ["build_sample", "change_recent", "sample_urls"]
