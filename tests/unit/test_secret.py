"""The secret key is random, made once, and nobody else's to read."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.secret import with_secret
from etl.errors import SettingsError
from etl.settings import Settings


def test_it_is_made_once_and_kept(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    first, second = with_secret(settings), with_secret(settings)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key or "") >= 48
    path = settings.home / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in settings.home.iterdir()] == ["secret_key"]


def test_the_environment_wins(make_settings: Callable[..., Settings]) -> None:
    secret = "an-environment-secret-0123456789-abc"
    settings = with_secret(make_settings(MIS_SECRET_KEY=secret))
    assert settings.secret_key == secret
    assert not (settings.home / "secret_key").exists()


def test_everybody_gets_the_same_one_at_once(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: with_secret(settings).secret_key, range(32)))
    assert len(keys) == 1


def test_two_homes_two_keys(make_settings: Callable[..., Settings], tmp_path: object) -> None:
    other = make_settings(MIS_HOME=f"{tmp_path}/other")
    assert with_secret(make_settings()).secret_key != with_secret(other).secret_key


@pytest.mark.parametrize(
    ("content", "mode", "remedy"),
    [("x" * 64, 0o644, "chmod 600"), ("short", 0o600, "Remove it"), ("ก" * 64, 0o600, "damaged")],
)
def test_an_unsafe_key_is_refused(make_settings: Callable[..., Settings], content: str, mode: int, remedy: str) -> None:
    settings = make_settings()
    settings.home.mkdir(parents=True)
    path = settings.home / "secret_key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(SettingsError, match=remedy):
        with_secret(settings)
