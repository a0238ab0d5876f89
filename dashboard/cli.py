"""The `mis` command: what etl offers, and serving, starting and people of the web side."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import click

from dashboard.people_commands import user
from etl import commands
from etl.command_line import MisGroup, read_settings

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
until_parent_ends = click.option("--end-with-parent", is_flag=True, hidden=True)


@click.group(cls=MisGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="khonkaen-mis", prog_name="mis")
def main() -> None:
    """Executive information system of Khon Kaen City Municipality.

    Exit codes: 0 done, 1 a run failed, 2 wrong use or settings, 3 rows rejected over the limit (nothing lost).
    """


for command in (*commands.COMMANDS, user):
    main.add_command(command)


@main.command()
@click.option("--catch-up", is_flag=True, help="Run every source once before the first scheduled time.")
@until_parent_ends
def schedule(catch_up: bool, end_with_parent: bool) -> None:
    """Run sources by their cron lines, and what people ask for in the browser, until stopped."""
    from dashboard.children import end_with_parent as watch_parent
    from etl.scheduler import run_scheduler

    settings = read_settings()
    log_to_stderr()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if end_with_parent:
        watch_parent()
    run_scheduler(settings, stopping, catch_up=catch_up)


@main.command()
@until_parent_ends
def serve(end_with_parent: bool) -> None:
    """Serve the dashboard on MIS_HOST and MIS_PORT until stopped."""
    from dashboard.children import end_with_parent as watch_parent
    from dashboard.secret import with_secret
    from dashboard.serve import run_web_server

    settings = with_secret(read_settings())
    log_to_stderr()
    if end_with_parent:
        watch_parent()
    run_web_server(settings)


@main.command()
def start() -> None:
    """Prepare what is missing, then run scheduler and web server: what `make run` does."""
    from dashboard.serve import check_port
    from dashboard.start import Step, make_logins, make_secret, run_steps, watch

    settings = read_settings()
    check_port(settings)
    run_steps(
        [
            Step("secret key", lambda say: make_secret(settings)),
            *(Step(step.title, step.work) for step in commands.preparations(settings)),
            Step("people", lambda say: make_logins(settings, say)),
        ]
    )
    sys.exit(watch(settings))


def log_to_stderr() -> None:
    """For the processes that stay: what they do, line by line, for the service manager's journal."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)


if __name__ == "__main__":
    main()
