"""The tables of the sample IT-development system as its PHP programmer made them, with Thai comments.

Days are text in SQLite and DATE in MariaDB, zero dates stand for "none"; some columns hold what people typed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, MetaData, Numeric, SmallInteger, String, Table, Text, text
from sqlalchemy.dialects import mysql

from etl.sample.living import make_state_table

ZERO = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
MARIADB = ("mysql", "mariadb")
SCRIPTS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_general_ci"}

metadata = MetaData()
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
_Day = String(10).with_variant(mysql.DATE(), *MARIADB)
_Id = Integer().with_variant(mysql.INTEGER(unsigned=True), *MARIADB)


def _id(name: str, comment: str) -> Column[Any]:
    return Column(name, _Id, primary_key=True, autoincrement=False, comment=comment)


def _moment(name: str, comment: str) -> Column[Any]:
    return Column(name, _Moment, nullable=False, server_default=text(f"'{ZERO}'"), comment=comment)


def _day(name: str, comment: str) -> Column[Any]:
    return Column(name, _Day, nullable=False, server_default=text(f"'{ZERO_DATE}'"), comment=comment)


def _table(name: str, comment: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, _moment("updated_at", "วันเวลาที่แก้ไขล่าสุด"), comment=comment, **SCRIPTS)


system = _table(
    "isd_system", "ทะเบียนระบบสารสนเทศ",
    _id("sys_id", "รหัส (ลำดับ)"),
    Column("sys_code", String(10), comment="รหัสระบบ มีศูนย์นำหน้า"),
    Column("sys_name", String(200), nullable=False, comment="ชื่อระบบ"),
    Column("dept_name", String(150), comment="หน่วยงานเจ้าของข้อมูล (พิมพ์เอง)"),
    Column("sys_type", String(50), comment="ประเภท"),
    Column("origin", String(80), comment="ที่มา"),
    Column("stage_code", String(2), nullable=False, comment="ขั้นตอน 01-09"),
    Column("lang_db", String(80), comment="ภาษา/ฐานข้อมูล"),
    Column("url", String(200), comment="ที่อยู่เว็บ"),
    Column("is_pdpa", String(10), comment="มีข้อมูลส่วนบุคคล 1/0 หรือ มี/ไม่มี"),
    _day("ropa_date", "วันที่จัดทำ ROPA"),
    Column("project_code", String(10), comment="โครงการตามแผนดิจิทัล"),
    Column("user_total", Integer, comment="จำนวนบัญชีผู้ใช้"),
    _day("start_date", "วันที่เริ่มใช้งาน"),
    _day("end_date", "วันที่ยกเลิกใช้"),
    Column("admin_name", String(150), comment="ชื่อผู้ดูแลระบบ"),
    Column("admin_tel", String(50), comment="โทรศัพท์ผู้ดูแลระบบ"),
    Column("note", Text, comment="หมายเหตุ"),
    _moment("created_at", "วันเวลาที่ขึ้นทะเบียน"),
)  # fmt: skip
system_month = _table(
    "isd_system_month", "รายงานระบบรายเดือน",
    _id("rep_id", "รหัส (ลำดับ)"),
    Column("sys_id", _Id, nullable=False, comment="รหัสระบบ"),
    Column("month_end", String(10), nullable=False, comment="วันสิ้นเดือน วว/ดด/ปปปป (พ.ศ.)"),
    Column("login_users", Integer, comment="บัญชีที่เข้าใช้"),
    Column("service_min", Integer, comment="นาทีที่ต้องให้บริการ"),
    Column("down_min", Integer, comment="นาทีที่ล่มโดยไม่ได้แจ้ง"),
    _day("restore_test", "วันที่ทดสอบกู้คืนสำเร็จ"),
    Column("svy_n", Integer, comment="ผู้ตอบแบบสำรวจ"),
    Column("svy_sum", Integer, comment="คะแนนรวม"),
)  # fmt: skip
integration = _table(
    "isd_integration", "การเชื่อมโยงข้อมูล",
    _id("link_id", "รหัส (ลำดับ)"),
    Column("sys_id", _Id, nullable=False, comment="รหัสระบบ"),
    Column("partner", String(200), comment="ปลายทาง"),
    Column("method", String(50), comment="วิธีเชื่อมโยง"),
    _day("start_date", "วันที่เชื่อมโยงได้"),
    _day("end_date", "วันที่เลิกเชื่อมโยง"),
    Column("contact_name", String(150), comment="ผู้ประสานงานปลายทาง"),
    Column("contact_tel", String(50), comment="โทรศัพท์ผู้ประสานงาน"),
)  # fmt: skip
request = _table(
    "isd_request", "คำขอพัฒนา/ปรับปรุงระบบ",
    _id("req_id", "รหัส (ลำดับ)"),
    Column("req_no", String(20), comment="เลขที่คำขอ ปีงบประมาณ"),
    Column("dept_name", String(150), comment="หน่วยงานที่ขอ (พิมพ์เอง)"),
    Column("title", String(500), comment="เรื่อง"),
    Column("req_type", String(50), comment="ประเภท"),
    Column("status", String(50), nullable=False, comment="สถานะ"),
    _moment("req_date", "วันเวลาที่ขอ"),
    _day("due_date", "กำหนดเสร็จ"),
    _moment("done_date", "วันเวลาที่แล้วเสร็จ"),
    Column("man_day", Numeric(6, 1), comment="คน-วัน"),
    Column("budget", String(20), comment="งบประมาณ (พิมพ์เอง)"),
    Column("req_name", String(150), comment="ชื่อผู้ขอ"),
    Column("req_tel", String(50), comment="โทรศัพท์ผู้ขอ"),
    Column("dev_name", String(150), comment="ผู้พัฒนา"),
)  # fmt: skip
service = _table(
    "isd_service", "ทะเบียนงานบริการประชาชน",
    _id("svc_id", "รหัส (ลำดับ)"),
    Column("svc_name", String(200), nullable=False, comment="ชื่องานบริการ"),
    Column("dept_name", String(150), comment="หน่วยงานที่ให้บริการ"),
    Column("officer_name", String(150), comment="เจ้าหน้าที่ผู้รับผิดชอบ"),
)  # fmt: skip
service_process = _table(
    "isd_service_process", "ความพร้อมของงานบริการรายกระบวนการ (บทที่ 6)",
    _id("sp_id", "รหัส (ลำดับ)"),
    Column("svc_id", _Id, nullable=False, comment="รหัสงานบริการ"),
    Column("proc_no", SmallInteger, nullable=False, comment="กระบวนการที่ 1-8"),
    Column("ready", String(20), comment="ความพร้อม Y/P/N/- "),
    _day("ready_date", "วันที่เป็นดิจิทัล"),
)  # fmt: skip
dataset = _table(
    "isd_opendata", "ชุดข้อมูลเปิด",
    _id("ds_id", "รหัส (ลำดับ)"),
    Column("title", String(200), nullable=False, comment="ชื่อชุดข้อมูล"),
    Column("dept_name", String(150), comment="หน่วยงานเจ้าของข้อมูล"),
    Column("publisher", String(150), comment="ผู้เผยแพร่"),
    _day("publish_date", "วันที่เผยแพร่"),
    _day("withdraw_date", "วันที่ถอน"),
)  # fmt: skip
assessment = _table(
    "isd_assessment", "ผลประเมินความพร้อมและโครงสร้างพื้นฐานรายปี",
    _id("as_id", "รหัส (ลำดับ)"),
    Column("item_code", String(10), nullable=False, comment="รหัสรายการ"),
    Column("fiscal_year", String(4), nullable=False, comment="ปีงบประมาณ พ.ศ."),
    Column("result", Numeric(8, 1), comment="ผล 0 / 0.5 / 1 หรือจำนวนจุด"),
    _day("assess_date", "วันที่ประเมิน"),
    Column("assessor", String(150), comment="ผู้ประเมิน"),
)  # fmt: skip
plan_project = _table(
    "isd_plan_project", "โครงการตามแผนดิจิทัล พ.ศ. 2566-2570",
    _id("prj_id", "รหัส (ลำดับ)"),
    Column("prj_code", String(10), nullable=False, comment="รหัสโครงการในแผน"),
    Column("strategy_no", SmallInteger, nullable=False, comment="ยุทธศาสตร์ที่"),
    Column("prj_name", String(255), nullable=False, comment="ชื่อโครงการ"),
    Column("lead_dept", String(150), comment="หน่วยงานรับผิดชอบหลัก"),
    Column("responsible", String(255), comment="ผู้รับผิดชอบตามแผน"),
    Column("note", Text, comment="หมายเหตุ"),
)  # fmt: skip
plan_year = _table(
    "isd_plan_budget", "วงเงินตามแผนรายปี ขีด ช่องว่าง และศูนย์ ไม่เหมือนกัน",
    _id("pb_id", "รหัส (ลำดับ)"),
    Column("prj_code", String(10), nullable=False, comment="รหัสโครงการในแผน"),
    Column("fiscal_year", String(4), nullable=False, comment="ปีงบประมาณ พ.ศ."),
    Column("budget", String(20), comment="วงเงินตามที่แผนพิมพ์"),
    _day("start_date", "วันเริ่มตามแผนปฏิบัติการ"),
    _day("end_date", "วันสิ้นสุดตามแผนปฏิบัติการ"),
)  # fmt: skip
sample_state = make_state_table(metadata, "isd_sample_state", **SCRIPTS)
