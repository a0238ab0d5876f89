"""What the sample sign system says: kinds of applicants, decisions as two people spelled them, texts on signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.calendar_th import day_number
from etl.sample.draws import texts


@dataclass(frozen=True)
class Kind:
    """A kind of applicant: how often, how many signs, how long, how much, how well its signs come down."""

    name: str
    weight: float
    signs: float  # median
    most_signs: int
    lengths: tuple[tuple[int, float], ...]  # days of a permit and how often
    fee: int
    deposit: int
    deposit_of_sign: int
    tidy: float  # share taken down by the holder within three days
    wordings: tuple[str, ...]


_SHORT = ((7, 0.25), (15, 0.40), (30, 0.35))
KINDS = (
    Kind("การค้า", 0.56, 6, 60, ((7, 0.08), (15, 0.24), (30, 0.45), (60, 0.23)), 200, 500, 100, 0.76, (
        "ลดราคาทั้งร้าน สูงสุด 50% ถึงสิ้นเดือนนี้",
        "เปิดจองบ้านจัดสรร ใกล้มหาวิทยาลัย ฟรีค่าโอน โทร {phone}",
        "คอนโดพร้อมอยู่ ผ่อนเริ่มต้น 4,900 บาท สอบถาม {phone}",
        "เปิดสาขาใหม่ ซื้อ 1 แถม 1 เฉพาะสัปดาห์แรก",
        "คอนเสิร์ตลานเบียร์ปลายปี บัตร 300 บาท LINE kk.sample",
        "มหกรรมสินค้าราคาโรงงาน ณ ห้างสรรพสินค้า",
        "รับสมัครพนักงานขาย ติดต่อ {name} โทร {phone}",
        "สินเชื่อรถยนต์ อนุมัติไว ติดต่อ {phone}",
    )),
    Kind("ไม่ใช่การค้า", 0.12, 4, 30, _SHORT, 100, 500, 0, 0.82, (
        "รับสมัครนักเรียนใหม่ ปีการศึกษาหน้า",
        "ยินดีต้อนรับผู้เข้าร่วมประชุมวิชาการ",
        "งานคืนสู่เหย้า ศิษย์เก่า สอบถาม {name}",
        "เดิน-วิ่งการกุศลเพื่อโรงพยาบาล รับสมัครที่ {phone}",
    )),
    Kind("หน่วยงานรัฐ", 0.17, 8, 40, _SHORT, 0, 0, 0, 0.80, (
        "รณรงค์ฉีดวัคซีนไข้หวัดใหญ่ ฟรี",
        "เชิญเที่ยวงานเทศกาลไหมและงานกาชาดจังหวัด",
        "ลด ละ เลิก เผาในที่โล่ง",
        "ขับขี่ปลอดภัย เปิดไฟใส่หมวก",
    )),
    Kind("การเมือง", 0.04, 28, 250, _SHORT, 100, 2000, 20, 0.58, (
        "เลือก {name} เบอร์ 3",
        "{name} ขอบคุณทุกคะแนนเสียง",
        "สวัสดีปีใหม่ จาก {name}",
    )),
    Kind("งานบุญ/การกุศล", 0.11, 5, 30, _SHORT, 100, 0, 0, 0.86, (
        "ขอเชิญร่วมทอดกฐินสามัคคี วัดหนองแวง",
        "งานบุญบั้งไฟ ชุมชนบ้านตูม",
        "ร่วมทำบุญสร้างอาคารผู้ป่วย บัญชีในนาม {name}",
    )),
)  # fmt: skip
POLITICAL = 3
GOVERNMENT = 2

ELECTIONS = tuple(map(day_number, (date(2023, 5, 14), date(2025, 5, 11), date(2026, 3, 29))))
ELECTION_DAYS = 50  # before the day, and some after it with thanks
# January first: before New Year, at the silk fair, in the months of sales; little in the rains
MONTHS = (1.15, 1.00, 1.05, 0.95, 1.05, 0.90, 0.92, 0.88, 0.85, 1.02, 1.22, 1.30)

APPROVED = (("Approve", 0.34), ("Approved", 0.24), ("อนุญาต", 0.30), ("อนุมัติ", 0.12))
REFUSED = (("Disapprove", 0.40), ("Disapproved", 0.25), ("ไม่อนุญาต", 0.25), ("ไม่อนุมัติ", 0.10))
CANCELLED = (("Cancel", 0.5), ("ยกเลิก", 0.5))
WAITING = (("", 0.55), ("Wait", 0.25), ("รอพิจารณา", 0.20))
RETURNED = (("ส่งกลับแก้ไข", 0.6), ("แก้ไข", 0.4))
NONSENSE = "9"

OFFICES = (("งานเทศกิจ", 0.55), ("เทศกิจ", 0.22), ("ฝ่ายเทศกิจ สำนักปลัดเทศบาล", 0.08), ("สำนักช่าง", 0.10), ("สนง.ช่าง", 0.05))
REMOVERS_OWN = (("เจ้าของป้าย", 0.6), ("ผู้ขอ", 0.3), ("ผู้ขออนุญาต", 0.1))
REMOVERS_CITY = (("เทศบาล", 0.45), ("จนท.เทศกิจ", 0.40), ("เทศกิจ", 0.15))
ZONE_SPELLINGS = ("เขต{}", "{}", "เขตที่ {}")
SIZES = texts(["1.2 x 2.4", "1.2x2.4", "1 x 3 ม.", "2.4x4.8 เมตร", "0.6 x 1.2", "120x240 ซม.", ""])
REMOVAL_NOTES = texts(["", "", "", "", "แจ้งเจ้าของแล้ว โทร {phone}", "เก็บไว้ที่ลานเทศกิจ", "เจ้าของ {name} มารับคืน"])
FINDING_NOTES = texts(["", "", "", "ตัดจากเสาไฟฟ้า", "เจ้าของ {name} รับสภาพ", "โทรตามเบอร์บนป้าย {phone}", "ทำประวัติไว้"])
SPOTS = texts([
    "{} บนเสาไฟฟ้า", "{} บนเสาไฟฟ้า", "{} เกาะกลางถนน", "{} เกาะกลางถนน", "{} บนทางเท้า", "{} ริมรั้ว", "{} หัวมุมแยก",
    "{} หน้าร้าน{name}", "{} ตรงข้ามบ้านเลขที่ 12/3", "{}", "{}", "{}", "{}",
])  # fmt: skip
LOST = "????"  # what was left where a text went through the wrong encoding
