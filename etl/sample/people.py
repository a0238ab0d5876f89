"""Invented people for the sample systems: names, telephone numbers, identity numbers, e-mail addresses.

Nobody's: telephone numbers lie in blocks of zeros, identity numbers have a wrong check digit.
"""

from __future__ import annotations

from etl.sample.draws import Draws, Texts, texts

TITLES = texts(["นาย", "นาง", "น.ส.", "นางสาว", "คุณ", "ด.ต.", "อ."])
GIVEN = texts([
    "สมชาย", "สมหญิง", "วิชัย", "ประเสริฐ", "มาลี", "สุนีย์", "บุญมี", "คำปุ่น", "ทองสุข", "อรทัย",
    "พรทิพย์", "ณัฐพล", "กิตติศักดิ์", "ศิริพร", "จันทร์เพ็ญ", "สุรชัย", "อนุชา", "วรรณา", "ปิยะ", "ธนากร",
    "ชลธิชา", "รุ่งนภา", "ไพบูลย์", "สำราญ", "ประภาพร", "นิภา", "เกษม", "บัวลอย", "ลำดวน", "อำนาจ",
])  # fmt: skip
FAMILY = texts([
    "ตัวอย่างดี", "ใจงามสมมติ", "แก่นเมืองทดลอง", "ศรีสมมติ", "บุญสมมติ", "โนนตัวอย่าง", "พลทดลอง", "ทองสมมติ", "วงศ์ตัวอย่าง",
    "สุขสมมติ", "คำทดลอง", "นาสมมติ", "ชัยตัวอย่าง", "ภูสมมติ", "หนองทดลอง", "แสนตัวอย่าง", "มูลสมมติ", "พรทดลอง", "เมืองสมมติ",
    "รักตัวอย่าง",
])  # fmt: skip
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_thai_digits(text: str) -> str:
    return text.translate(_THAI_DIGITS)


def names(draws: Draws, purpose: str) -> Texts:
    """Title, given and family name."""
    title = TITLES[draws.choose(purpose + "t", [40, 22, 20, 12, 4, 1, 1])]
    return title + draws.pick(purpose + "g", GIVEN) + " " + draws.pick(purpose + "f", FAMILY)


def phones(draws: Draws, purpose: str) -> Texts:
    """Mobile and fixed numbers as people write them: plain, with hyphens or blanks, some in Thai digits."""
    way = draws.choose(purpose + "w", [50, 28, 8, 6, 5, 3])
    return _PHONES[way * _EACH + draws.integers(purpose + "n", 0, _EACH)]


def id_numbers(draws: Draws, purpose: str) -> Texts:
    """Thirteen digits, plain or as printed on the card; the check digit is wrong on purpose."""
    stock: Texts = draws.pick(purpose, _ID_NUMBERS)
    return stock


def emails(draws: Draws, purpose: str) -> Texts:
    stock: Texts = draws.pick(purpose, _EMAILS)
    return stock


def _write_phone(number: int, way: int) -> str:
    start, end = ("081", "082", "086", "089", "091", "098")[number // 1000], number % 1000
    forms = (
        f"{start}0000{end:03d}",
        f"{start}-000-0{end:03d}",
        f"{start} 000 0{end:03d}",
        f"043-000{end:03d}",
        to_thai_digits(f"{start}-0000{end:03d}"),
        f"+66{start[1:]}0000{end:03d}",
    )
    return forms[way]


def _write_id_number(number: int, dashed: bool) -> str:
    twelve = f"340990{number:06d}"
    check = (11 - sum(int(digit) * (13 - i) for i, digit in enumerate(twelve)) % 11) % 10
    wrong = (check + 5) % 10
    if not dashed:
        return f"{twelve}{wrong}"
    return f"{twelve[0]}-{twelve[1:5]}-{twelve[5:10]}-{twelve[10:]}-{wrong}"


_EACH = 6_000
_PHONES = texts([_write_phone(number, way) for way in range(6) for number in range(_EACH)])
_ID_NUMBERS = texts([_write_id_number(number * 331, number % 2 > 0) for number in range(3_000)])
_EMAILS = texts([f"kk.sample{number}@example.com" for number in range(1_000)])
