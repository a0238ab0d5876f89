"""The tables of the sample complaint system as its PHP programmer made them, with Thai comments.

Dates are text in SQLite and DATETIME in MariaDB, so the zero dates that stand for "none" can be kept in both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.dialects import mysql

ZERO = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_general_ci"}

metadata = MetaData()
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
_Day = String(10).with_variant(mysql.DATE(), *MARIADB)
_Tiny = SmallInteger().with_variant(mysql.TINYINT(), *MARIADB)
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)
_LongId = BigInteger().with_variant(Integer(), "sqlite").with_variant(mysql.BIGINT(unsigned=True), *MARIADB)


def _moment(name: str, comment: str) -> Column[Any]:
    return Column(name, _Moment, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _lookup(name: str, comment: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, comment=comment, **SCRIPTS)


department = _lookup(
    "tb_department", "ตารางหน่วยงาน",
    Column("dept_id", _Id, primary_key=True, comment="รหัสหน่วยงาน"),
    Column("dept_code", String(10), comment="รหัสย่อ"),
    Column("dept_name", String(150), nullable=False, comment="ชื่อสำนัก/กอง"),
)  # fmt: skip
category = _lookup(
    "tb_category", "ตารางประเภทเรื่อง",
    Column("cat_id", _Id, primary_key=True, comment="รหัสประเภท"),
    Column("cat_name", String(150), nullable=False, comment="ชื่อประเภทเรื่อง"),
    Column("dept_id", _Id, comment="หน่วยงานที่รับผิดชอบโดยปกติ"),
)  # fmt: skip
channel = _lookup(
    "tb_channel", "ตารางช่องทางรับเรื่อง",
    Column("channel_id", _Id, primary_key=True, comment="รหัสช่องทาง"),
    Column("channel_name", String(100), nullable=False, comment="ชื่อช่องทาง"),
)  # fmt: skip
community = _lookup(
    "tb_community", "ตารางชุมชน (ชื่อตัวอย่าง)",
    Column("community_id", _Id, primary_key=True, comment="รหัสชุมชน"),
    Column("community_name", String(150), nullable=False, comment="ชื่อชุมชน"),
    Column("zone_name", String(20), comment="เขต"),
)  # fmt: skip
status = _lookup(
    "tb_status", "ตารางสถานะ",
    Column("status_code", String(2), primary_key=True, comment="รหัสสถานะ"),
    Column("status_name", String(50), nullable=False, comment="ชื่อสถานะ"),
)  # fmt: skip

complaint = Table(
    "tb_complaint", metadata,
    Column("complaint_id", _Id, primary_key=True, autoincrement=True, comment="รหัสคำร้อง (ลำดับอัตโนมัติ)"),
    Column("complaint_no", String(20), nullable=False, comment="เลขที่คำร้อง ปีงบประมาณ-ลำดับ"),
    Column("traffy_ref", String(30), nullable=False, comment="เลขที่เรื่องใน Traffy Fondue (ถ้ามี)"),
    _moment("receive_date", "วันเวลาที่รับเรื่อง"),
    _moment("accept_date", "วันเวลาที่เจ้าหน้าที่รับเรื่อง"),
    _moment("reply_date", "วันเวลาที่แจ้งตอบผู้ร้องครั้งแรก"),
    Column("due_date", _Day, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment="วันครบกำหนด"),
    _moment("finish_date", "วันเวลาที่แล้วเสร็จ"),
    Column("status_code", String(2), nullable=False, comment="รหัสสถานะ (tb_status)"),
    Column("status_name", String(50), comment="ชื่อสถานะ"),
    Column("urgency", _Tiny, comment="ความเร่งด่วน 1 ปกติ 2 ด่วน 3 ด่วนมาก 4 ต้องใช้งบประมาณ"),
    Column("dept_id", _Id, comment="รหัสหน่วยงาน"),
    Column("dept_name", String(150), comment="ชื่อหน่วยงานรับผิดชอบ (พิมพ์เองได้)"),
    Column("cat_id", _Id, comment="รหัสประเภท"),
    Column("cat_name", String(150), comment="ชื่อประเภท"),
    Column("channel_id", _Id, comment="รหัสช่องทาง"),
    Column("channel_name", String(100), comment="ชื่อช่องทาง"),
    Column("zone_name", String(20), comment="เขต"),
    Column("community_id", _Id, comment="รหัสชุมชน"),
    Column("community_name", String(150), comment="ชื่อชุมชน"),
    Column("place", String(255), comment="สถานที่เกิดเหตุ"),
    Column("detail", Text, comment="รายละเอียดเรื่อง"),
    Column("lat", Double(), nullable=False, server_default=text("0"), comment="ละติจูด (0 = ไม่ระบุ)"),
    Column("lon", Double(), nullable=False, server_default=text("0"), comment="ลองจิจูด (0 = ไม่ระบุ)"),
    Column("complainant_name", String(150), comment="ชื่อผู้ร้อง"),
    Column("complainant_tel", String(50), comment="โทรศัพท์ผู้ร้อง"),
    Column("complainant_idcard", String(20), comment="เลขประจำตัวประชาชนผู้ร้อง"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่ผู้รับผิดชอบ"),
    Column("star", _Tiny, comment="คะแนนความพึงพอใจ 1-5"),
    Column("reopen_count", _Tiny, comment="จำนวนครั้งที่เปิดเรื่องซ้ำ"),
    _moment("created_at", "วันเวลาที่บันทึก"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_updated_at", "updated_at"),
    Index("idx_status", "status_code"),
    comment="ตารางคำร้อง/เรื่องร้องทุกข์",
    **SCRIPTS,
)  # fmt: skip

status_log = Table(
    "tb_complaint_status_log", metadata,
    Column("log_id", _LongId, primary_key=True, autoincrement=True, comment="ลำดับ"),
    Column("complaint_id", _Id, nullable=False, comment="รหัสคำร้อง"),
    Column("old_status", String(2), comment="สถานะเดิม"),
    Column("new_status", String(2), nullable=False, comment="สถานะใหม่"),
    Column("status_name", String(50), comment="ชื่อสถานะใหม่"),
    _moment("change_date", "วันเวลาที่เปลี่ยนสถานะ"),
    Column("officer_name", String(150), comment="ผู้บันทึก"),
    Column("note", String(255), comment="หมายเหตุ"),
    _moment("created_at", "วันเวลาที่บันทึกรายการ"),
    Index("idx_log_complaint", "complaint_id"),
    Index("idx_log_created", "created_at"),
    comment="ตารางประวัติการเปลี่ยนสถานะ",
    **SCRIPTS,
)  # fmt: skip

# what the builder needs to go on from; its presence also says that these tables are a sample and may be rebuilt
sample_state = Table(
    "tb_sample_state", metadata,
    Column("name", String(40), primary_key=True, comment="ชื่อค่า"),
    Column("value", String(100), nullable=False, comment="ค่า"),
    comment="ข้อมูลกำกับชุดข้อมูลตัวอย่าง (ไม่ใช่ข้อมูลจริง)",
    **SCRIPTS,
)  # fmt: skip

_TOUCH = DDL(
    "ALTER TABLE tb_complaint MODIFY updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP "
    "ON UPDATE CURRENT_TIMESTAMP COMMENT 'วันเวลาที่แก้ไขล่าสุด'"
)
for _dialect in MARIADB:
    event.listen(complaint, "after_create", _TOUCH.execute_if(dialect=_dialect))
