"""The tables of the sample sign system as two PHP programmers made them, with Thai comments, in tis620.

The first one, of B.E. 2556, kept Buddhist years inside DATETIME; the second, who added removals and findings later,
kept Common Era years. Dates are text in SQLite and DATETIME in MariaDB, so zero dates can be kept in both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Column, Double, Index, Integer, MetaData, SmallInteger, String, Table, Text, event, text
from sqlalchemy.dialects import mysql

from etl.sample.living import make_state_table

ZERO = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "tis620", "mysql_collate": "tis620_thai_ci"}

metadata = MetaData()
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
_Day = String(10).with_variant(mysql.DATE(), *MARIADB)
_Tiny = SmallInteger().with_variant(mysql.TINYINT(), *MARIADB)
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)
_Money: Any = Double().with_variant(mysql.DOUBLE(22, 2), *MARIADB)


def _moment(name: str, comment: str) -> Column[Any]:
    return Column(name, _Moment, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    return Column(name, _Day, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment=comment)


kind = Table(
    "sgn_type", metadata,
    Column("type_id", _Tiny, primary_key=True, autoincrement=False, comment="รหัสประเภทผู้ขอ"),
    Column("type_name", String(60), nullable=False, comment="ชื่อประเภทผู้ขอ"),
    Column("fee", _Money, nullable=False, comment="ค่าธรรมเนียมต่อฉบับ (บาท)"),
    Column("max_day", SmallInteger, nullable=False, comment="อนุญาตได้ไม่เกิน (วัน)"),
    comment="ตารางประเภทผู้ขอติดตั้งป้าย",
    **SCRIPTS,
)  # fmt: skip
request = Table(
    "sgn_request", metadata,
    Column("req_id", _Id, primary_key=True, autoincrement=True, comment="รหัสคำขอ (ลำดับอัตโนมัติ)"),
    Column("req_no", String(20), nullable=False, comment="เลขที่คำขอ ลำดับ/ปี พ.ศ."),
    Column("permit_no", String(20), nullable=False, comment="เลขที่หนังสืออนุญาต"),
    Column("type_id", _Tiny, comment="ประเภทผู้ขอ (sgn_type)"),
    Column("app_name", String(150), comment="ชื่อผู้ขอ"),
    Column("app_tel", String(50), comment="โทรศัพท์ผู้ขอ"),
    Column("app_idcard", String(20), comment="เลขประจำตัวประชาชนผู้ขอ"),
    Column("sign_text", Text, comment="ข้อความบนป้าย"),
    Column("sign_size", String(30), comment="ขนาดป้าย กว้าง x ยาว (เมตร)"),
    Column("sign_qty", SmallInteger, comment="จำนวนป้าย"),
    Column("place", String(255), comment="จุดติดตั้ง"),
    Column("zone", String(20), comment="เขต"),
    Column("lat", Double(), nullable=False, server_default=text("0"), comment="ละติจูด (0 = ไม่ระบุ)"),
    Column("lon", Double(), nullable=False, server_default=text("0"), comment="ลองจิจูด (0 = ไม่ระบุ)"),
    Column("dept", String(100), comment="หน่วยงานที่ตรวจ (พิมพ์เองได้)"),
    _moment("req_date", "วันเวลาที่ยื่นคำขอ (ปี พ.ศ.)"),
    _moment("doc_date", "วันเวลาที่เอกสารครบ (ปี พ.ศ.)"),
    _day("due_date", "วันครบกำหนดตามคู่มือประชาชน (ปี พ.ศ.)"),
    _moment("approve_date", "วันเวลาที่พิจารณา (ปี พ.ศ.)"),
    Column("approve_status", String(20), nullable=False, server_default=text("''"), comment="ผลการพิจารณา"),
    _day("start_date", "วันเริ่มติดตั้ง (ปี พ.ศ.)"),
    _day("end_date", "วันสิ้นสุดการอนุญาต (ปี พ.ศ.)"),
    Column("fee", _Money, comment="ค่าธรรมเนียม (บาท)"),
    Column("deposit", _Money, comment="เงินประกันการรื้อถอน (บาท)"),
    Column("receipt_no", String(20), comment="เลขที่ใบเสร็จ"),
    _moment("receipt_date", "วันเวลาที่รับเงิน (ปี พ.ศ.)"),
    _moment("return_date", "วันเวลาที่คืนเงินประกัน (ปี พ.ศ.)"),
    _moment("seize_date", "วันเวลาที่ริบเงินประกัน (ปี พ.ศ.)"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่ผู้รับคำขอ"),
    _moment("last_update", "วันเวลาที่แก้ไขล่าสุด (ระบบบันทึกเอง ปี ค.ศ.)"),
    Index("idx_req_update", "last_update"),
    comment="ตารางคำขอติดตั้งป้ายชั่วคราว",
    **SCRIPTS,
)  # fmt: skip
removal = Table(
    "sgn_remove", metadata,
    Column("rem_id", _Id, primary_key=True, autoincrement=True, comment="ลำดับการรื้อถอน"),
    Column("req_id", _Id, nullable=False, comment="รหัสคำขอ"),
    _moment("rem_date", "วันเวลาที่รื้อถอน"),
    Column("rem_qty", SmallInteger, comment="จำนวนป้ายที่รื้อถอน"),
    Column("rem_by", String(50), comment="ผู้รื้อถอน"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่ผู้ตรวจ"),
    Column("note", String(255), comment="หมายเหตุ"),
    _moment("last_update", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_rem_req", "req_id"),
    Index("idx_rem_update", "last_update"),
    comment="ตารางการรื้อถอนป้ายที่ได้รับอนุญาต",
    **SCRIPTS,
)  # fmt: skip
finding = Table(
    "sgn_illegal", metadata,
    Column("ill_id", _Id, primary_key=True, autoincrement=True, comment="ลำดับการตรวจพบ"),
    _moment("found_date", "วันเวลาที่ตรวจพบ"),
    Column("place", String(255), comment="จุดที่พบ"),
    Column("zone", String(20), comment="เขต"),
    Column("ill_qty", SmallInteger, comment="จำนวนป้าย"),
    Column("owner_name", String(150), comment="ชื่อเจ้าของป้าย"),
    Column("owner_tel", String(50), comment="โทรศัพท์เจ้าของป้าย"),
    Column("dept", String(100), comment="หน่วยงานที่ตรวจพบ"),
    _moment("warn_date", "วันเวลาที่แจ้งเตือน"),
    _moment("rem_date", "วันเวลาที่รื้อถอน"),
    _moment("fine_date", "วันเวลาที่เปรียบเทียบปรับ"),
    Column("fine_amt", String(20), comment="ค่าปรับ (บาท)"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่ผู้ตรวจ"),
    Column("note", String(255), comment="หมายเหตุ"),
    _moment("last_update", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_ill_update", "last_update"),
    comment="ตารางป้ายที่ไม่ได้รับอนุญาต",
    **SCRIPTS,
)  # fmt: skip
state = make_state_table(metadata, "sgn_sample_state", **SCRIPTS)

_TOUCH = "ALTER TABLE {} MODIFY last_update DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"
for _table in (request, removal, finding):
    _comment = str(_table.c.last_update.comment)
    for _dialect in MARIADB:
        _touch = DDL(f"{_TOUCH.format(_table.name)} COMMENT '{_comment}'")
        event.listen(_table, "after_create", _touch.execute_if(dialect=_dialect))
