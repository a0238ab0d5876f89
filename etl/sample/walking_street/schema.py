"""The tables of the sample walking-street system as its PHP programmer made them, with Thai comments.

A booking carries the vendor's name and telephone beside their code, and the stall by the code it has that night: when
stalls were renamed only tb_lock and tb_lock_change were touched. Vendors' dates are typed by hand, in Buddhist years.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Column, Float, Index, Integer, MetaData, Numeric, SmallInteger, String, Table, event, text
from sqlalchemy.dialects import mysql

from etl.sample.complaints.schema import ZERO
from etl.sample.living import make_state_table

ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_unicode_ci"}

metadata = MetaData()
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
_Day = String(10).with_variant(mysql.DATE(), *MARIADB)
_Tiny = SmallInteger().with_variant(mysql.TINYINT(), *MARIADB)
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)
_Money = Numeric(10, 2)


def _moment(name: str, comment: str) -> Column[Any]:
    return Column(name, _Moment, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    return Column(name, _Day, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment=comment)


def _key(name: str, comment: str) -> Column[Any]:
    return Column(name, _Id, primary_key=True, autoincrement=True, comment=comment)


def _table(name: str, comment: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, comment=comment, **SCRIPTS)


market = _table(
    "tb_market", "ตารางตลาด/ถนนคนเดิน",
    _key("market_id", "รหัสตลาด"),
    Column("market_name", String(150), nullable=False, comment="ชื่อ"),
    Column("dept_name", String(150), comment="หน่วยงานผู้รับผิดชอบ"),
)  # fmt: skip
zone = _table(
    "tb_zone", "ตารางโซน",
    _key("zone_id", "รหัสโซน"),
    Column("zone_code", String(5), nullable=False, comment="อักษรโซน"),
    Column("zone_name", String(100), nullable=False, comment="ชื่อโซน"),
    Column("max_lock", Integer, comment="จำนวนล็อกสูงสุด"),
    Column("active", _Tiny, comment="1 ใช้งาน 0 ไม่ใช้"),
    Column("dept_name", String(150), comment="หน่วยงานดูแลโซน (ว่าง = หน่วยงานผู้รับผิดชอบตลาด)"),
)  # fmt: skip
lock = _table(
    "tb_lock", "ตารางล็อก (แผงค้า)",
    _key("lock_id", "รหัสล็อก"),
    Column("market_id", _Id, comment="รหัสตลาด"),
    Column("lock_no", String(10), nullable=False, comment="เลขล็อกปัจจุบัน"),
    Column("zone_code", String(5), comment="อักษรโซน"),
    Column("width", Float, comment="หน้ากว้าง (เมตร)"),
    Column("price", _Money, comment="ค่าธรรมเนียมต่อครั้ง (บาท)"),
    Column("power", _Tiny, comment="จุดไฟฟ้า 1 มี 0 ไม่มี"),
    _day("start_date", "วันที่เริ่มใช้"),
    _day("end_date", "วันที่เลิกใช้"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_lock_no", "lock_no"),
)  # fmt: skip
lock_change = _table(
    "tb_lock_change", "ตารางประวัติการเปลี่ยนเลขล็อก",
    _key("change_id", "ลำดับ"),
    Column("lock_id", _Id, nullable=False, comment="รหัสล็อก"),
    Column("old_no", String(10), nullable=False, comment="เลขล็อกเดิม"),
    Column("new_no", String(10), nullable=False, comment="เลขล็อกใหม่"),
    _day("change_date", "ใช้เลขใหม่ตั้งแต่วันที่"),
    Index("idx_old_no", "old_no"),
    Index("idx_change_lock", "lock_id"),
)  # fmt: skip
vendor = _table(
    "tb_vendor", "ตารางผู้ค้า",
    _key("vendor_id", "รหัสผู้ค้า (ลำดับอัตโนมัติ)"),
    Column("market_id", _Id, comment="รหัสตลาด"),
    Column("vendor_code", String(12), nullable=False, comment="เลขประจำตัวผู้ค้า"),
    Column("vendor_name", String(150), comment="ชื่อผู้ค้า"),
    Column("tel", String(50), comment="โทรศัพท์"),
    Column("idcard", String(20), comment="เลขประจำตัวประชาชน"),
    Column("vendor_type", String(50), comment="ประเภทผู้ค้า"),
    Column("community_name", String(150), comment="ชุมชน"),
    Column("status", String(2), comment="01 ใช้งาน 02 พักสิทธิ์ 03 ยกเลิก"),
    Column("reg_date", String(20), comment="วันที่ขึ้นทะเบียน (ว/ด/ป พ.ศ.)"),
    Column("end_date", String(20), comment="วันที่เลิกขาย (ว/ด/ป พ.ศ.)"),
    Column("remark", String(255), comment="หมายเหตุ"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
)  # fmt: skip
market_day = _table(
    "tb_market_day", "ตารางปฏิทินการจัด",
    _key("day_id", "รหัสครั้งที่จัด"),
    Column("market_id", _Id, comment="รหัสตลาด"),
    _day("sale_date", "วันที่จัด"),
    Column("status", String(1), comment="P กำหนดจัด H จัดแล้ว C งดจัด"),
    Column("cancel_reason", String(100), comment="เหตุที่งดจัด"),
    Column("weather", String(50), comment="สภาพอากาศ"),
    Column("visitor", Integer, comment="จำนวนผู้เข้าเที่ยวชม"),
    Column("count_method", String(50), comment="วิธีนับ"),
    Column("stage_show", _Tiny, comment="จำนวนกิจกรรมเวที"),
    Column("remark", String(255), comment="หมายเหตุ"),
    _moment("created_at", "วันเวลาที่บันทึก"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
)  # fmt: skip
market_day_zone = _table(
    "tb_market_day_zone", "ตารางจำนวนล็อกที่เปิดให้จองรายโซน (คัดลอกจาก tb_zone ทุกครั้งที่จัด)",
    _key("id", "ลำดับ"),
    Column("day_id", _Id, nullable=False, comment="รหัสครั้งที่จัด"),
    Column("zone_code", String(5), comment="อักษรโซน"),
    Column("available_lock", Integer, comment="จำนวนล็อกที่เปิดให้จอง"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
)  # fmt: skip
booking = _table(
    "tb_booking", "ตารางการจองล็อก เช็คอิน และชำระเงิน",
    _key("booking_id", "รหัสการจอง (ลำดับอัตโนมัติ)"),
    Column("booking_code", String(30), nullable=False, comment="เลขที่การจอง"),
    Column("day_id", _Id, comment="รหัสครั้งที่จัด"),
    _day("sale_date", "วันที่ขาย"),
    Column("zone_code", String(5), comment="อักษรโซน"),
    Column("lock_no", String(10), comment="เลขล็อก"),
    Column("vendor_code", String(12), comment="เลขประจำตัวผู้ค้า"),
    Column("vendor_name", String(150), comment="ชื่อผู้ค้า"),
    Column("vendor_tel", String(50), comment="โทรศัพท์ผู้ค้า"),
    Column("vendor_type", String(50), comment="ประเภทผู้ค้า"),
    Column("product_name", String(255), comment="สินค้าที่ขาย"),
    Column("status", String(5), nullable=False, server_default=text("'BK'"), comment="BK จอง CN ยกเลิก"),
    _moment("notify_at", "วันเวลาที่แจ้งงดขาย"),
    _moment("checkin_at", "วันเวลาที่เช็คอิน"),
    Column("price", _Money, comment="ค่าธรรมเนียม (บาท)"),
    _day("due_date", "วันครบกำหนดชำระ"),
    Column("payment", String(20), comment="จำนวนเงินที่ชำระ"),
    _moment("paid_at", "วันเวลาที่ชำระ"),
    Column("pay_type", String(20), comment="วิธีชำระ"),
    Column("receipt_no", String(20), comment="เลขที่ใบเสร็จ"),
    Column("sale_amount", Integer, comment="ยอดขายที่ผู้ค้าแจ้ง (บาท)"),
    _moment("created_at", "วันเวลาที่จอง"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_booking_updated", "updated_at"),
)  # fmt: skip
queue = _table(
    "tb_queue", "ตารางคิวรอล็อก",
    _key("queue_id", "รหัสคิว (ลำดับอัตโนมัติ)"),
    Column("market_id", _Id, comment="รหัสตลาด"),
    Column("name", String(150), comment="ชื่อผู้ขอ"),
    Column("tel", String(50), comment="โทรศัพท์"),
    Column("idcard", String(20), comment="เลขประจำตัวประชาชน"),
    Column("zone_code", String(5), comment="โซนที่ขอ"),
    Column("vendor_type", String(50), comment="ประเภทผู้ค้า"),
    Column("status", String(20), comment="สถานะ"),
    _moment("request_date", "วันเวลาที่ขอ"),
    _moment("call_date", "วันเวลาที่เรียกคิว"),
    _moment("end_date", "วันเวลาที่ได้แผงหรือสละสิทธิ์"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
)  # fmt: skip
violation = _table(
    "tb_violation", "ตารางการฝ่าฝืนระเบียบ",
    _key("violation_id", "รหัส (ลำดับอัตโนมัติ)"),
    Column("market_id", _Id, comment="รหัสตลาด"),
    _moment("found_date", "วันเวลาที่พบ"),
    Column("kind", String(50), comment="ประเภทการฝ่าฝืน"),
    Column("zone_code", String(5), comment="อักษรโซน"),
    Column("lock_no", String(10), comment="เลขล็อก"),
    Column("action", String(50), comment="การดำเนินการ"),
    Column("detail", String(255), comment="รายละเอียด"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
)  # fmt: skip
sample_state = make_state_table(metadata, "tb_market_sample_state", **SCRIPTS)

_TOUCH = DDL(
    "ALTER TABLE tb_booking MODIFY updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP "
    "ON UPDATE CURRENT_TIMESTAMP COMMENT 'วันเวลาที่แก้ไขล่าสุด'"
)
for _dialect in MARIADB:
    event.listen(booking, "after_create", _TOUCH.execute_if(dialect=_dialect))
