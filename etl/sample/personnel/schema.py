"""The tables of the sample personnel system as its PHP programmer made them, with Thai comments.

Codes are text and keep their zeros; dates are text in SQLite and DATE in MariaDB, so that zero dates can stand in both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Double, Float, Index, Integer, MetaData, String, Table, Text, text
from sqlalchemy.dialects import mysql

from etl.sample.living import make_state_table

ZERO = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_general_ci"}

metadata = MetaData()
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)


def _moment(name: str, comment: str) -> Column[Any]:
    kind = String(19).with_variant(mysql.DATETIME(), *MARIADB)
    return Column(name, kind, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    kind = String(10).with_variant(mysql.DATE(), *MARIADB)
    return Column(name, kind, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment=comment)


department = Table(
    "tb_division", metadata,
    Column("div_id", String(2), primary_key=True, comment="รหัสสำนัก/กอง (มีศูนย์นำหน้า)"),
    Column("div_name", String(150), nullable=False, comment="ชื่อสำนัก/กอง"),
    comment="ตารางสำนัก/กอง",
    **SCRIPTS,
)  # fmt: skip
person = Table(
    "tb_person", metadata,
    Column("person_id", _Id, primary_key=True, comment="ลำดับทะเบียน"),
    Column("emp_code", String(6), nullable=False, comment="รหัสบุคลากร 6 หลัก (มีศูนย์นำหน้า)"),
    Column("prefix", String(20), comment="คำนำหน้า"),
    Column("fullname", String(150), comment="ชื่อ-นามสกุล"),
    Column("id_card", String(20), comment="เลขประจำตัวประชาชน"),
    Column("sex", String(5), comment="เพศ"),
    _day("birthday", "วันเดือนปีเกิด"),
    Column("address", String(255), comment="ที่อยู่"),
    Column("tel", String(50), comment="โทรศัพท์"),
    Column("email", String(100), comment="อีเมล"),
    Column("cat_code", String(2), nullable=False, comment="ประเภทบุคลากร 01 พนักงานเทศบาล 02 ครู 03 ลูกจ้างประจำ "
           "04 ภารกิจ 05 ทั่วไป 06 ผู้เชี่ยวชาญพิเศษ 07 จ้างเหมา"),
    Column("div_id", String(2), comment="รหัสสำนัก/กอง"),
    Column("div_name", String(150), comment="ชื่อสำนัก/กอง (พิมพ์เองได้)"),
    Column("position_name", String(150), comment="ตำแหน่ง"),
    Column("position_type", String(50), comment="ประเภทตำแหน่ง"),
    Column("level_name", String(50), comment="ระดับ"),
    Column("pos_no", String(25), comment="เลขที่ตำแหน่ง"),
    Column("salary", Double(), comment="เงินเดือน/ค่าจ้าง"),
    _day("start_date", "วันบรรจุ/เริ่มจ้าง"),
    _day("out_date", "วันพ้นจากราชการ"),
    Column("status_code", String(2), nullable=False, comment="สถานะ 01 ปฏิบัติราชการ 02 ลาศึกษาต่อ 03 ช่วยราชการ "
           "04 พักราชการ 11 โอน 12 ลาออก 13 เกษียณ 14 ถึงแก่กรรม 15 ให้ออก 16 สิ้นสุดสัญญา"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_person_updated", "updated_at"),
    comment="ทะเบียนประวัติบุคลากร",
    **SCRIPTS,
)  # fmt: skip
post = Table(
    "tb_position", metadata,
    Column("pos_id", _Id, primary_key=True, comment="ลำดับ"),
    Column("pos_no", String(25), nullable=False, comment="เลขที่ตำแหน่ง"),
    Column("position_name", String(150), comment="ชื่อตำแหน่ง"),
    Column("position_type", String(50), comment="ประเภทตำแหน่ง"),
    Column("level_name", String(50), comment="ระดับที่กำหนด"),
    Column("cat_code", String(2), nullable=False, comment="ประเภทบุคลากร"),
    Column("div_name", String(150), comment="สังกัด"),
    Column("plan_round", String(20), comment="แผนอัตรากำลัง 3 ปี ที่กำหนด"),
    _day("open_date", "วันที่กำหนดตำแหน่ง"),
    _day("cancel_date", "วันที่ยุบเลิก"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_position_updated", "updated_at"),
    comment="กรอบอัตรากำลังตามแผนอัตรากำลัง 3 ปี",
    **SCRIPTS,
)  # fmt: skip
order = Table(
    "tb_order", metadata,
    Column("order_id", _Id, primary_key=True, comment="ลำดับ"),
    Column("emp_code", String(6), nullable=False, comment="รหัสบุคลากร"),
    Column("fullname", String(150), comment="ชื่อ-นามสกุล"),
    Column("order_no", String(30), comment="เลขที่คำสั่ง"),
    Column("move_type", String(50), nullable=False, comment="ประเภทคำสั่ง"),
    _day("effective_date", "วันที่มีผล"),
    Column("old_div_name", String(150), comment="สังกัดเดิม"),
    Column("new_div_name", String(150), comment="สังกัดใหม่"),
    Column("detail", Text, comment="รายละเอียดคำสั่ง"),
    _moment("created_at", "วันเวลาที่บันทึก"),
    Index("idx_order_created", "created_at"),
    comment="คำสั่งแต่งตั้ง โยกย้าย เลื่อนระดับ และพ้นจากราชการ",
    **SCRIPTS,
)  # fmt: skip
leave = Table(
    "tb_leave", metadata,
    Column("leave_id", _Id, primary_key=True, comment="รหัสใบลา"),
    Column("emp_code", String(6), nullable=False, comment="รหัสบุคลากร"),
    Column("fullname", String(150), comment="ชื่อผู้ลา"),
    Column("div_name", String(150), comment="สังกัด"),
    Column("leave_type", String(50), comment="ประเภทการลา"),
    Column("reason", String(255), comment="เหตุผลการลา"),
    Column("contact", String(100), comment="ติดต่อได้ที่"),
    _day("start_date", "ลาตั้งแต่วันที่"),
    _day("end_date", "ลาถึงวันที่"),
    Column("total_day", Float(), comment="จำนวนวันทำการ (ครึ่งวัน = 0.5)"),
    Column("fiscal_year", String(4), comment="ปีงบประมาณ พ.ศ."),
    Column("status", String(20), nullable=False, comment="ผลการอนุญาต"),
    Column("note", String(255), comment="หมายเหตุ"),
    Column("approver", String(150), comment="ผู้อนุญาต"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_leave_updated", "updated_at"),
    comment="ใบลา",
    **SCRIPTS,
)  # fmt: skip
training = Table(
    "tb_training", metadata,
    Column("train_id", _Id, primary_key=True, comment="ลำดับ"),
    Column("emp_code", String(6), nullable=False, comment="รหัสบุคลากร (บางแถวนำเข้าจาก Excel ศูนย์นำหน้าหาย)"),
    Column("fullname", String(150), comment="ชื่อผู้เข้าอบรม"),
    Column("div_name", String(150), comment="สังกัด"),
    Column("course_name", String(200), comment="หลักสูตร"),
    Column("course_group", String(50), comment="กลุ่มหลักสูตร"),
    _day("end_date", "วันสิ้นสุดการอบรม"),
    Column("hours", String(20), comment="จำนวนชั่วโมง"),
    Column("result", String(20), nullable=False, comment="ผลการอบรม"),
    _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"),
    Index("idx_training_updated", "updated_at"),
    comment="ประวัติการฝึกอบรม",
    **SCRIPTS,
)  # fmt: skip
sample_state = make_state_table(metadata, "tb_personnel_sample_state", **SCRIPTS)
