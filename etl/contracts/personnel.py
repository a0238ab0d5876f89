"""The personnel contract: people in service, the posts of the manpower plan, leave, training and movements.

People are known by a salted hash of their staff id; name, identity number, address and date of birth are never kept:
of the birth date only the fiscal year at whose end the person retires.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.contracts.base import (
    Contract,
    Entity,
    Field,
    FieldType,
    Note,
    PersonalData,
    Vocabulary,
    Word,
    with_purposes,
)

RETIREMENT_AGE = 60  # on 30 September of the fiscal year in which it is reached


@dataclass(frozen=True, slots=True)
class StaffStatus(Word):
    is_in_service: bool


STAFF_TYPES = (
    Word("civil", "พนักงานเทศบาล", "Municipal officer"),
    Word("teacher", "พนักงานครูเทศบาล", "Municipal teacher"),
    Word("permanent", "ลูกจ้างประจำ", "Permanent employee"),
    Word("mission", "พนักงานจ้างตามภารกิจ", "Contract employee, by mission"),
    Word("general", "พนักงานจ้างทั่วไป", "Contract employee, general"),
    Word("specialist", "พนักงานจ้างผู้เชี่ยวชาญพิเศษ", "Contract employee, specialist"),
    # work here and are not staff: kept, counted nowhere
    Word("outsourced", "จ้างเหมาบริการ (ไม่นับเป็นบุคลากร)", "Hired service (not staff)"),
)
STAFF_STATUSES = (
    StaffStatus("working", "ปฏิบัติราชการ", "At work", True),
    StaffStatus("studying", "ลาศึกษาต่อ", "On study leave", True),
    StaffStatus("seconded", "ช่วยราชการ", "Seconded", True),
    StaffStatus("suspended", "พักราชการ", "Suspended", True),
    StaffStatus("transferred_out", "โอนย้ายออก", "Transferred out", False),
    StaffStatus("resigned", "ลาออก", "Resigned", False),
    StaffStatus("retired", "เกษียณอายุ", "Retired", False),
    StaffStatus("died", "ถึงแก่กรรม", "Died", False),
    StaffStatus("dismissed", "ให้ออก/ปลดออก/ไล่ออก", "Dismissed", False),
    StaffStatus("contract_ended", "สิ้นสุดสัญญาจ้าง", "Contract ended", False),
)
UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")
SEXES = (Word("female", "หญิง", "Female"), Word("male", "ชาย", "Male"), UNKNOWN)
POSITION_TYPES = (
    Word("executive", "บริหารท้องถิ่น", "Local executive"),
    Word("director", "อำนวยการท้องถิ่น", "Local director"),
    Word("academic", "วิชาการ", "Academic"),
    Word("operational", "ทั่วไป", "Operational"),
    Word("teaching", "สายงานการสอน", "Teaching"),
    Word("none", "ไม่มีประเภทตำแหน่ง", "No position type"),
)
LEVELS = (
    Word("primary", "ต้น", "Primary"),
    Word("middle", "กลาง", "Middle"),
    Word("high", "สูง", "High"),
    Word("practitioner", "ปฏิบัติการ", "Practitioner"),
    Word("professional", "ชำนาญการ", "Professional"),
    Word("senior_professional", "ชำนาญการพิเศษ", "Senior professional"),
    Word("expert", "เชี่ยวชาญ", "Expert"),
    Word("operating", "ปฏิบัติงาน", "Operating"),
    Word("experienced", "ชำนาญงาน", "Experienced"),
    Word("senior", "อาวุโส", "Senior"),
    Word("assistant_teacher", "ครูผู้ช่วย", "Assistant teacher"),
    *(Word(f"ks{n}", f"คศ.{n}", f"Teacher level {n}") for n in range(1, 6)),
    Word("none", "ไม่มีระดับ", "No level"),
)
LEAVE_TYPES = (
    Word("sick", "ลาป่วย", "Sick leave"),
    Word("personal", "ลากิจส่วนตัว", "Personal leave"),
    Word("vacation", "ลาพักผ่อน", "Vacation"),
    Word("maternity", "ลาคลอดบุตร", "Maternity leave"),
    Word("wife_birth", "ลาช่วยเหลือภริยาที่คลอดบุตร", "Leave at a wife's childbirth"),
    Word("childcare", "ลากิจเลี้ยงดูบุตร", "Childcare leave"),
    Word("ordination", "ลาอุปสมบท/ประกอบพิธีฮัจย์", "Ordination or Hajj leave"),
    Word("conscription", "ลาเข้ารับการตรวจเลือกทหาร", "Conscription leave"),
    Word("study", "ลาศึกษาต่อ/ฝึกอบรม", "Study leave"),
    Word("spouse", "ลาติดตามคู่สมรส", "Leave to follow a spouse"),
    Word("rehabilitation", "ลาฟื้นฟูสมรรถภาพด้านอาชีพ", "Rehabilitation leave"),
    UNKNOWN,
)
LEAVE_DECISIONS = (
    Word("pending", "รออนุญาต", "Waiting"),
    Word("approved", "อนุญาต", "Approved"),
    Word("refused", "ไม่อนุญาต", "Refused"),
    Word("cancelled", "ยกเลิก", "Cancelled"),
)
COURSE_CATEGORIES = (
    Word("digital", "ทักษะดิจิทัล", "Digital skills"),
    Word("duty", "งานในหน้าที่", "Own field of work"),
    Word("management", "การบริหาร", "Management"),
    Word("law_ethics", "กฎหมาย วินัย และจริยธรรม", "Law, discipline and ethics"),
    Word("service", "การให้บริการประชาชน", "Service to citizens"),
    Word("safety", "ความปลอดภัยและสุขภาพ", "Safety and health"),
    UNKNOWN,
)
RESULTS = (
    Word("passed", "ผ่าน", "Passed"),
    Word("attended", "เข้าร่วม", "Attended"),
    Word("failed", "ไม่ผ่าน", "Failed"),
    Word("absent", "ไม่เข้าร่วม", "Absent"),
)
MOVEMENT_KINDS = (
    Word("appointed", "บรรจุแต่งตั้ง", "Appointed"),
    Word("transferred_in", "รับโอน", "Transferred in"),
    Word("moved", "ย้ายภายใน", "Moved within"),
    Word("promoted", "เลื่อนระดับ", "Promoted"),
    Word("left", "พ้นจากราชการ", "Left the service"),
)

STAFF_TYPE = Vocabulary("staff_type", STAFF_TYPES)
STAFF_STATUS = Vocabulary("staff_status", STAFF_STATUSES)
SEX = Vocabulary("sex", SEXES, blank="unknown", unknown="unknown")
POSITION_TYPE = Vocabulary("position_type", POSITION_TYPES, blank="none", unknown="none")
LEVEL = Vocabulary("level", LEVELS, blank="none", unknown="none")
LEAVE_TYPE = Vocabulary("leave_type", LEAVE_TYPES, blank="unknown", unknown="unknown")
LEAVE_DECISION = Vocabulary("leave_decision", LEAVE_DECISIONS)
COURSE_CATEGORY = Vocabulary("course_category", COURSE_CATEGORIES, blank="unknown", unknown="unknown")
RESULT = Vocabulary("training_result", RESULTS)
MOVEMENT_KIND = Vocabulary("movement_kind", MOVEMENT_KINDS)

KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี โดยไม่มีชื่อ เลขประจำตัว หรือวันเกิด แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years, without name, id or birth date; what is deleted is not shown",
)
HASHED = Note(
    "เก็บเป็นรหัสที่แปลงด้วยค่าลับ ย้อนกลับเป็นรหัสบุคลากรไม่ได้", "Kept as a hash made with a secret; it cannot be turned back"
)
NOT_KEPT = Note("ไม่เก็บในคลังข้อมูล", "Not kept in the warehouse")
_FOR_CHANGES = Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read")
_WHOSE = Note(
    "บอกว่ารายการนี้เป็นของใครโดยไม่ใช้ชื่อ เพื่อนับคนละครั้ง", "Whose it is, without a name, so that each person counts once"
)
_BY_UNIT = Note("สรุปผลตามสำนัก/กองที่สังกัดในขณะนั้น", "Figures by the bureau or division at the time")

_T = FieldType
_P = PersonalData
_CHANGED = Field(
    "changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row", purpose=_FOR_CHANGES
)
_STAFF_ID = Field(
    "staff_id", _T.TEXT, "รหัสบุคลากร", "Staff id", required=True, personal=_P.HASHED, purpose=_WHOSE, retention=HASHED
)

STAFF_PURPOSES = {
    "staff_id": _WHOSE,
    "row_id": Note("เรียงลำดับแถวขณะอ่าน", "Orders rows while reading"),
    "staff_type": Note("นับบุคลากรตามประเภท", "Headcount by type"),
    "status": Note("แยกผู้ที่ปฏิบัติราชการกับผู้ที่พ้นไปแล้ว และสาเหตุ", "Tells those in service from those who left, and why"),
    "sex": Note("นับบุคลากรตามเพศ", "Headcount by sex"),
    "birth_date": Note(
        "หาปีงบประมาณที่เกษียณเมื่ออายุครบ 60 ปี และช่วงอายุ", "The fiscal year of retirement at 60, and the age band"
    ),
    "org_unit": Note("สรุปผลตามสำนัก/กองที่สังกัด", "Figures by bureau or division"),
    "position": Note("บอกสายงานที่จะขาดคนเมื่อมีผู้เกษียณ", "Which lines of work will lack people after retirements"),
    "position_type": Note("นับบุคลากรตามประเภทตำแหน่ง", "Headcount by position type"),
    "level": Note("นับบุคลากรตามระดับ", "Headcount by level"),
    "post_number": Note("จับคู่กับกรอบอัตรากำลังเพื่อหาตำแหน่งว่าง", "Matched with the manpower plan to find vacant posts"),
    "hired_date": Note("นับบุคลากร ณ วันใดก็ได้ และจำนวนที่รับเข้า", "Headcount on any day, and how many came"),
    "left_date": Note("นับบุคลากร ณ วันใดก็ได้ และจำนวนที่พ้นไป", "Headcount on any day, and how many left"),
    "changed_at": _FOR_CHANGES,
}
STAFF = Entity(
    name="staff",
    th="บุคลากร",
    en="Staff",
    fields=with_purposes(
        STAFF_PURPOSES,
        _STAFF_ID,
        Field(
            "row_id", _T.INTEGER, "ลำดับแถวในระบบต้นทาง", "Whole number of the row in its source", required=True,
            personal=_P.DERIVED, low=0, high=2**62, retention=NOT_KEPT,
        ),
        Field("staff_type", _T.WORD, "ประเภทบุคลากร", "Type of staff", required=True, vocabulary=STAFF_TYPE),
        Field("status", _T.WORD, "สถานะ", "Status", required=True, vocabulary=STAFF_STATUS),
        Field("sex", _T.WORD, "เพศ", "Sex", vocabulary=SEX),
        Field(
            "birth_date", _T.DATE, "วันเกิด", "Date of birth; read for the year of retirement only",
            personal=_P.DERIVED, retention=NOT_KEPT,
        ),
        Field("org_unit", _T.ORG_UNIT, "สังกัด", "Bureau or division the person belongs to"),
        Field("position", _T.TEXT, "ตำแหน่ง", "Line of work, as นายช่างโยธา"),
        Field("position_type", _T.WORD, "ประเภทตำแหน่ง", "Position type", vocabulary=POSITION_TYPE),
        Field("level", _T.WORD, "ระดับ", "Level", vocabulary=LEVEL),
        Field("post_number", _T.TEXT, "เลขที่ตำแหน่ง", "Number of the post held"),
        Field("hired_date", _T.DATE, "วันที่เข้ารับราชการ", "First day in service here", required=True, is_planned=True),
        Field("left_date", _T.DATE, "วันที่พ้นจากราชการ", "First day no longer in service (retirement: 1 October)"),
        _CHANGED,
    ),
    key=("staff_id",),
    cursor="row_id",
    subject="staff_id",
    fact="fact_staff",
    staging="stg_staff",
    purpose=Note(
        "นับบุคลากร ผู้ที่จะเกษียณ และผู้ที่ลาออกหรือโอนย้าย และตัวชี้วัด HR โดยไม่ใช้ชื่อหรือเลขประจำตัว",
        "Headcount, retirements and turnover, and the HR indicators; no name and no identity number is used",
    ),
    retention=KEPT,
)  # fmt: skip
POST_PURPOSES = {
    "post_number": Note("ระบุตำแหน่งแต่ละอัตราให้ไม่นับซ้ำ", "Tells posts apart so that none counts twice"),
    "row_id": Note("เรียงลำดับแถวขณะอ่าน", "Orders rows while reading"),
    "staff_type": Note("นับอัตราตามประเภทบุคลากร", "Posts by type of staff"),
    "position": Note("บอกว่าตำแหน่งใดว่าง", "Which position is vacant"),
    "position_type": Note("นับอัตราตามประเภทตำแหน่ง", "Posts by position type"),
    "level": Note("บอกระดับของตำแหน่งที่ว่าง", "The level of a vacant position"),
    "org_unit": Note("สรุปอัตรากำลังตามสำนัก/กอง", "Posts by bureau or division"),
    "established_date": Note("นับอัตราตามแผน ณ วันใดก็ได้", "Posts of the plan on any day"),
    "abolished_date": Note("นับอัตราตามแผน ณ วันใดก็ได้", "Posts of the plan on any day"),
    "changed_at": _FOR_CHANGES,
}
POST = Entity(
    name="post",
    th="กรอบอัตรากำลัง",
    en="Post of the manpower plan",
    fields=with_purposes(
        POST_PURPOSES,
        Field("post_number", _T.TEXT, "เลขที่ตำแหน่ง", "Number of the post, zeros kept", required=True),
        Field(
            "row_id", _T.INTEGER, "ลำดับแถวในระบบต้นทาง", "Whole number of the row in its source", required=True,
            low=0, high=2**62,
        ),
        Field("staff_type", _T.WORD, "ประเภทบุคลากร", "Type of staff the post is for", required=True,
              vocabulary=STAFF_TYPE),
        Field("position", _T.TEXT, "ตำแหน่ง", "Line of work"),
        Field("position_type", _T.WORD, "ประเภทตำแหน่ง", "Position type", vocabulary=POSITION_TYPE),
        Field("level", _T.WORD, "ระดับ", "Level of the post", vocabulary=LEVEL),
        Field("org_unit", _T.ORG_UNIT, "สังกัด", "Bureau or division of the post"),
        Field("established_date", _T.DATE, "วันที่กำหนดตำแหน่ง", "First day in the plan", required=True, is_planned=True),
        Field("abolished_date", _T.DATE, "วันที่ยุบเลิกตำแหน่ง", "First day no longer in the plan"),
        _CHANGED,
    ),
    key=("post_number",),
    cursor="row_id",
    subject="post_number",
    fact="fact_post",
    staging="stg_post",
    purpose=Note("หาตำแหน่งว่างเทียบกับแผนอัตรากำลัง 3 ปี", "Vacant posts against the three-year manpower plan"),
    retention=KEPT,
)  # fmt: skip
LEAVE_PURPOSES = {
    "leave_id": Note("ระบุใบลาแต่ละใบให้ไม่นับซ้ำ", "Tells requests apart so that none counts twice"),
    "staff_id": _WHOSE,
    "org_unit": _BY_UNIT,
    "leave_type": Note("แยกวันลาตามประเภท", "Days of leave by kind"),
    "decision": Note("นับเฉพาะใบลาที่อนุญาตแล้ว", "Only approved leave counts"),
    "started_date": Note("นับวันลาตามวันที่เริ่มลา", "Leave counts on its first day"),
    "ended_date": Note("ตรวจความถูกต้องของวันลา", "Checks the days of leave"),
    "days": Note("รวมจำนวนวันทำการที่ลา ครึ่งวันเป็น 0.5", "Working days of leave; half a day is 0.5"),
    "changed_at": _FOR_CHANGES,
}
LEAVE = Entity(
    name="leave",
    th="การลา",
    en="Leave",
    fields=with_purposes(
        LEAVE_PURPOSES,
        Field("leave_id", _T.TEXT, "รหัสใบลา", "The source's own number of the request", required=True),
        _STAFF_ID,
        Field("org_unit", _T.ORG_UNIT, "สังกัดขณะลา", "Bureau or division at the time"),
        Field("leave_type", _T.WORD, "ประเภทการลา", "Kind of leave", vocabulary=LEAVE_TYPE),
        Field("decision", _T.WORD, "ผลการอนุญาต", "Decision", required=True, vocabulary=LEAVE_DECISION),
        Field("started_date", _T.DATE, "ลาตั้งแต่วันที่", "First day", required=True, is_planned=True),
        Field("ended_date", _T.DATE, "ลาถึงวันที่", "Last day"),
        Field("days", _T.NUMBER, "จำนวนวันทำการที่ลา", "Working days, in halves", required=True, low=0.5, high=365,
              step=0.5),
        _CHANGED,
    ),
    key=("leave_id",),
    cursor="leave_id",
    subject="leave_id",
    fact="fact_leave",
    staging="stg_leave",
    is_optional=True,
    purpose=Note(
        "คำนวณวันลาเฉลี่ยต่อคน เหตุผลการลาและข้อมูลสุขภาพไม่ถูกอ่าน",
        "Mean days of leave per person; reasons and health data are not read",
    ),
    retention=KEPT,
)  # fmt: skip
TRAINING_PURPOSES = {
    "training_id": Note("ระบุการอบรมแต่ละรายการให้ไม่นับซ้ำ", "Tells attendances apart so that none counts twice"),
    "staff_id": _WHOSE,
    "org_unit": _BY_UNIT,
    "category": Note("แยกการอบรมทักษะดิจิทัลจากหลักสูตรอื่น", "Tells digital training from other courses"),
    "result": Note("นับเฉพาะผู้ที่ผ่านหรือเข้าร่วม", "Only who passed or attended counts"),
    "hours": Note("รวมชั่วโมงการพัฒนา", "Hours of training"),
    "ended_date": Note("นับตามวันที่อบรมเสร็จ", "Counts on the day a course ended"),
    "changed_at": _FOR_CHANGES,
}
TRAINING = Entity(
    name="training",
    th="การอบรม",
    en="Training",
    fields=with_purposes(
        TRAINING_PURPOSES,
        Field("training_id", _T.TEXT, "รหัสรายการอบรม", "The source's own number of the attendance", required=True),
        _STAFF_ID,
        Field("org_unit", _T.ORG_UNIT, "สังกัดขณะอบรม", "Bureau or division at the time"),
        Field("category", _T.WORD, "กลุ่มหลักสูตร", "Kind of course", vocabulary=COURSE_CATEGORY),
        Field("result", _T.WORD, "ผลการอบรม", "Result", required=True, vocabulary=RESULT),
        Field("hours", _T.NUMBER, "จำนวนชั่วโมง", "Hours", required=True, low=0, high=2_000),
        Field("ended_date", _T.DATE, "วันที่อบรมเสร็จ", "Day the course ended", required=True),
        _CHANGED,
    ),
    key=("training_id",),
    cursor="training_id",
    subject="staff_id",  # a person's first course of a year counts
    fact="fact_training",
    staging="stg_training",
    is_optional=True,
    purpose=Note(
        "คำนวณชั่วโมงการพัฒนาและร้อยละผู้ผ่านการอบรม รวมทักษะดิจิทัล",
        "Hours of training and the share trained, digital skills among them",
    ),
    retention=KEPT,
)  # fmt: skip
MOVEMENT_PURPOSES = {
    "movement_id": Note("ระบุคำสั่งแต่ละรายการให้ไม่นับซ้ำ", "Tells orders apart so that none counts twice"),
    "staff_id": _WHOSE,
    "kind": Note("แยกการย้ายภายในจากคำสั่งอื่น", "Tells moves within from other orders"),
    "effective_date": Note("รู้ว่าบุคลากรสังกัดใดในวันใด", "Which division a person belonged to on which day"),
    "from_org_unit": Note("นับบุคลากรของสังกัดเดิมก่อนวันย้าย", "Headcount of the old division before the move"),
    "to_org_unit": Note("นับบุคลากรของสังกัดใหม่ตั้งแต่วันย้าย", "Headcount of the new division from the move on"),
    "changed_at": _FOR_CHANGES,
}
MOVEMENT = Entity(
    name="movement",
    th="คำสั่งแต่งตั้ง โยกย้าย",
    en="Movement",
    fields=with_purposes(
        MOVEMENT_PURPOSES,
        Field("movement_id", _T.TEXT, "รหัสคำสั่ง", "The source's own number of the order line", required=True),
        _STAFF_ID,
        Field("kind", _T.WORD, "ประเภทคำสั่ง", "Kind of order", required=True, vocabulary=MOVEMENT_KIND),
        Field("effective_date", _T.DATE, "วันที่มีผล", "Day it takes effect", required=True, is_planned=True),
        Field("from_org_unit", _T.ORG_UNIT, "สังกัดเดิม", "Bureau or division before"),
        Field("to_org_unit", _T.ORG_UNIT, "สังกัดใหม่", "Bureau or division after"),
        _CHANGED,
    ),
    key=("movement_id",),
    cursor="movement_id",
    root="staff",
    subject="staff_id",
    fact="fact_movement",
    staging="stg_movement",
    is_optional=True,
    purpose=Note(
        "นับบุคลากรของแต่ละสำนัก/กอง ณ วันใดก็ได้แม้มีการโยกย้าย",
        "Headcount of each bureau or division on any day, moves among them included",
    ),
    retention=KEPT,
)  # fmt: skip
PERSONNEL = Contract("personnel", "บุคลากร", "Personnel", entities=(STAFF, POST, MOVEMENT, LEAVE, TRAINING))
