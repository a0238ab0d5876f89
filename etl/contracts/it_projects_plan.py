"""The digital plan's part of the IT-projects contract: its projects, their budget cells by year, their progress."""

from __future__ import annotations

from etl.contracts import it_projects_words as words
from etl.contracts.base import Entity, Field, FieldType, Note, PersonalData

_T = FieldType
KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years; what the source deletes is neither counted nor shown",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว ข้อความเต็มอยู่ในระบบต้นทางเท่านั้น",
    "Kept with names, telephones, ids and e-mails struck out; the full text stays in the source",
)
CHANGED = Field(
    "changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row",
    purpose=Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read"),
)  # fmt: skip


def own_id(th: str, en: str) -> Field:
    """The source's own id of a row, and what it is wanted for."""
    return Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True, purpose=Note(th, en))


def _project_code() -> Field:
    return Field("project_code", _T.TEXT, "รหัสโครงการ", "Code of the project, as 2.1", required=True,
                 purpose=Note("บอกว่าเป็นของโครงการใดของแผน", "Which project of the plan it belongs to"))  # fmt: skip


def _fiscal_year() -> Field:
    return Field("fiscal_year", _T.INTEGER, "ปีงบประมาณ", "Fiscal year, Buddhist Era",
                 required=True, low=2560, high=2700,
                 purpose=Note("แยกวงเงินและผลรายปี", "Keeps the years apart"))  # fmt: skip


PLAN_PROJECT = Entity(
    name="plan_project",
    th="โครงการตามแผนดิจิทัล",
    en="Project of the digital plan",
    fields=(
        own_id("ระบุแต่ละโครงการไม่ให้นับซ้ำ", "Tells projects apart so that none counts twice"),
        _project_code(),
        Field("strategy", _T.INTEGER, "ยุทธศาสตร์ที่", "Strategy of the plan", required=True, low=1, high=20,
              purpose=Note("สรุปตามยุทธศาสตร์ของแผน", "Figures by strategy of the plan")),
        Field("name", _T.TEXT, "ชื่อโครงการ", "Name of the project", required=True,
              purpose=Note("แสดงในตารางโครงการ", "Shown in the table of projects")),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานรับผิดชอบหลัก", "Responsible bureau or division",
              purpose=Note("สรุปผลตามสำนัก/กอง", "Figures by bureau or division")),
        Field("responsible", _T.TEXT, "ผู้รับผิดชอบตามที่แผนพิมพ์ไว้", "Responsible bodies, as the plan prints them",
              purpose=Note("แสดงหน่วยงานร่วมทุกหน่วย", "Shows all bodies that take part")),
        Field("note", _T.TEXT, "หมายเหตุ", "Note", personal=PersonalData.MIXED, retention=SCRUBBED,
              purpose=Note("แสดงข้อสังเกตของตารางในแผน", "Remarks on the plan's table")),
        CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="project_code",
    root="project",
    is_shared=True,
    fact="fact_plan_project",
    staging="stg_plan_project",
    is_optional=True,
    purpose=Note("โครงการ 17 รายการของแผนดิจิทัล พ.ศ. 2566-2570", "The 17 projects of the digital plan 2566-2570"),
    retention=KEPT,
)  # fmt: skip

PLAN_YEAR = Entity(
    name="plan_year",
    th="วงเงินตามแผนรายปี",
    en="Planned budget of a year",
    fields=(
        own_id("ระบุแต่ละช่องวงเงินไม่ให้นับซ้ำ", "Tells budget cells apart so that none counts twice"),
        _project_code(),
        _fiscal_year(),
        Field("budget_mark", _T.WORD, "สิ่งที่แผนพิมพ์ในช่องวงเงิน", "What the plan prints in the cell", required=True,
              vocabulary=words.BUDGET_MARK,
              purpose=Note("ขีด ช่องว่าง และศูนย์ มีความหมายต่างกัน", "A dash, a blank and a zero are different facts")),
        Field("budget", _T.MONEY, "วงเงินตามแผน (บาท)", "Planned budget in baht",
              purpose=Note("ฐานของร้อยละการเบิกจ่าย", "What disbursement is measured against")),
        Field("starts_date", _T.DATE, "วันเริ่มตามแผนปฏิบัติการ", "Day the work should begin",
              purpose=Note("แสดงเส้นเวลาโครงการ", "The project's timeline")),
        Field("ends_date", _T.DATE, "วันสิ้นสุดตามแผนปฏิบัติการ", "Day the work should end",
              purpose=Note("แสดงเส้นเวลาโครงการ", "The project's timeline")),
        CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="project_code",
    root="project",
    is_shared=True,
    fact="fact_plan_year",
    staging="stg_plan_year",
    is_optional=True,
    purpose=Note("วงเงินและกำหนดเวลาของโครงการรายปีงบประมาณ", "Budget and dates of each project by fiscal year"),
    retention=KEPT,
)  # fmt: skip

PLAN_PROGRESS = Entity(
    name="plan_progress",
    th="รายงานความก้าวหน้าโครงการ",
    en="Progress report of a project",
    fields=(
        _project_code(),
        _fiscal_year(),
        Field("reported_date", _T.DATE, "ข้อมูล ณ วันที่", "Day the report is of", required=True,
              purpose=Note("บอกว่าเป็นผล ณ วันใด รายงานใหม่แทนรายงานเดิม",
                           "The day the figures are of; a later report replaces it")),
        Field("planned_percent", _T.NUMBER, "แผนสะสม (ร้อยละ)", "Planned progress of the year, percent",
              required=True, low=0, high=100,
              purpose=Note("เทียบผลกับแผน", "What progress is compared with")),
        Field("actual_percent", _T.NUMBER, "ผลสะสม (ร้อยละ)", "Actual progress of the year, percent",
              required=True, low=0, high=100,
              purpose=Note("วัดว่าโครงการเป็นไปตามแผน", "Whether the project is on plan")),
        Field("approved", _T.MONEY, "งบประมาณที่ได้รับอนุมัติ (บาท)", "Approved budget of the year, baht",
              purpose=Note("ติดตามเงินของโครงการ", "Follows the project's money")),
        Field("committed", _T.MONEY, "ก่อหนี้ผูกพันสะสม (บาท)", "Committed so far in the year, baht",
              purpose=Note("ติดตามเงินของโครงการ", "Follows the project's money")),
        Field("disbursed", _T.MONEY, "เบิกจ่ายสะสม (บาท)", "Disbursed so far in the year, baht",
              purpose=Note("คำนวณร้อยละการเบิกจ่าย", "The share disbursed")),
        Field("project_status", _T.WORD, "สถานะโครงการ", "Status of the project",
              required=True, vocabulary=words.PROGRESS_STATUS,
              purpose=Note("แยกโครงการที่ยังดำเนินการ แล้วเสร็จ และยกเลิก",
                           "Tells running, finished and cancelled projects apart")),
        Field("obstacle", _T.TEXT, "ปัญหาและอุปสรรค", "Problems and obstacles", personal=PersonalData.MIXED,
              retention=SCRUBBED,
              purpose=Note("ให้ผู้บริหารรู้สาเหตุที่ล่าช้า", "Tells executives why it is late")),
        CHANGED,
    ),
    key=("project_code", "reported_date"),
    cursor="fiscal_year",
    subject="project_code",
    root="project",
    is_shared=True,
    fact="fact_plan_progress",
    staging="stg_plan_progress",
    is_optional=True,
    purpose=Note(
        "ความก้าวหน้าและเงินของโครงการที่หน่วยงานรายงานด้วยแบบฟอร์มหรือไฟล์ XLSX",
        "Progress and money of the projects, as departments report them by form or workbook",
    ),
    retention=KEPT,
)  # fmt: skip
