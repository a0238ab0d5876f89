"""A source, a warehouse and runs between them, as for the pipeline's tests."""

from __future__ import annotations

from tests.pipeline.conftest import any_city, city, run, write_config

__all__ = ["any_city", "city", "run", "write_config"]
