"""The words of the sample help desk, and how often each is met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample.complaints.words import DEPARTMENTS
from etl.sample.draws import texts

REPORTED, ACCEPTED, REPAIRING, WAITING, OUTSIDE, FINISHED, DELIVERED, CANCELLED, BEYOND, IMPOSSIBLE = (
    *range(1, 10),
    99,
)
STATUSES = {
    REPORTED: "แจ้งซ่อม", ACCEPTED: "รับงานแล้ว", REPAIRING: "กำลังซ่อม", WAITING: "รออะไหล่", OUTSIDE: "ส่งซ่อมภายนอก",
    FINISHED: "ซ่อมเสร็จ", DELIVERED: "ส่งมอบแล้ว", CANCELLED: "ยกเลิก", BEYOND: "ซ่อมไม่ได้-เสนอจำหน่าย",
}  # fmt: skip
REPAIR, SOFTWARE, NETWORK, SERVICE = 1, 2, 3, 4
KIND_WEIGHTS = (60, 17, 13, 10)
URGENCY_WEIGHTS = (3, 22, 65, 10)
STANDARD_HOURS = np.array([4, 8, 24, 40])
DEPARTMENT_NAMES = texts([d.name for d in DEPARTMENTS])
DEPARTMENT_WEIGHTS = np.array([17, 18, 22, 9, 14, 15, 8, 6])  # of equipment; in the order of DEPARTMENTS
# how a department writes itself; the first two of each
SPELLINGS = [texts(d.variants[:2]) for d in DEPARTMENTS]


@dataclass(frozen=True)
class Device:
    """A kind of equipment: how much there is of it, how often it breaks, what with, its price, its makes."""

    name: str
    share: float  # of the register
    failures: float
    symptoms: dict[str, float]
    price: int
    makes: tuple[tuple[str, str], ...]


DEVICES = (
    Device("คอมพิวเตอร์ตั้งโต๊ะ", 38, 1.5,
           {"เปิดไม่ติด": 24, "ช้า/ค้าง": 34, "จอไม่แสดงผล": 12, "ไวรัส": 8, "โปรแกรมเสีย": 16, "เชื่อมต่อเครือข่ายไม่ได้": 14},
           23_000, (("ACER", "Veriton S2690G"), ("DELL", "OptiPlex 3000"), ("LENOVO", "V55t"), ("HP", "ProDesk 400"))),
    Device("โน้ตบุ๊ก", 9, 1.0,
           {"เปิดไม่ติด": 20, "ช้า/ค้าง": 34, "จอไม่แสดงผล": 14, "โปรแกรมเสีย": 18, "เชื่อมต่อเครือข่ายไม่ได้": 14},
           22_000, (("ACER", "TravelMate P2"), ("LENOVO", "ThinkPad E14"), ("HP", "ProBook 440"))),
    Device("จอคอมพิวเตอร์", 22, 0.3, {"จอไม่แสดงผล": 80, "เปิดไม่ติด": 20}, 3_600,
           (("HP", "P22"), ("SAMSUNG", "S24"), ("DELL", "E2222H"))),
    Device("เครื่องพิมพ์", 16, 2.6, {"พิมพ์ไม่ออก": 52, "กระดาษติด": 34, "เปิดไม่ติด": 8, "อื่นๆ": 6}, 8_900,
           (("EPSON", "L5290"), ("HP", "LaserJet M211"), ("BROTHER", "HL-L2370"))),
    Device("สแกนเนอร์", 2, 0.8, {"เปิดไม่ติด": 30, "อื่นๆ": 70}, 17_000, (("HP", "Pro 2000 s2"), ("FUJITSU", "fi-7030"))),
    Device("UPS", 10, 0.7, {"เปิดไม่ติด": 75, "อื่นๆ": 25}, 2_500, (("ZIRCON", "ICT-1"), ("APC", "BX750"))),
    Device("อุปกรณ์เครือข่าย", 2, 1.2, {"เชื่อมต่อเครือข่ายไม่ได้": 85, "เปิดไม่ติด": 15}, 19_000,
           (("CISCO", "CBS250"), ("MIKROTIK", "CRS326"))),
    Device("Access Point", 1, 1.4, {"เชื่อมต่อเครือข่ายไม่ได้": 95, "เปิดไม่ติด": 5}, 7_400, (("UBIQUITI", "U6-Lite"),)),
)  # fmt: skip
NETWORK_DEVICE = 6  # number among DEVICES
SOFTWARE_ID, OTHER_ID = len(DEVICES) + 1, len(DEVICES) + 2  # ids in hd_device_type of what is no equipment
TYPE_NAMES = (*(d.name for d in DEVICES), "ซอฟต์แวร์", "อื่น ๆ")
SYMPTOMS = ("เปิดไม่ติด", "ช้า/ค้าง", "จอไม่แสดงผล", "พิมพ์ไม่ออก", "กระดาษติด", "เชื่อมต่อเครือข่ายไม่ได้", "ไวรัส", "โปรแกรมเสีย",
            "บัญชีผู้ใช้", "อื่นๆ")  # fmt: skip
BY_DEVICE = np.array([[d.symptoms.get(s, 0.0) for s in SYMPTOMS] for d in DEVICES])
OF_SOFTWARE = np.array([0, 14, 0, 0, 0, 0, 12, 48, 20, 6.0])
ODD_SYMPTOMS = texts(["ใช้ไม่ได้", "-", "ไม่ทราบสาเหตุ"])

DETAILS = {
    "เปิดไม่ติด": ("กดปุ่มแล้วเครื่องไม่ทำงาน", "ไฟไม่เข้าเครื่อง ลองเปลี่ยนปลั๊กแล้ว", "เปิดติดแล้วดับเองภายในไม่กี่นาที"),
    "ช้า/ค้าง": ("เครื่องช้ามาก เปิดเอกสารใช้เวลานาน", "ค้างบ่อยต้องปิดเครื่องใหม่", "เครื่องค้างเวลาเปิดระบบ e-LAAS"),
    "จอไม่แสดงผล": ("จอดำ เครื่องยังทำงาน", "จอเป็นเส้น สีเพี้ยน", "ภาพกะพริบตลอดเวลา"),
    "พิมพ์ไม่ออก": ("สั่งพิมพ์แล้วไม่ออก ไฟแดงกะพริบ", "พิมพ์ออกมาสีจาง", "พิมพ์ใบเสร็จไม่ได้ มีประชาชนรอ"),
    "กระดาษติด": ("กระดาษติดทุกครั้งที่พิมพ์", "กระดาษติดด้านหลังเครื่อง"),
    "เชื่อมต่อเครือข่ายไม่ได้": ("เข้าอินเทอร์เน็ตไม่ได้ทั้งห้อง", "สายแลนหลวม เข้าระบบไม่ได้", "Wi-Fi หลุดบ่อย"),
    "ไวรัส": ("มีหน้าต่างโฆษณาขึ้นเอง", "ไฟล์ในแฟลชไดรฟ์หาย สงสัยไวรัส"),
    "โปรแกรมเสีย": ("เปิด Word แล้วขึ้นข้อความผิดพลาด", "โปรแกรมบัญชีเข้าไม่ได้", "ติดตั้ง Windows ใหม่"),
    "บัญชีผู้ใช้": ("ลืมรหัสผ่านเข้าเครื่อง", "ขอเปิดบัญชีให้เจ้าหน้าที่ใหม่"),
    "อื่นๆ": ("ขอให้ช่วยตรวจสอบเครื่อง", "มีเสียงดังผิดปกติ", "เครื่องสำรองไฟร้อง"),
}
OTHER_SERVICES = texts([
    "ติดตั้งเครื่องเสียงและจอในห้องประชุม", "ถ่ายทอดสดการประชุมสภา", "ยืมโน้ตบุ๊กและโปรเจกเตอร์", "ขึ้นข่าวประชาสัมพันธ์บนเว็บไซต์",
    "ย้ายคอมพิวเตอร์ 5 เครื่องไปห้องใหม่",
])  # fmt: skip
SOLUTIONS = texts(["ลง Windows ใหม่", "ทำความสะอาดและเปลี่ยนอะไหล่", "เปลี่ยนสาย", "ตั้งค่าใหม่", "อัปเดตโปรแกรม", ""])
SHOPS = texts(["ร้านคอมตัวอย่าง ขอนแก่น", "บริษัท ตัวอย่างไอที จำกัด", "ศูนย์บริการผู้ผลิต"])
PARTS = (
    ("RAM DDR4 8 GB", 890.0), ("SSD 500 GB", 1_590.0), ("Power Supply 500 W", 1_250.5), ("แบตเตอรี่ UPS 12 V", 650.0),
    ("ชุดดึงกระดาษ", 480.0), ("หัวพิมพ์", 2_350.0), ("สาย LAN CAT6 10 ม.", 189.75), ("เมนบอร์ด", 3_200.0),
    ("ตลับหมึก", 1_150.0),
)  # fmt: skip
PART_NAMES, PART_PRICES = texts([p[0] for p in PARTS]), np.array([p[1] for p in PARTS])
IN_USE, MOVED, BROKEN, TO_DISPOSE, DISPOSED = "ใช้งาน", "โอนย้าย", "ชำรุด", "รอจำหน่าย", "จำหน่ายแล้ว"
