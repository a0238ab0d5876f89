"""`make test` tells what it could not have, and in CI does not forgive it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from etl.settings import PROJECT

PROGRAM = """
import sys, pytest
from tests.run import SkipLedger
sys.exit(int(pytest.main(["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", sys.argv[2], sys.argv[2]],
                         plugins=[SkipLedger(is_strict=sys.argv[1] == "strict")])))
"""


COULD = (
    "PostgreSQL is not installed",
    "MariaDB is not installed",
    "Chromium is not installed",
    "the real data are not beside the project",
)


def _run(tmp_path: Path, *reasons: str, strict: bool) -> subprocess.CompletedProcess[str]:
    tests = "".join(f"\n\ndef test_{n}():\n    pytest.skip({reason!r})\n" for n, reason in enumerate(reasons))
    for folder in (tmp_path / "one", tmp_path / "two"):  # like the project's: folders with a conftest of their own
        folder.mkdir(exist_ok=True)
        (folder / "conftest.py").touch()
    (tmp_path / "one" / "test_it.py").write_text(f"import pytest\n\n\ndef test_fine():\n    pass\n{tests}")
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "strict" if strict else "lenient", str(tmp_path)],
        cwd=PROJECT,
        env={**os.environ, "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_ci_forbids_what_it_could_have_had(tmp_path: Path) -> None:
    done = _run(tmp_path, *COULD, "only on macOS", strict=True)
    assert done.returncode == 1
    for reason in COULD:
        assert f"{reason} (1)" in done.stdout
        assert f"CI can have this and must: {reason}" in done.stdout
    assert "must: only on macOS" not in done.stdout
    assert re.search(r"1 passed, 5 skipped.* in ", done.stdout.strip().splitlines()[-1])


def test_elsewhere_one_line_tells(tmp_path: Path) -> None:
    done = _run(tmp_path, *COULD, strict=False)
    assert done.returncode == 0
    assert done.stdout.count("could not be had: ") == 1


def test_ci_forgives_other_reasons(tmp_path: Path) -> None:
    assert _run(tmp_path, "only on macOS", strict=True).returncode == 0
