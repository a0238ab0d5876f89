"""Demo accounts for a first look: made once, where nobody exists yet, never in production."""

from __future__ import annotations

from dashboard.access.database import upgrade_people
from dashboard.access.passwords import make_password
from dashboard.access.people import People
from etl.settings import Settings

DEMO = (
    ("mayor", "นายกเทศมนตรี (ทดลอง)", "executive"),
    ("planner", "นักวิเคราะห์แผน (ทดลอง)", "planner"),
    ("strategy", "กองยุทธศาสตร์ (ทดลอง)", "strategy"),
    ("operator", "ศูนย์สารสนเทศ (ทดลอง)", "operator"),
)


def make_demo_people(settings: Settings) -> list[tuple[str, str, str]]:
    """(user name, password, role) of each account made, to be shown this once; empty when anybody exists."""
    if settings.is_production:
        return []
    people = People(settings.people_url)
    upgrade_people(people.engine)
    try:
        if people.everybody():
            return []
        made = [(username, shown, role, make_password()) for username, shown, role in DEMO]
        for username, shown, role, password in made:
            people.add(username, shown, role, password, by="first start")
    finally:
        people.close()
    return [(username, password, role) for username, _, role, password in made]
