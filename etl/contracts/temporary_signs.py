"""The temporary-signs contract: applications and their permits, removals, and signs put up without a permit.

พ.ร.บ.รักษาความสะอาดและความเป็นระเบียบเรียบร้อยของบ้านเมือง พ.ศ. 2535: a sign in a public place needs a written permit
(ม.10), it is taken down within three days of the permit's end, and whoever puts one up without is fined up to 5,000
baht (ม.56). The longest life of a permit is that of the ministerial regulation of 2535.
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


@dataclass(frozen=True, slots=True)
class ApplicantKind(Word):
    longest_days: int  # of a permit, where the source does not say when it ends


@dataclass(frozen=True, slots=True)
class Outcome(Word):
    phase: str  # open | decided | withdrawn
    is_permit: bool = False


APPLICANT_KINDS = (
    ApplicantKind("commercial", "การค้า", "Commercial", 60),
    ApplicantKind("non_commercial", "ไม่ใช่การค้า", "Not commercial", 30),
    ApplicantKind("government", "หน่วยงานรัฐ", "Government body", 30),
    ApplicantKind("political", "การเมือง", "Political", 30),
    ApplicantKind("merit", "งานบุญ/การกุศล", "Merit-making or charity", 30),
)
UNKNOWN_KIND = ApplicantKind("unknown", "ไม่ระบุ", "Not stated", 30)
OUTCOMES = (
    Outcome("pending", "อยู่ระหว่างพิจารณา", "Under consideration", "open"),
    Outcome("returned", "ส่งกลับแก้ไข", "Returned for correction", "open"),
    Outcome("approved", "อนุญาต", "Permitted", "decided", is_permit=True),
    Outcome("refused", "ไม่อนุญาต", "Refused", "decided"),
    Outcome("cancelled", "ผู้ขอยกเลิก", "Withdrawn by the applicant", "withdrawn"),
)
REMOVERS = (
    Word("applicant", "ผู้ได้รับอนุญาต", "Permit holder"),
    Word("municipality", "เทศบาล", "Municipality"),
)
ZONES = tuple(Word(f"zone_{number}", f"เขต {number}", f"Zone {number}") for number in range(1, 5))
UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")

APPLICANT_KIND = Vocabulary("sign_applicant_kind", (*APPLICANT_KINDS, UNKNOWN_KIND), blank="unknown", unknown="unknown")
# what nobody has written a decision on is not decided; a decision nobody understands is no decision
OUTCOME = Vocabulary("sign_outcome", OUTCOMES, blank="pending")
REMOVER = Vocabulary("sign_remover", (*REMOVERS, UNKNOWN), blank="unknown", unknown="unknown")
ZONE = Vocabulary("sign_zone", (*ZONES, UNKNOWN), blank="unknown", unknown="unknown")

OUTCOME_OF = {outcome.code: outcome for outcome in OUTCOMES}
LONGEST_DAYS = {kind.code: kind.longest_days for kind in (*APPLICANT_KINDS, UNKNOWN_KIND)}
DECISION_WORKDAYS = 7  # the citizens' manual, where the source gives no day
REMOVAL_DAYS = 3  # after the permit's last day
ENDING_DAYS = 7  # a permit with so many days left is near its end
MOST_SIGNS = 5_000  # of one application or finding

KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years; what the source deletes is neither counted nor shown",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความสั้นที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว ข้อความเต็มอยู่ในระบบต้นทางเท่านั้น",
    "Only a short text with names, telephones, ids and e-mails struck out is kept; the full text stays in the source",
)
_FOR_CHANGES = Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read")
_FOR_FINDING = Note("ให้เจ้าหน้าที่ไปถึงป้ายได้ถูกต้อง", "Leads officers to the sign")
_FOR_ZONES = Note("สรุปจำนวนป้ายตามเขต", "Counts by zone")
_FOR_UNITS = Note("สรุปผลตามหน่วยงานที่รับผิดชอบ", "Figures by the responsible unit")

PERMIT_PURPOSES = {
    "source_id": Note(
        "ระบุคำขอแต่ละฉบับให้ไม่นับซ้ำ และเปิดกลับไปยังระบบต้นทาง",
        "Tells applications apart so that none counts twice; leads back to the record in its own system",
    ),
    "application_number": Note("แสดงเลขที่คำขอให้เจ้าหน้าที่อ้างถึง", "The number officers quote"),
    "permit_number": Note("แสดงเลขที่หนังสืออนุญาตให้เจ้าหน้าที่อ้างถึง", "The number of the permit, for officers to quote"),
    "applicant_kind": Note(
        "สรุปตามประเภทผู้ขอ และกำหนดอายุหนังสืออนุญาตสูงสุด", "Figures by kind of applicant; sets the longest life of a permit"
    ),
    "submitted_at": Note("นับคำขอตามวันที่ยื่น", "Counts of applications by day"),
    "complete_at": Note("เริ่มนับระยะเวลาพิจารณา", "When the time for the decision begins"),
    "due_date": Note("วัดการพิจารณาแล้วเสร็จภายในกำหนด", "Whether it was decided in time"),
    "decided_at": Note("วัดระยะเวลาพิจารณา", "How long the decision took"),
    "outcome": Note("แยกคำขอที่อนุญาต ไม่อนุญาต และยังไม่พิจารณา", "Tells permitted, refused and undecided apart"),
    "start_date": Note("นับป้ายที่มีผลในแต่ละวัน", "Signs in force on a day"),
    "expiry_date": Note("นับป้ายที่ใกล้หมดอายุและหมดอายุ", "Signs near their end and expired"),
    "sign_count": Note("นับเป็นจำนวนป้าย", "Counts in signs"),
    "org_unit": _FOR_UNITS,
    "zone": _FOR_ZONES,
    "place": _FOR_FINDING,
    "wording": Note("ให้เจ้าหน้าที่รู้ว่าเป็นป้ายใด", "Tells officers which sign it is"),
    "fee": Note("รวมรายได้ค่าธรรมเนียม", "Sums the fees"),
    "deposit": Note("รวมเงินประกันที่ต้องคืน", "Sums the deposits to be returned"),
    "paid_at": Note("นับค่าธรรมเนียมและเงินประกันตามวันที่รับเงิน", "Dates fee and deposit"),
    "deposit_returned_at": Note("หักเงินประกันที่คืนแล้ว", "Takes off deposits that were returned"),
    "deposit_seized_at": Note("หักเงินประกันที่ริบแล้ว", "Takes off deposits that were seized"),
    "changed_at": _FOR_CHANGES,
}
REMOVAL_PURPOSES = {
    "source_id": Note("ระบุการรื้อถอนแต่ละครั้งให้ไม่นับซ้ำ", "Tells removals apart so that none counts twice"),
    "permit_id": Note("บอกว่าเป็นป้ายของคำขอใด", "Which application's signs were taken down"),
    "removed_at": Note("วัดการรื้อถอนภายใน 3 วัน", "Whether signs were removed within three days"),
    "sign_count": Note("นับป้ายที่รื้อถอนแล้ว", "Counts the signs taken down"),
    "removed_by": Note("แยกที่ผู้ได้รับอนุญาตรื้อเองกับที่เทศบาลรื้อ", "Tells the permit holder's removals from the municipality's"),
    "changed_at": _FOR_CHANGES,
}
UNPERMITTED_PURPOSES = {
    "source_id": Note("ระบุการตรวจพบแต่ละครั้งให้ไม่นับซ้ำ", "Tells findings apart so that none counts twice"),
    "found_at": Note("นับป้ายที่ตรวจพบตามวัน", "Counts of signs found by day"),
    "sign_count": Note("นับเป็นจำนวนป้าย", "Counts in signs"),
    "org_unit": _FOR_UNITS,
    "zone": _FOR_ZONES,
    "place": _FOR_FINDING,
    "removed_at": Note("นับป้ายที่รื้อถอนตามวัน", "Counts of signs removed by day"),
    "fined_at": Note("นับการเปรียบเทียบปรับตามวัน", "Counts of fines by day"),
    "fine": Note("รวมค่าปรับ", "Sums the fines"),
    "changed_at": _FOR_CHANGES,
}

_T = FieldType
_MIXED = PersonalData.MIXED
_CHANGED = Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row")


def _place(th: str, en: str) -> Field:
    return Field("place", _T.TEXT, th, en, personal=_MIXED, retention=SCRUBBED)


def _sign_count(th: str, en: str) -> Field:
    return Field("sign_count", _T.INTEGER, th, en, required=True, low=1, high=MOST_SIGNS)


def _zone() -> Field:
    return Field("zone", _T.WORD, "เขต", "Zone of the municipality", vocabulary=ZONE)


SIGN_PERMIT = Entity(
    name="sign_permit",
    th="คำขอและหนังสืออนุญาตติดตั้งป้ายชั่วคราว",
    en="Temporary-sign application and permit",
    fields=with_purposes(
        PERMIT_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("application_number", _T.TEXT, "เลขที่คำขอ", "Number of the application"),
        Field("permit_number", _T.TEXT, "เลขที่หนังสืออนุญาต", "Number of the permit"),
        Field("applicant_kind", _T.WORD, "ประเภทผู้ขอ", "Kind of applicant", vocabulary=APPLICANT_KIND),
        Field("submitted_at", _T.INSTANT, "วันเวลาที่ยื่นคำขอ", "When it was submitted", required=True),
        Field("complete_at", _T.INSTANT, "วันเวลาที่เอกสารครบถ้วน", "When its documents were complete"),
        Field("due_date", _T.DATE, "วันครบกำหนดพิจารณา", "Day by which it should be decided"),
        Field("decided_at", _T.INSTANT, "วันเวลาที่พิจารณา", "When it was decided"),
        Field("outcome", _T.WORD, "ผลการพิจารณา", "Outcome", required=True, vocabulary=OUTCOME),
        Field("start_date", _T.DATE, "วันเริ่มติดตั้ง", "First day of the permit"),
        Field("expiry_date", _T.DATE, "วันสิ้นสุดการอนุญาต", "Last day of the permit"),
        _sign_count("จำนวนป้าย", "Number of signs"),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานรับผิดชอบ", "Responsible bureau or division"),
        _zone(),
        _place("จุดติดตั้ง", "Where the signs stand"),
        Field("wording", _T.TEXT, "ข้อความบนป้าย", "What the signs say", personal=_MIXED, retention=SCRUBBED),
        Field("fee", _T.MONEY, "ค่าธรรมเนียม", "Fee, in baht", low=0),
        Field("deposit", _T.MONEY, "เงินประกันการรื้อถอน", "Deposit for the removal, in baht", low=0),
        Field("paid_at", _T.INSTANT, "วันเวลาที่รับชำระเงิน", "When fee and deposit were paid"),
        Field("deposit_returned_at", _T.INSTANT, "วันเวลาที่คืนเงินประกัน", "When the deposit was returned"),
        Field("deposit_seized_at", _T.INSTANT, "วันเวลาที่ริบเงินประกัน", "When the deposit was seized"),
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_sign_permit",
    staging="stg_sign_permit",
    purpose=Note(
        "ติดตามการอนุญาต การหมดอายุ และเงินของป้ายชั่วคราว และตัวชี้วัด SGN โดยไม่ใช้ข้อมูลของผู้ขอ",
        "Follows permits, their end and their money, and the SGN indicators; nothing of the applicant is used",
    ),
    retention=KEPT,
)
SIGN_REMOVAL = Entity(
    name="sign_removal",
    th="การรื้อถอนป้ายที่ได้รับอนุญาต",
    en="Removal of permitted signs",
    fields=with_purposes(
        REMOVAL_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("permit_id", _T.TEXT, "รหัสคำขอในระบบต้นทาง", "source_id of the application", required=True),
        Field("removed_at", _T.INSTANT, "วันเวลาที่รื้อถอน", "When the signs were taken down", required=True),
        _sign_count("จำนวนป้ายที่รื้อถอน", "Number of signs taken down"),
        Field("removed_by", _T.WORD, "ผู้รื้อถอน", "Who took them down", vocabulary=REMOVER),
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="permit_id",
    root="sign_permit",
    fact="fact_sign_removal",
    staging="stg_sign_removal",
    purpose=Note(
        "รู้ว่าป้ายที่หมดอายุถูกรื้อถอนเมื่อใดและยังค้างกี่ป้าย",
        "When expired signs were taken down, and how many still stand",
    ),
    retention=KEPT,
)
UNPERMITTED_SIGN = Entity(
    name="unpermitted_sign",
    th="ป้ายที่ไม่ได้รับอนุญาต",
    en="Signs without a permit",
    fields=with_purposes(
        UNPERMITTED_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("found_at", _T.INSTANT, "วันเวลาที่ตรวจพบ", "When they were found", required=True),
        _sign_count("จำนวนป้ายที่พบ", "Number of signs found"),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานรับผิดชอบ", "Responsible bureau or division"),
        _zone(),
        _place("จุดที่พบ", "Where they were found"),
        Field("removed_at", _T.INSTANT, "วันเวลาที่รื้อถอน", "When they were taken down"),
        Field("fined_at", _T.INSTANT, "วันเวลาที่เปรียบเทียบปรับ", "When the fine was imposed"),
        Field("fine", _T.MONEY, "ค่าปรับ", "Fine, in baht", low=0),
        _CHANGED,
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_unpermitted_sign",
    staging="stg_unpermitted_sign",
    purpose=Note(
        "ติดตามป้ายที่ไม่ได้รับอนุญาต การรื้อถอน และค่าปรับ โดยไม่ใช้ข้อมูลของเจ้าของป้าย",
        "Follows signs without a permit, their removal and fines; nothing of their owner is used",
    ),
    retention=KEPT,
)
TEMPORARY_SIGNS = Contract(
    "temporary_signs",
    "การติดตามป้ายชั่วคราว",
    "Temporary signs",
    entities=(SIGN_PERMIT, SIGN_REMOVAL, UNPERMITTED_SIGN),
    begins=("fact_sign_permit", "submitted_date"),
)
