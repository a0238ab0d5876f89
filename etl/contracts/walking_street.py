"""The walking-street contract: stalls and vendors, the nights of the market and what each stall did, queue, violations.

A stall-night is one booking of one stall for one night with its check-in, bill and payment. Bookings say the stall by
the code it had that night; `stall` is what stays the same when the code changes.
"""

from __future__ import annotations

from etl.contracts.base import Contract, Entity, Field, FieldType, Note, PersonalData, with_purposes
from etl.contracts.walking_street_purposes import (
    NIGHT_PURPOSES,
    STALL_NIGHT_PURPOSES,
    STALL_PURPOSES,
    VENDOR_PURPOSES,
    VIOLATION_PURPOSES,
    WAITING_PURPOSES,
    ZONE_NIGHT_PURPOSES,
)
from etl.contracts.walking_street_words import (
    BOOKING_STATUS,
    CANCEL_REASON,
    COUNT_METHOD,
    NIGHT_STATUS,
    PAY_METHOD,
    VENDOR_STATUS,
    VENDOR_TYPE,
    VIOLATION_ACTION,
    VIOLATION_KIND,
    WAITING_STATUS,
    WEATHER,
    ZONE,
)

DUE_DAYS = 7  # after the night, where the source does not say by when a bill is to be paid
MOST_FEE, MOST_SALES = 100_000, 1_000_000  # baht a stall and night: more is a slip of the hand
MOST_VISITORS = 200_000

KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years; what the source deletes is neither counted nor shown",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความสั้นที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว ข้อความเต็มอยู่ในระบบต้นทางเท่านั้น",
    "Only a short text with names, telephones, ids and e-mails struck out is kept; the full text stays in the source",
)
_T = FieldType
_MIXED, _HASHED = PersonalData.MIXED, PersonalData.HASHED
_ID = Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True)
_CHANGED = Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row")
_ORG_UNIT = Field("org_unit", _T.ORG_UNIT, "หน่วยงานรับผิดชอบ", "Responsible bureau or division")
_ZONE = Field("zone", _T.WORD, "โซน", "Zone of the market", vocabulary=ZONE)
_TYPE = Field("vendor_type", _T.WORD, "ประเภทผู้ค้า", "Type of vendor", vocabulary=VENDOR_TYPE)
_VENDOR = Field("vendor", _T.TEXT, "รหัสผู้ค้า (แปลงแล้ว)", "The vendor's code, hashed", personal=_HASHED)
_NIGHT = Field("night_id", _T.TEXT, "รหัสครั้งที่จัด", "source_id of the night", required=True)
_DATE = Field("night_date", _T.DATE, "วันที่จัด", "Day of the market", required=True, is_planned=True)


def _text(name: str, th: str, en: str) -> Field:
    return Field(name, _T.TEXT, th, en, personal=_MIXED, retention=SCRUBBED)


STALL = Entity(
    name="stall",
    th="แผงค้า",
    en="Stall",
    fields=with_purposes(
        STALL_PURPOSES,
        _ID,
        Field("stall_code", _T.TEXT, "เลขแผงปัจจุบัน", "Present code", required=True),
        Field("earlier_code", _T.TEXT, "เลขแผงเดิม", "Code before the present one"),
        _ZONE,
        Field("width", _T.NUMBER, "หน้ากว้าง (เมตร)", "Width in metres", low=0, high=50),
        Field("fee", _T.MONEY, "ค่าธรรมเนียมต่อครั้ง", "Fee of a night, in baht", low=0, high=MOST_FEE),
        Field("has_power", _T.INTEGER, "จุดไฟฟ้า (1 มี 0 ไม่มี)", "Electricity: 1 yes, 0 no", low=0, high=1),
        Field("opened_date", _T.DATE, "วันที่เริ่มใช้", "First day of use"),
        Field("closed_date", _T.DATE, "วันที่เลิกใช้", "Day from which it is no longer used"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_market_stall",
    staging="stg_market_stall",
    purpose=Note("ทะเบียนแผงค้าและเลขแผงที่เคยใช้", "The register of stalls and the codes they had"),
    retention=KEPT,
)
VENDOR = Entity(
    name="vendor",
    th="ผู้ค้า",
    en="Vendor",
    fields=with_purposes(
        VENDOR_PURPOSES,
        Field("vendor", _T.TEXT, _VENDOR.th, _VENDOR.en, required=True, personal=_HASHED),
        Field("entry_number", _T.INTEGER, "ลำดับแถว", "Number of the row", required=True, low=0, high=2**62),
        _TYPE,
        Field("vendor_status", _T.WORD, "สถานะ", "Status", required=True, vocabulary=VENDOR_STATUS),
        Field("community", _T.TEXT, "ชุมชน", "Community"),
        Field("registered_date", _T.DATE, "วันที่ขึ้นทะเบียน", "Day of registration", required=True),
        Field("ended_date", _T.DATE, "วันที่เลิกขาย", "Day from which they no longer sell"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("vendor",),
    cursor="entry_number",
    subject="vendor",
    fact="fact_market_vendor",
    staging="stg_market_vendor",
    purpose=Note(
        "นับผู้ค้าที่มีสิทธิ์ขายตามประเภท โดยไม่ใช้ชื่อหรือรหัสของผู้ค้า",
        "Counts vendors who may sell, by type; neither their names nor their codes are used",
    ),
    retention=KEPT,
)
NIGHT = Entity(
    name="night",
    th="ครั้งที่จัด",
    en="Market night",
    fields=with_purposes(
        NIGHT_PURPOSES,
        _ID,
        _DATE,
        Field("night_status", _T.WORD, "สถานะ", "Status", required=True, vocabulary=NIGHT_STATUS),
        Field("cancel_reason", _T.WORD, "เหตุที่งดจัด", "Why it was not held", vocabulary=CANCEL_REASON),
        Field("weather", _T.WORD, "สภาพอากาศ", "Weather", vocabulary=WEATHER),
        Field("visitors", _T.INTEGER, "จำนวนผู้เข้าชม", "Visitors", low=0, high=MOST_VISITORS),
        Field("count_method", _T.WORD, "วิธีนับผู้เข้าชม", "How visitors were counted", vocabulary=COUNT_METHOD),
        Field("stage_shows", _T.INTEGER, "จำนวนกิจกรรมเวที", "Shows on the stage", low=0, high=1000),
        _text("note", "หมายเหตุ", "Note"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_market_night",
    staging="stg_market_night",
    purpose=Note("ครั้งที่จัดและงดจัด จำนวนผู้เข้าชม และตัวชี้วัด WS", "Nights held and not held, visitors, and the WS indicators"),
    retention=KEPT,
)
ZONE_NIGHT = Entity(
    name="zone_night",
    th="โซนของครั้งที่จัด",
    en="Zone of a market night",
    fields=with_purposes(
        ZONE_NIGHT_PURPOSES,
        _ID,
        _NIGHT,
        _DATE,
        _ZONE,
        Field(
            "stalls_available", _T.INTEGER, "จำนวนแผงที่เปิดให้จอง", "Stalls that could be booked", required=True, low=0,
            high=10_000,
        ),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="night_id",
    root="night",
    fact="fact_market_zone_night",
    staging="stg_market_zone_night",
    purpose=Note("จำนวนแผงที่เปิดให้จองของแต่ละครั้ง", "How many stalls could be booked each night"),
    retention=KEPT,
)  # fmt: skip
STALL_NIGHT = Entity(
    name="stall_night",
    th="การขายรายแผงรายครั้ง",
    en="Stall-night",
    fields=with_purposes(
        STALL_NIGHT_PURPOSES,
        _ID,
        Field("booking_number", _T.TEXT, "เลขที่การจอง", "Number of the booking"),
        _NIGHT,
        _DATE,
        _ZONE,
        Field("stall", _T.TEXT, "แผงค้า", "source_id of the stall; its code where no register knows it", required=True),
        Field("stall_code", _T.TEXT, "เลขแผง ณ วันที่จัด", "Code of the stall that night"),
        _VENDOR,
        _TYPE,
        Field(
            "booking_status", _T.WORD, "สถานะการจอง", "Status of the booking", required=True, vocabulary=BOOKING_STATUS
        ),
        Field("booked_at", _T.INSTANT, "วันเวลาที่จอง", "When it was booked"),
        Field("notified_at", _T.INSTANT, "วันเวลาที่แจ้งงดขาย", "When the vendor said they would not come"),
        Field("checked_in_at", _T.INSTANT, "วันเวลาที่เช็คอิน", "When the vendor checked in"),
        Field("fee", _T.MONEY, "ค่าธรรมเนียมที่เรียกเก็บ", "Fee billed, in baht", low=0, high=MOST_FEE),
        Field("due_date", _T.DATE, "วันครบกำหนดชำระ", "Day by which it is to be paid"),
        Field("paid", _T.MONEY, "ค่าธรรมเนียมที่รับชำระ", "Fee received, in baht", low=0, high=MOST_FEE),
        Field("paid_at", _T.INSTANT, "วันเวลาที่รับชำระ", "When it was received"),
        Field("pay_method", _T.WORD, "วิธีชำระ", "How it was paid", vocabulary=PAY_METHOD),
        Field("sales", _T.MONEY, "ยอดขายที่ผู้ค้าแจ้ง", "Sales the vendor reported, in baht", low=0, high=MOST_SALES),
        _text("product", "สินค้าที่ขาย", "What is sold"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="night_id",
    root="night",
    fact="fact_market_stall_night",
    staging="stg_market_stall_night",
    purpose=Note(
        "การใช้แผง ค่าธรรมเนียม และการไม่มาขาย โดยไม่ใช้ชื่อหรือรหัสของผู้ค้า",
        "Use of stalls, fees and absences; neither names nor codes of vendors are used",
    ),
    retention=KEPT,
)
WAITING = Entity(
    name="waiting",
    th="คิวรอแผงค้า",
    en="Waiting for a stall",
    fields=with_purposes(
        WAITING_PURPOSES,
        _ID,
        Field("requested_at", _T.INSTANT, "วันเวลาที่ขอ", "When it was asked for", required=True),
        _ZONE,
        _TYPE,
        Field("waiting_status", _T.WORD, "สถานะ", "Status", required=True, vocabulary=WAITING_STATUS),
        Field("called_at", _T.INSTANT, "วันเวลาที่เรียก", "When the turn came"),
        Field("ended_at", _T.INSTANT, "วันเวลาที่ได้แผงหรือสละสิทธิ์", "When a stall was given or the wish withdrawn"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_market_waiting",
    staging="stg_market_waiting",
    purpose=Note("จำนวนผู้รอคิวขอแผงค้า", "How many wait for a stall"),
    retention=KEPT,
)
VIOLATION = Entity(
    name="violation",
    th="การฝ่าฝืนระเบียบ",
    en="Violation of the market's rules",
    fields=with_purposes(
        VIOLATION_PURPOSES,
        _ID,
        Field("occurred_at", _T.INSTANT, "วันเวลาที่พบ", "When it was seen", required=True),
        Field("kind", _T.WORD, "ประเภท", "Kind", vocabulary=VIOLATION_KIND),
        _ZONE,
        Field("stall_code", _T.TEXT, "เลขแผง", "Code of the stall"),
        Field("action", _T.WORD, "การดำเนินการ", "What was done", vocabulary=VIOLATION_ACTION),
        _text("detail", "รายละเอียด", "Details"),
        _ORG_UNIT,
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_market_violation",
    staging="stg_market_violation",
    is_optional=True,
    purpose=Note("จำนวนและประเภทการฝ่าฝืน", "How many violations, and of what kind"),
    retention=KEPT,
)
# a night stands before what happened on it
WALKING_STREET = Contract(
    "walking_street",
    "ถนนคนเดิน",
    "Walking street",
    entities=(STALL, VENDOR, NIGHT, ZONE_NIGHT, STALL_NIGHT, WAITING, VIOLATION),
    begins=("fact_market_night", "night_date"),
)
