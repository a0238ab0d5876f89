"""`mis user`: the only way a first person comes in; nothing of it is reachable from the web."""

from __future__ import annotations

import getpass
import sys

import click

from dashboard.access.database import upgrade_people
from dashboard.access.passwords import make_password
from dashboard.access.people import People
from dashboard.access.person import ROLES
from etl.command_line import read_settings
from etl.output import show

COLUMNS = ("username", "display_name", "role", "created_at", "disabled_at")


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--name", default="", help="Name shown on screen; the user name when left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@click.option("--random", "is_random", is_flag=True, help="Make a random password and print it once.")
def add_person(username: str, role: str, name: str, password_stdin: bool, is_random: bool) -> None:
    """Let a new person sign in."""
    password = _ask_password(from_stdin=password_stdin, is_random=is_random)
    person = _open_people().add(username, name, role, password, by=_by())
    click.echo(f"{person.username} may sign in as {person.role}.")
    _tell(password, is_random=is_random)


@user.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_people(as_json: bool) -> None:
    """Everybody, also those who may not sign in any more."""
    show(_open_people().everybody(), COLUMNS, as_json=as_json)


@user.command("disable")
@click.argument("username")
def disable_person(username: str) -> None:
    """End a person's sessions and let them in no more (a new password lets them in again)."""
    _open_people().disable(username, by=_by())
    click.echo(f"{username} cannot sign in any more.")


@user.command("passwd")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@click.option("--random", "is_random", is_flag=True, help="Make a random password and print it once.")
def set_password(username: str, password_stdin: bool, is_random: bool) -> None:
    """Give a person a new password; their open sessions end."""
    password = _ask_password(from_stdin=password_stdin, is_random=is_random)
    _open_people().set_password(username, password, by=_by())
    click.echo(f"{username} has a new password.")
    _tell(password, is_random=is_random)


def _open_people() -> People:
    people = People(read_settings().people_url)
    upgrade_people(people.engine)
    return people


def _ask_password(*, from_stdin: bool, is_random: bool) -> str:
    if is_random:
        return make_password()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _tell(password: str, *, is_random: bool) -> None:
    if is_random:
        click.echo(f"Password (shown once): {password}")


def _by() -> str:
    """Who stands in the audit log for something done on the command line."""
    return f"command line ({getpass.getuser()})"
