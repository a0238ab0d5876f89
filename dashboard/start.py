"""What `make run` does: prepare what is missing, start scheduler and web server, watch both until told to stop."""

from __future__ import annotations

import json
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import click

from dashboard.children import Child, Nursery, own_command
from dashboard.secret import with_secret
from etl.settings import Settings

HEALTHY_SECONDS = 90.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """One thing to do before serving; `work` may say how it goes and returns what came of it."""

    title: str
    work: Callable[[Say], str]


def run_steps(steps: Iterable[Step]) -> None:
    """Each step with its progress and seconds on the terminal."""
    for number, step in enumerate(steps, 1):
        began = time.monotonic()
        say(f"[{number}] {step.title} ...")
        result = step.work(lambda line: say(f"    {line}"))
        say(f"    {result or 'done'} ({time.monotonic() - began:.1f} s)")


def say(line: str) -> None:
    click.echo(line)


def watch(settings: Settings) -> int:
    """Scheduler and web server as child processes; the exit code once both have stopped."""
    nursery = Nursery(
        [
            Child("scheduler", own_command("schedule", "--catch-up", "--end-with-parent")),
            Child("web server", own_command("serve", "--end-with-parent")),
        ],
        say,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: nursery.stopping.set())
    nursery.start()
    threading.Thread(target=_announce, args=(settings, nursery.stopping), daemon=True).start()
    code = nursery.run()
    say("Stopped.")
    return code


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"


def _announce(settings: Settings, stopping: threading.Event) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    url = address(settings)
    while not stopping.wait(0.2):
        if is_healthy(url):
            say(f"\nReady: {url}   (stop with Ctrl-C)")
            return
        if time.monotonic() > deadline:
            say(f"\nThe web server has not answered at {url}/healthz for {HEALTHY_SECONDS:.0f} s; see its messages.")
            return


def is_healthy(url: str) -> bool:
    """Whether /healthz answers as ours does: a JSON object, not just any page."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310
            return isinstance(json.load(answer), dict)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def make_secret(settings: Settings) -> str:
    """The key that signs sessions, so that no two processes make one at the same moment."""
    with_secret(settings)
    return "from MIS_SECRET_KEY" if settings.secret_key else "kept in secret_key, readable by you only"


def make_logins(settings: Settings, tell: Say) -> str:
    """Demo accounts where nobody exists yet and this is not production; their passwords are printed this once."""
    from dashboard.access.demo import make_demo_people

    made = make_demo_people(settings)
    if made:
        tell("Demo logins, shown this once:")
        for username, password, role in made:
            tell(f"    {username:<10} {password}  {role}")
    return "demo logins made" if made else "as they are (mis user list)"
