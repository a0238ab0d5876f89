"""The tables of the sample help desk as its PHP programmer made them, with Thai comments.

Dates are text in SQLite and DATETIME in MariaDB, so the zero dates that stand for "none" can be kept in both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Float, Index, Integer, MetaData, SmallInteger, String, Table, Text, text
from sqlalchemy.dialects import mysql

from etl.sample.living import make_state_table

ZERO = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_general_ci"}

metadata = MetaData()
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
_Day = String(10).with_variant(mysql.DATE(), *MARIADB)
_Tiny = SmallInteger().with_variant(mysql.TINYINT(), *MARIADB)
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)
_Money = Float().with_variant(mysql.DECIMAL(10, 2), *MARIADB)


def _moment(name: str, comment: str) -> Column[Any]:
    return Column(name, _Moment, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    return Column(name, _Day, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment=comment)


department = Table(
    "hd_department", metadata,
    Column("dept_id", _Id, primary_key=True, comment="รหัสหน่วยงาน"),
    Column("dept_name", String(150), nullable=False, comment="ชื่อสำนัก/กอง"),
    comment="ตารางหน่วยงาน", **SCRIPTS,
)  # fmt: skip
device_type = Table(
    "hd_device_type", metadata,
    Column("type_id", _Id, primary_key=True, comment="รหัสประเภทอุปกรณ์"),
    Column("type_name", String(100), nullable=False, comment="ประเภทอุปกรณ์"),
    comment="ตารางประเภทอุปกรณ์", **SCRIPTS,
)  # fmt: skip
status = Table(
    "hd_status", metadata,
    Column("status_code", String(2), primary_key=True, comment="รหัสสถานะ"),
    Column("status_name", String(50), nullable=False, comment="ชื่อสถานะ"),
    comment="ตารางสถานะงานซ่อม", **SCRIPTS,
)  # fmt: skip

equipment = Table(
    "hd_equipment", metadata,
    Column("eq_id", _Id, primary_key=True, comment="รหัสครุภัณฑ์"),
    Column("eq_no", String(30), nullable=False, comment="เลขครุภัณฑ์ (416-ปี-ลำดับ)"),
    Column("type_id", _Id, comment="รหัสประเภทอุปกรณ์"),
    Column("brand", String(50), nullable=False, comment="ยี่ห้อ"),
    Column("model", String(100), nullable=False, comment="รุ่น"),
    Column("computer_name", String(50), nullable=False, comment="Computer Name"),
    Column("user_name", String(150), nullable=False, comment="ชื่อผู้ใช้งาน"),
    Column("user_tel", String(50), nullable=False, comment="เบอร์ติดต่อผู้ใช้งาน"),
    Column("ip_address", String(15), nullable=False, comment="IP"),
    Column("dept_id", _Id, comment="รหัสหน่วยงาน"),
    Column("dept_name", String(150), comment="หน่วยงาน (พิมพ์เองได้)"),
    _day("buy_date", "วันที่ได้มา"),
    Column("budget_year", SmallInteger, comment="ปีงบประมาณ พ.ศ."),
    Column("price", _Money, comment="ราคา (บาท)"),
    Column("eq_status", String(50), nullable=False, comment="สถานะครุภัณฑ์"),
    _day("dispose_date", "วันที่จำหน่าย"),
    Column("remark", String(255), comment="หมายเหตุ"),
    _moment("created_at", "วันเวลาที่บันทึก"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_eq_updated", "updated_at"),
    comment="ทะเบียนครุภัณฑ์คอมพิวเตอร์", **SCRIPTS,
)  # fmt: skip

job = Table(
    "hd_job", metadata,
    Column("job_id", _Id, primary_key=True, comment="รหัสใบแจ้งซ่อม (ลำดับอัตโนมัติ)"),
    Column("job_no", String(20), nullable=False, comment="เลขที่ใบแจ้งซ่อม"),
    _moment("job_date", "วันเวลาที่แจ้ง"),
    Column("informer_name", String(150), comment="ผู้แจ้ง"),
    Column("informer_tel", String(50), comment="โทรศัพท์ผู้แจ้ง"),
    Column("dept_id", _Id, comment="รหัสหน่วยงาน"),
    Column("dept_name", String(150), comment="หน่วยงานที่แจ้ง"),
    Column("eq_id", _Id, comment="รหัสครุภัณฑ์ (0 = ไม่ระบุ)"),
    Column("job_type", _Tiny, comment="1 ซ่อมอุปกรณ์ 2 ซอฟต์แวร์ 3 เครือข่าย 4 งานบริการอื่น"),
    Column("type_id", _Id, comment="รหัสประเภทอุปกรณ์"),
    Column("symptom", String(100), comment="อาการ"),
    Column("detail", Text, comment="รายละเอียด/อาการเสีย"),
    Column("urgency", _Tiny, comment="ความเร่งด่วน 1 วิกฤต 2 ด่วน 3 ปกติ 4 ไม่เร่งด่วน"),
    Column("status_code", String(2), nullable=False, comment="รหัสสถานะ (hd_status)"),
    Column("technician_name", String(150), comment="เจ้าหน้าที่ผู้ซ่อม"),
    _moment("accept_date", "วันเวลาที่รับงาน"),
    _moment("due_date", "กำหนดเสร็จ (เลื่อนตามวันที่รออะไหล่)"),
    _moment("finish_date", "วันเวลาที่ซ่อมเสร็จ/ยกเลิก"),
    Column("wait_days", SmallInteger, comment="จำนวนวันทำการที่รออะไหล่"),
    Column("solution", String(255), comment="สาเหตุ/วิธีแก้"),
    Column("result", _Tiny, comment="ผล 1 ซ่อมได้ 2 ส่งซ่อมภายนอก 3 เสนอจำหน่าย"),
    Column("outside_shop", String(150), comment="ร้านที่ส่งซ่อม"),
    Column("outside_cost", _Money, comment="ค่าจ้างภายนอก (บาท)"),
    Column("score", _Tiny, comment="คะแนนความพึงพอใจ 1-5"),
    _moment("created_at", "วันเวลาที่บันทึก"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_job_updated", "updated_at"),
    comment="ตารางใบแจ้งซ่อม", **SCRIPTS,
)  # fmt: skip

job_log = Table(
    "hd_job_log", metadata,
    Column("log_id", _Id, primary_key=True, comment="ลำดับ"),
    Column("job_id", _Id, nullable=False, comment="รหัสใบแจ้งซ่อม"),
    Column("status_code", String(2), nullable=False, comment="สถานะใหม่"),
    _moment("log_date", "วันเวลาที่เปลี่ยนสถานะ"),
    Column("by_name", String(150), comment="ผู้บันทึก"),
    _moment("created_at", "วันเวลาที่บันทึกรายการ"),
    Index("idx_log_created", "created_at"),
    comment="ประวัติสถานะใบแจ้งซ่อม", **SCRIPTS,
)  # fmt: skip

part_use = Table(
    "hd_part_use", metadata,
    Column("use_id", _Id, primary_key=True, comment="ลำดับ"),
    Column("job_id", _Id, nullable=False, comment="รหัสใบแจ้งซ่อม"),
    Column("part_name", String(150), nullable=False, comment="อะไหล่"),
    Column("qty", SmallInteger, nullable=False, comment="จำนวน"),
    Column("unit_price", _Money, nullable=False, comment="ราคาต่อหน่วย (บาท)"),
    _day("use_date", "วันที่ใช้"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_use_updated", "updated_at"),
    comment="อะไหล่ที่ใช้", **SCRIPTS,
)  # fmt: skip

state = make_state_table(metadata, "hd_sample_state", **SCRIPTS)
