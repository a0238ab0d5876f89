"""The words of each complaint as people wrote them: description and place, with the dirt real ones have."""

from __future__ import annotations

import numpy as np

from etl.calendar_th import MONTHS_SHORT_TH, from_day_number
from etl.sample import people, places
from etl.sample.complaints import phrases, words
from etl.sample.complaints.cases import Cases
from etl.sample.draws import Draws, Texts, texts

_NAMES = texts([p.name for p in places.PLACES])
_SOIS = texts([f" ซอย {n}" for n in range(1, 31)])
_HOUSES = texts([str(n) for n in range(1, 300)])
_IS_CALM = np.array([c.name in phrases.CALM for c in words.CATEGORIES])
_BY_CATEGORY = [phrases.BODIES[c.name] for c in words.CATEGORIES]
_COUNTS = np.array([len(b) for b in _BY_CATEGORY])
_FIRST = np.cumsum(_COUNTS) - _COUNTS
_LEADS = ("บริเวณ", "ใกล้", "รอบ", "จาก", "ที่", "ข้าง", "ใน", "ผ่าน", "อยู่", "ของบ้าน")


def _halves(body: str) -> tuple[str, str]:
    """A stock sentence before and after its place, with the word and the blanks a writer would put there."""
    before, _, after = body.partition("@")
    before += "" if before.endswith(_LEADS) else "บริเวณ"
    return before, after if after.startswith(" ") or not after else f" {after}"


_SPLIT = [_halves(body) for bodies in _BY_CATEGORY for body in bodies]
_BEFORE, _AFTER = texts([s[0] for s in _SPLIT]), texts([s[1] for s in _SPLIT])


def make_details(cases: Cases) -> Texts:
    """The complaint in the citizen's words; a few hold telephone, identity numbers, names, e-mail addresses."""
    d = cases.content
    which = _FIRST[cases.category] + (d.uniform("phrase") * _COUNTS[cases.category]).astype(np.int64)
    where = _NAMES[cases.place] + _soi(d, "spot")
    text = _say(d, "opener", cases, phrases.OPENERS, phrases.CALM_OPENERS) + _BEFORE[which] + where + _AFTER[which]
    said, which_day = np.unique(cases.day, return_inverse=True)
    dates = texts([_date_said(int(n)) for n in said])[which_day]
    text = np.where(d.chance("says date", 0.02), text + " ตั้งแต่วันที่ " + dates, text)
    text = _add_habits(d, _add_people(d, text + _say(d, "ending", cases, phrases.ENDINGS, phrases.CALM_ENDINGS)))
    return np.where(cases.is_test, d.pick("test words", texts(phrases.TESTS)), text)


def make_places(cases: Cases) -> Texts:
    """Where it is, as typed into its own box: a fifth is blank, some name a house."""
    d = cases.content
    place = _NAMES[cases.place] + _soi(d, "place")
    house = texts(["บ้านเลขที่ "]) + d.pick("house", _HOUSES) + "/" + d.pick("flat", _HOUSES) + " "
    place = np.where(d.chance("names house", 0.12), house + place, place)
    return np.where(cases.own.chance("no place", 0.2), texts([""]), place)


def _say(d: Draws, purpose: str, cases: Cases, usual: tuple[str, ...], calm: tuple[str, ...]) -> Texts:
    """An opening or ending of the kind the matter asks for, in the words of a man or a woman."""
    said = []
    for particle in ("ครับ", "คะ"):
        mild, strong = ([p.replace("นะ#", "นะ" + particle) for p in kind] for kind in (calm, usual))
        ends = "ครับ" if particle == "ครับ" else "ค่ะ"
        mild, strong = ([p.replace("#", ends) for p in kind] for kind in (mild, strong))
        said.append(np.where(_IS_CALM[cases.category], d.pick(purpose, texts(mild)), d.pick(purpose, texts(strong))))
    return np.where(d.chance("speaker", 0.45), *said)


def _soi(d: Draws, purpose: str) -> Texts:
    return np.where(d.chance(purpose, 0.3), d.pick(purpose + " soi", _SOIS), texts([""]))


def _add_people(d: Draws, text: Texts) -> Texts:
    """Personal data that reaches free text; the pipeline must not carry it on."""
    phone = people.phones(d, "in text")
    text = np.where(d.chance("gives phone", 0.045), text + d.pick("phone word", _PHONE_WORDS) + phone, text)
    text = np.where(
        d.chance("gives name", 0.03), text + d.pick("name word", _NAME_WORDS) + people.names(d, "named"), text
    )
    text = np.where(d.chance("gives id", 0.004), text + " เลขบัตรประชาชน " + people.id_numbers(d, "card"), text)
    return np.where(d.chance("gives mail", 0.003), text + " อีเมล " + people.emails(d, "mail"), text)


_PHONE_WORDS = texts([" โทร ", " โทร.", " เบอร์ติดต่อ ", " ติดต่อกลับ ", " Tel. ", " ", " เบอร์โทรศัพท์: "])
_NAME_WORDS = texts([" ผู้แจ้ง ", " แจ้งโดย ", " ลงชื่อ ", " ติดต่อ ", " ตามที่แจ้ง "])


def _add_habits(d: Draws, text: Texts) -> Texts:
    """Line breaks, emoji, odd first characters, blanks at the end."""
    text = np.where(d.chance("breaks line", 0.03), text + "\r\nขอความอนุเคราะห์ตรวจสอบ", text)
    text = np.where(d.chance("emoji", 0.009), text + d.pick("which emoji", texts(phrases.EMOJI)), text)
    text = np.where(d.chance("odd start", 0.005), d.pick("which start", texts(phrases.ODD_STARTS)) + text, text)
    return np.where(d.chance("blank end", 0.015), text + "  ", text)


def _date_said(day: int) -> str:
    said = from_day_number(day)
    return people.to_thai_digits(f"{said.day} {MONTHS_SHORT_TH[said.month - 1]} {said.year + 543}")
