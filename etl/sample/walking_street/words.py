"""The words of the sample market: zones, goods, spellings, reasons; all figures are invented for the sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from etl.calendar_th import day_number
from etl.sample.draws import texts

MARKET = "ถนนคนเดินขอนแก่น ถนนศูนย์ราชการ"
DEPARTMENT = "สำนักสวัสดิการฯ"


@dataclass(frozen=True)
class Zone:
    """`latin` and `thai` begin the codes of its stalls before and after the renaming; `types` weighs its vendors."""

    latin: str
    thai: str
    name: str
    stalls: int
    fee: float
    sales: float  # median of a night
    types: tuple[float, ...]  # ทั่วไป ชุมชน OTOP นักเรียน ศิลปิน
    goods: tuple[str, ...]
    department: str = ""  # that looks after it; where nothing is written, the market's own


ZONES = (
    Zone("A", "ก", "อาหารและเครื่องดื่ม", 80, 60, 3200, (66, 18, 7, 9, 0),
         ("หมูปิ้งนมสด", "ส้มตำ ไก่ย่าง", "น้ำผลไม้ปั่น", "ขนมครก", "ไอศกรีมกะทิ", "ไส้กรอกอีสาน", "ชาไทย กาแฟ"),
         "สำนักการสาธารณสุขและสิ่งแวดล้อม"),
    Zone("B", "ข", "สินค้าทั่วไป/แฟชั่น", 70, 50, 2100, (82, 5, 2, 11, 0),
         ("เสื้อผ้าวัยรุ่น", "กระเป๋า รองเท้า", "เคสโทรศัพท์", "เครื่องประดับ", "ของใช้ในบ้าน")),
    Zone("C", "ค", "หัตถกรรม/OTOP", 50, 40, 1700, (8, 40, 48, 4, 0),
         ("ผ้าไหมมัดหมี่ชนบท", "เครื่องจักสาน", "ผ้าขาวม้า", "สมุนไพรแปรรูป", "ข้าวฮางงอก")),
    Zone("D", "ง", "งานศิลปะ/ดนตรี", 20, 20, 900, (4, 4, 2, 40, 50),
         ("วาดภาพเหมือน", "ดนตรีเปิดหมวก", "งานปั้นเซรามิก", "โปสการ์ดทำมือ"), "สำนักการศึกษา"),
    Zone("E", "จ", "เด็กและครอบครัว", 20, 40, 1400, (78, 10, 2, 10, 0),
         ("ของเล่นเด็ก", "ปั้นดินน้ำมัน", "ลูกโป่ง", "ระบายสีปูนปลาสเตอร์"), "สำนักการศึกษา"),
    Zone("F", "ฉ", "สินค้ามือสอง", 30, 30, 1100, (88, 4, 0, 8, 0),
         ("เสื้อผ้ามือสอง", "หนังสือเก่า", "ของสะสม")),
)  # fmt: skip
# a vendor's type as clerks write it, by how often
TYPE_SPELLINGS = (
    (("ทั่วไป", 92), ("บุคคลทั่วไป", 8)),
    (("ชุมชน", 88), ("กลุ่มชุมชน", 12)),
    (("OTOP", 80), ("โอทอป", 14), ("otop", 6)),
    (("นักเรียน-นักศึกษา", 70), ("นักศึกษา", 22), ("นร./นศ.", 8)),
    (("ศิลปิน", 100),),
)

RAISED = day_number(date(2024, 10, 1))  # fees go up by a quarter
RENAMED = day_number(date(2024, 10, 5))  # every stall: A-01 becomes ก-001
SWAPPED = day_number(date(2026, 2, 7))  # ก-021..030 and ก-031..040 change places
OPENED = (day_number(date(2021, 10, 2)), day_number(date(2023, 10, 7)), day_number(date(2025, 10, 4)))
CLOSED = day_number(date(2026, 6, 6))  # a few stalls make room for the road
POWER = 7.5  # baht more where there is electricity

DISEASE, FLOOD, WORKS, EVENT, STORM = range(1, 6)
REASONS = texts([
    "", "มาตรการควบคุมโรคโควิด-19", "น้ำท่วมพื้นที่จัดงาน", "ปรับปรุงผิวถนนและท่อระบายน้ำ", "จัดงานอื่นของเมือง", "ฝนตกหนัก",
])  # fmt: skip
CLOSURES = (
    (date(2021, 10, 1), date(2022, 2, 28), DISEASE),
    (date(2022, 10, 5), date(2022, 10, 17), FLOOD),
    (date(2023, 6, 1), date(2023, 7, 10), WORKS),
)
CLEAR, DRIZZLE, RAIN, COLD = range(4)
WEATHERS = texts(["ปกติ", "ฝนตกเล็กน้อย", "ฝนตกหนัก", "อากาศหนาว"])
WET = np.array([0.01, 0.03, 0.08, 0.15, 0.3, 0.32, 0.36, 0.42, 0.45, 0.25, 0.06, 0.01])  # chance of rain, January first
CROWDS = np.array([1.25, 1.1, 0.95, 1.0, 0.85, 0.8, 0.82, 0.8, 0.78, 0.95, 1.15, 1.4])

REMARKS = texts(["", "", "", "มีขบวนแห่", "ไฟดับช่วงหัวค่ำ", "ผู้ประสาน นายสมชาย ใจงามสมมติ โทร 081-000-0123"])

PAY_TYPES = texts(["เงินสด", "พร้อมเพย์", "PromptPay", "โอน"])
VIOLATIONS = texts(["ล้ำเขต", "ขายผิดประเภท", "ไม่สวมบัตร", "เสียงดัง", "ทิ้งขยะ/น้ำมัน", "จอดรถในพื้นที่"])
ACTIONS = texts(["ตักเตือน", "บันทึกไว้", "พักสิทธิ์", ""])
DETAILS = texts([
    "วางสินค้าเลยเส้นทางเดิน", "ตั้งโต๊ะล้ำแผงข้างเคียง", "เปิดเครื่องเสียงดัง", "เทน้ำมันลงท่อระบายน้ำ", "ขายอาหารในโซนสินค้าทั่วไป",
    "ไม่ติดบัตรผู้ค้า", "ตักเตือนแล้วให้ความร่วมมือ",
])  # fmt: skip
