"""The lookup tables of the sample complaint system, and how often and how well each word is met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample.draws import Floats

NEW, ACCEPTED, IN_PROGRESS, WAITING, FORWARDED, FOLLOW_UP = 1, 2, 3, 4, 5, 6
FINISHED, UNRESOLVED, IRRELEVANT, NOT_ACCEPTED, CANCELLED, IMPOSSIBLE = 7, 8, 9, 10, 11, 99
OPEN = (NEW, ACCEPTED, IN_PROGRESS, WAITING, FORWARDED, FOLLOW_UP)

STATUSES = {
    NEW: "รอรับเรื่อง",
    ACCEPTED: "รับเรื่องแล้ว",
    IN_PROGRESS: "กำลังดำเนินการ",
    WAITING: "รอข้อมูลเพิ่มเติม",
    FORWARDED: "ส่งต่อหน่วยงานอื่น",
    FOLLOW_UP: "ติดตามผล",
    FINISHED: "เสร็จสิ้น",
    UNRESOLVED: "ยุติเรื่อง",
    IRRELEVANT: "ไม่เกี่ยวข้อง",
    NOT_ACCEPTED: "ไม่รับเรื่อง",
    CANCELLED: "ยกเลิก",
}
URGENCIES = ("ปกติ", "ด่วน", "ด่วนมาก", "ต้องใช้งบประมาณ")  # coded 1 to 4
STANDARD_DAYS = np.array([15, 7, 3, 30])


@dataclass(frozen=True)
class Department:
    """A สำนัก/กอง as the system writes it: the name, other spellings that staff typed, and how well it does.

    `median_days` are (years since October 2021, days to close a normal case); `late` the share that drags on.
    """

    code: str
    name: str
    variants: tuple[str, ...]
    median_days: tuple[tuple[float, float], ...]
    late: float
    reply_days: float


DEPARTMENTS = (
    Department("SCH", "สำนักช่าง", ("สำนักการช่าง", "กองช่าง", "สำนักช่าง ", "สนง.ช่าง"),
               ((0, 8.5), (2, 10.5), (3.6, 14.0), (4.6, 12.5), (5.2, 11.0)), 0.035, 4.2),
    Department("SSS", "สำนักสาธารณสุขและสิ่งแวดล้อม",
               ("สำนักสาธารณสุข", "สำนักการสาธารณสุขและสิ่งแวดล้อม", "สำนักสาธารณสุขฯ", "งานรักษาความสะอาด"),
               ((0, 5.2), (5.2, 4.2)), 0.008, 1.8),
    Department("SPL", "สำนักปลัดเทศบาล", ("สำนักปลัด", "งานเทศกิจ", "สำนักปลัดเทศบาล  "),
               ((0, 10.0), (2.5, 7.0), (5.2, 4.6)), 0.014, 2.6),
    Department("SWK", "สำนักสวัสดิการสังคม", ("สำนักสวัสดิการฯ", "กองสวัสดิการสังคม"),
               ((0, 5.0), (3.0, 6.0), (4.2, 9.5), (5.2, 11.5)), 0.022, 3.0),
    Department("SKL", "สำนักคลัง", ("กองคลัง", "สำนักการคลัง"), ((0, 3.6), (5.2, 3.2)), 0.004, 1.2),
    Department("SKS", "สำนักการศึกษา", ("สนง.การศึกษา",), ((0, 7.5), (5.2, 6.5)), 0.012, 3.2),
    Department("KYS", "กองยุทธศาสตร์และงบประมาณ", ("กองยุทธศาสตร์ฯ", "กองวิชาการและแผนงาน"),
               ((0, 6.5), (5.2, 5.0)), 0.008, 2.2),
    Department("KKJ", "กองการเจ้าหน้าที่", ("กอง จนท.",), ((0, 11.0), (5.2, 9.5)), 0.020, 4.8),
)  # fmt: skip
DEPARTMENT_CODES = tuple(d.code for d in DEPARTMENTS)

RAIN = (0.25, 0.3, 0.4, 0.6, 1.1, 1.4, 1.3, 1.5, 2.1, 1.6, 0.5, 0.3)
SMOKE = (2.6, 2.8, 2.4, 1.2, 0.4, 0.25, 0.25, 0.25, 0.3, 0.5, 1.0, 1.9)
STORM = (0.6, 0.7, 1.2, 1.9, 1.8, 1.1, 0.9, 0.9, 1.0, 0.8, 0.7, 0.6)
FEASTS = (1.3, 0.8, 0.8, 1.7, 0.9, 0.8, 0.8, 0.8, 0.8, 0.9, 1.4, 1.8)
COOL = (1.2, 1.1, 1.0, 0.9, 0.9, 0.95, 0.95, 0.95, 0.95, 1.0, 1.15, 1.2)
EVEN = (1.0,) * 12
USUAL, PRESSING, BUILDING = (76, 17, 4, 3), (35, 42, 22, 1), (58, 18, 4, 20)  # shares of the four urgencies


@dataclass(frozen=True)
class Category:
    """A category as the system words it, who handles it, how often and when in the year, how pressing it is."""

    name: str
    department: str
    weight: float
    months: tuple[float, ...] = EVEN
    urgencies: tuple[int, ...] = USUAL
    pace: float = 1.0  # of the department's days to close
    forwarded: float = 0.02
    by_flood: float = 0.0  # weight that each unit of high water adds


CATEGORIES = (
    Category("ไฟฟ้าส่องสว่างสาธารณะ", "SCH", 11.0, COOL, USUAL, 0.75),
    Category("ถนนชำรุด/เป็นหลุมบ่อ", "SCH", 8.5, (0.9, 0.9, 0.9, 0.9, 1, 1.1, 1.1, 1.2, 1.3, 1.3, 1, 0.9), BUILDING, 1.3),
    Category("ทางเท้าชำรุด", "SCH", 3.6, EVEN, BUILDING, 1.35),
    Category("ท่อระบายน้ำอุดตัน", "SCH", 7.5, RAIN, USUAL, 0.9, 0.01, 18.0),
    Category("น้ำท่วมขัง", "SCH", 3.4, RAIN, PRESSING, 1.0, 0.01, 52.0),
    Category("ต้นไม้/กิ่งไม้กีดขวาง", "SCH", 4.6, STORM, USUAL, 0.7, 0.02, 3.0),
    Category("ขยะตกค้าง", "SSS", 12.0, FEASTS, USUAL, 0.6, 0.005, 9.0),
    Category("ความสะอาดถนนและที่สาธารณะ", "SSS", 5.0, EVEN, USUAL, 0.7),
    Category("เหตุรำคาญ กลิ่นเหม็น", "SSS", 4.6, EVEN, USUAL, 1.5),
    Category("น้ำเสีย", "SSS", 2.6, EVEN, USUAL, 1.5, 0.03, 4.0),
    Category("สัตว์จรจัด", "SSS", 4.8, EVEN, USUAL, 1.1),
    Category("เสียงดังรบกวน", "SSS", 4.4, FEASTS, USUAL, 0.9, 0.04),
    Category("ฝุ่นละออง/เผาในที่โล่ง", "SSS", 3.2, SMOKE, USUAL, 0.6),
    Category("ขอพ่นหมอกควันกำจัดยุง", "SSS", 2.8, RAIN, USUAL, 0.6, 0.0, 4.0),
    Category("หาบเร่แผงลอย", "SPL", 4.0, FEASTS),
    Category("สิ่งกีดขวางทางสาธารณะ", "SPL", 4.4),
    Category("จราจร/ที่จอดรถ", "SPL", 3.4, FEASTS, USUAL, 1.1, 0.16),
    Category("ป้ายจราจร/สัญญาณไฟ", "SCH", 2.4, EVEN, PRESSING, 1.0, 0.10),
    Category("ป้ายโฆษณารุกล้ำ", "SPL", 1.6, EVEN, USUAL, 0.9),
    Category("สายสื่อสาร/สายไฟฟ้า", "SCH", 2.6, STORM, PRESSING, 1.2, 0.46),
    Category("อาคารและสิ่งปลูกสร้าง", "SCH", 2.0, EVEN, BUILDING, 1.8),
    Category("ความปลอดภัย/กล้องวงจรปิด", "SPL", 2.4, FEASTS, USUAL, 0.9, 0.10, 6.0),
    Category("คนเร่ร่อน/ขอทาน", "SWK", 1.7, COOL, USUAL, 0.8, 0.10),
    Category("สอบถามเบี้ยยังชีพ/สวัสดิการ", "SWK", 3.0, (1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5, 1.6, 1.1), USUAL, 0.9),
    Category("ภาษีและค่าธรรมเนียม", "SKL", 2.2, (1.6, 1.7, 1.6, 1.4, 1, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.8)),
    Category("โรงเรียนและศูนย์พัฒนาเด็กเล็ก", "SKS", 1.5, (0.9, 1, 1.2, 0.7, 1.9, 1.2, 1, 1, 0.9, 0.6, 1.1, 0.9)),
    Category("การให้บริการของเจ้าหน้าที่", "KKJ", 1.2),
    Category("ระบบออนไลน์ของเทศบาล", "KYS", 0.9, EVEN, USUAL, 0.7),
    Category("ข้อเสนอแนะ", "KYS", 1.5, EVEN, USUAL, 1.3),
    Category("ห้องน้ำสาธารณะ", "SSS", 0.7, FEASTS, USUAL, 0.7),
    Category("รถโดยสาร/รถสองแถว", "SPL", 0.8, EVEN, USUAL, 1.0, 0.45),
    Category("สะพาน/คูคลอง", "SCH", 0.8, RAIN, BUILDING, 1.4, 0.02, 2.0),
    Category("แจ้งเบาะแสทุจริต", "SPL", 0.15, EVEN, USUAL, 2.5),
    Category("อื่นๆ", "SPL", 0.8),  # no word of ours: the warehouse counts it as not stated
)
CATEGORY_DEPARTMENT = np.array([DEPARTMENT_CODES.index(c.department) for c in CATEGORIES])
SPELLINGS = {"ขยะตกค้าง": "ขยะตกค้าง ", "ไฟฟ้าส่องสว่างสาธารณะ": "ไฟฟ้าสาธารณะ", "ถนนชำรุด/เป็นหลุมบ่อ": "ถนนชำรุด",
             "ท่อระบายน้ำอุดตัน": "ท่อตัน", "สัตว์จรจัด": "สุนัขจรจัด"}  # fmt: skip

OFFICE = (0.0,) * 7 + (1, 9, 14, 13, 9, 5, 11, 12, 9, 4, 1) + (0.3,) * 6
EVENING = (1.2, 0.6, 0.4, 0.3, 0.3, 0.6, 1.8, 3.2, 4.2, 4.6, 4.6, 4.4, 4.4, 4.0, 3.8, 4.0, 4.4, 5.4, 6.6, 7.6, 7.8, 6.6,
           4.4, 2.4)  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """A way a complaint comes in: its share at the start and five years on, its hours, its share on a day off."""

    name: str
    first: float
    later: float
    hours: tuple[float, ...]
    on_day_off: float
    located: float  # share with coordinates


CHANNELS = (
    Channel("Line Official", 17, 36, EVENING, 1.25, 0.80),
    Channel("เว็บไซต์", 6, 9, EVENING, 1.0, 0.62),
    Channel("แอปพลิเคชัน", 4, 10, EVENING, 1.2, 0.95),
    Channel("Traffy Fondue", 3, 15, EVENING, 1.25, 0.99),
    Channel("โทรศัพท์", 41, 15, OFFICE, 0.35, 0.20),
    Channel("มาด้วยตนเอง", 14, 5, OFFICE, 0.01, 0.15),
    Channel("Facebook", 8, 5, EVENING, 1.2, 0.30),
    Channel("หนังสือ", 3, 1.6, OFFICE, 0.01, 0.05),
    Channel("ตู้รับฟังความคิดเห็น", 1, 0.3, OFFICE, 0.01, 0.0),
    Channel("ศูนย์ดำรงธรรม 1567", 1.5, 1.2, OFFICE, 0.3, 0.10),
    Channel("สายด่วน 1111", 1.0, 0.8, OFFICE, 0.4, 0.10),
    Channel("อยู่พี่ (You Phee)", 0.5, 1.1, EVENING, 1.1, 0.90),
)
LINE, TRAFFY, PHONE, WALK_IN, LETTER, BOX = 0, 3, 4, 5, 7, 8
HOURS = np.array([c.hours for c in CHANNELS])
UNKNOWN_CHANNELS = ("ทวิตเตอร์", "อื่นๆ", "ผ่าน ส.ท.")


def channel_weights(years: Floats, is_workday: Floats) -> Floats:
    """Weight of each channel on each day: digital ones grow, counters are shut on days off."""
    first, later = np.array([c.first for c in CHANNELS]), np.array([c.later for c in CHANNELS])
    along = np.clip(years / 5.2, 0, 1)[:, None]
    along = along * along * (3 - 2 * along)
    day_off = np.array([c.on_day_off for c in CHANNELS])
    return (first + (later - first) * along) * np.where(is_workday[:, None] > 0, 1.0, day_off)
