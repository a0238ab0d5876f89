"""The words of the walking street: zones of the market, vendors, nights, bookings, the queue and violations."""

from __future__ import annotations

from dataclasses import dataclass

from etl.contracts.base import Vocabulary, Word


@dataclass(frozen=True, slots=True)
class VendorType(Word):
    is_community: bool = False  # counts as a seller of community products (WS-12)


@dataclass(frozen=True, slots=True)
class BookingStatus(Word):
    is_kept: bool = True  # the stall was still theirs when the night came


UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")
ZONES = (
    Word("food", "อาหารและเครื่องดื่ม", "Food and drink"),
    Word("fashion", "สินค้าทั่วไป/แฟชั่น", "General goods and fashion"),
    Word("craft", "หัตถกรรม/OTOP", "Crafts and OTOP"),
    Word("art", "งานศิลปะ/ดนตรี", "Art and music"),
    Word("family", "เด็กและครอบครัว", "Children and families"),
    Word("second_hand", "สินค้ามือสอง", "Second-hand goods"),
)
VENDOR_TYPES = (
    VendorType("general", "ทั่วไป", "General"),
    VendorType("community", "ชุมชน", "Community", is_community=True),
    VendorType("otop", "OTOP", "OTOP", is_community=True),
    VendorType("student", "นักเรียน-นักศึกษา", "Student"),
    VendorType("artist", "ศิลปิน", "Artist"),
    VendorType("unknown", UNKNOWN.th, UNKNOWN.en),
)
VENDOR_STATUSES = (
    Word("active", "ใช้งาน", "Active"),
    Word("suspended", "พักสิทธิ์", "Suspended"),
    Word("cancelled", "ยกเลิก", "Cancelled"),
)
NIGHT_STATUSES = (
    Word("planned", "กำหนดจัด", "Planned"),
    Word("held", "จัดแล้ว", "Held"),
    Word("cancelled", "งดจัด", "Not held"),
)
CANCEL_REASONS = (
    Word("none", "ไม่มี", "None"),
    Word("weather", "ฝนตกหนัก/พายุ", "Heavy rain or storm"),
    Word("flood", "น้ำท่วม", "Flood"),
    Word("disease", "มาตรการควบคุมโรค", "Disease control"),
    Word("works", "ปรับปรุงพื้นที่/ก่อสร้าง", "Works on the street"),
    Word("event", "งานพิธีหรืองานอื่นของเมือง", "Ceremony or another event"),
    Word("other", "อื่น ๆ", "Other"),
)
WEATHERS = (
    Word("clear", "ปกติ", "Clear"),
    Word("light_rain", "ฝนตกเล็กน้อย", "Light rain"),
    Word("heavy_rain", "ฝนตกหนัก", "Heavy rain"),
    Word("cold", "อากาศหนาว", "Cold"),
    Word("unknown", UNKNOWN.th, UNKNOWN.en),
)
COUNT_METHODS = (
    Word("counted", "นับจริง", "Counted"),
    Word("estimated", "ประมาณการ", "Estimated"),
)
BOOKING_STATUSES = (
    BookingStatus("booked", "จอง", "Booked"),
    BookingStatus("cancelled", "ยกเลิกการจอง", "Booking cancelled", is_kept=False),
)
OUTCOMES = (
    Word("traded", "มาขาย", "Traded"),
    Word("excused", "แจ้งงดขาย", "Absent with notice"),
    Word("absent", "ไม่มาขายโดยไม่แจ้ง", "Absent without notice"),
    Word("cancelled", "ยกเลิกการจอง", "Booking cancelled"),
)
PAY_METHODS = (
    Word("cash", "เงินสด", "Cash"),
    Word("promptpay", "พร้อมเพย์", "PromptPay"),
    Word("unknown", UNKNOWN.th, UNKNOWN.en),
)
WAITING_STATUSES = (
    Word("waiting", "รอคิว", "Waiting"),
    Word("called", "เรียกแล้ว", "Called"),
    Word("placed", "ได้แผง", "Given a stall"),
    Word("withdrawn", "สละสิทธิ์", "Withdrawn"),
)
VIOLATION_KINDS = (
    Word("wrong_goods", "ขายผิดประเภท", "Wrong goods for the zone"),
    Word("encroaching", "ล้ำเขต", "Beyond the stall's bounds"),
    Word("noise", "เสียงดัง", "Loud noise"),
    Word("no_badge", "ไม่สวมบัตร", "No badge worn"),
    Word("waste", "ทิ้งขยะ/น้ำมัน", "Waste or oil thrown away"),
    Word("other", "อื่น ๆ", "Other"),
)
VIOLATION_ACTIONS = (
    Word("warned", "ตักเตือน", "Warned"),
    Word("recorded", "บันทึกเป็นลายลักษณ์อักษร", "Written record"),
    Word("suspended", "พักสิทธิ์", "Suspended"),
    Word("unknown", UNKNOWN.th, UNKNOWN.en),
)

ZONE = Vocabulary("market_zone", (*ZONES, UNKNOWN), blank="unknown", unknown="unknown")
VENDOR_TYPE = Vocabulary("market_vendor_type", VENDOR_TYPES, blank="unknown", unknown="unknown")
# who may sell, what was held, what was booked: a word nobody knows refuses the row
VENDOR_STATUS = Vocabulary("market_vendor_status", VENDOR_STATUSES)
NIGHT_STATUS = Vocabulary("market_night_status", NIGHT_STATUSES)
BOOKING_STATUS = Vocabulary("market_booking_status", BOOKING_STATUSES)
WAITING_STATUS = Vocabulary("market_waiting_status", WAITING_STATUSES)
CANCEL_REASON = Vocabulary("market_cancel_reason", CANCEL_REASONS, blank="none", unknown="other")
WEATHER = Vocabulary("market_weather", WEATHERS, blank="unknown", unknown="unknown")
COUNT_METHOD = Vocabulary("market_count_method", COUNT_METHODS, blank="estimated", unknown="estimated")
PAY_METHOD = Vocabulary("market_pay_method", PAY_METHODS, blank="unknown", unknown="unknown")
VIOLATION_KIND = Vocabulary("market_violation_kind", VIOLATION_KINDS, blank="other", unknown="other")
VIOLATION_ACTION = Vocabulary("market_violation_action", VIOLATION_ACTIONS, blank="unknown", unknown="unknown")
OUTCOME = Vocabulary("market_outcome", OUTCOMES)  # worked out at load, in no source
