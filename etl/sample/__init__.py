"""The sample systems: databases with realistic schemas and dirty rows, repeatable by seed and date."""

from etl.sample.build import build_sample, sample_urls

__all__ = ["build_sample", "sample_urls"]
