"""The IT-repair contract: repair requests with their statuses and parts, and the register of computer equipment."""

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
class Status(Word):
    phase: str  # open | finished | excluded


@dataclass(frozen=True, slots=True)
class Urgency(Word):
    standard_hours: int  # of work until it is due, where the source gives no due time


@dataclass(frozen=True, slots=True)
class Kind(Word):
    is_repair: bool  # whether the indicators count it


@dataclass(frozen=True, slots=True)
class AssetStatus(Word):
    is_in_use: bool  # still on the register: working, lent, broken or waiting to be written off


DAY_HOURS = 8  # of work, 8.30 to 16.30
STATUSES = (
    Status("reported", "แจ้งซ่อม (รอรับงาน)", "Reported", "open"),
    Status("accepted", "รับงานแล้ว", "Accepted", "open"),
    Status("repairing", "กำลังซ่อม", "Being repaired", "open"),
    Status("waiting_parts", "รออะไหล่", "Waiting for parts", "open"),
    Status("outside", "ส่งซ่อมภายนอก", "Sent outside", "open"),
    Status("finished", "ซ่อมเสร็จ (รอส่งมอบ)", "Repaired, to be handed over", "finished"),
    Status("delivered", "ส่งมอบแล้ว/ปิดงาน", "Handed over", "finished"),
    Status("beyond_repair", "ซ่อมไม่ได้ เสนอจำหน่าย", "Beyond repair", "finished"),
    Status("cancelled", "ยกเลิก", "Cancelled", "excluded"),
)
URGENCIES = (
    Urgency("critical", "วิกฤต (ระบบบริการประชาชนใช้ไม่ได้)", "Critical: a public service is down", 4),
    Urgency("high", "ด่วน", "High", DAY_HOURS),
    Urgency("normal", "ปกติ", "Normal", 3 * DAY_HOURS),
    Urgency("low", "ไม่เร่งด่วน", "Low", 5 * DAY_HOURS),
)
KINDS = (
    Kind("repair", "ซ่อมอุปกรณ์", "Repair of equipment", True),
    Kind("software", "แก้ไขปัญหาซอฟต์แวร์", "Software trouble", True),
    Kind("network", "แก้ไขปัญหาระบบเครือข่าย", "Network trouble", True),
    Kind("service", "งานบริการอื่น (ไม่ใช่งานซ่อม)", "Other service, no repair", False),
)
DEVICE_TYPES = (
    Word("desktop", "คอมพิวเตอร์ตั้งโต๊ะ", "Desktop computer"),
    Word("notebook", "โน้ตบุ๊ก", "Notebook"),
    Word("tablet", "แท็บเล็ต", "Tablet"),
    Word("server", "เครื่องแม่ข่าย", "Server"),
    Word("monitor", "จอภาพ", "Monitor"),
    Word("printer", "เครื่องพิมพ์", "Printer"),
    Word("scanner", "สแกนเนอร์", "Scanner"),
    Word("ups", "เครื่องสำรองไฟ (UPS)", "UPS"),
    Word("network", "อุปกรณ์เครือข่าย", "Network device"),
    Word("access_point", "Access Point", "Access point"),
    Word("camera", "กล้อง", "Camera"),
    Word("software", "ซอฟต์แวร์", "Software"),
    Word("other", "อื่น ๆ", "Other"),
)
SYMPTOMS = (
    Word("no_power", "เปิดไม่ติด", "Does not start"),
    Word("slow", "ช้า/ค้าง", "Slow or frozen"),
    Word("no_display", "จอไม่แสดงผล", "No picture"),
    Word("no_print", "พิมพ์ไม่ออก", "Does not print"),
    Word("paper_jam", "กระดาษติด", "Paper jam"),
    Word("no_network", "เชื่อมต่อเครือข่ายไม่ได้", "No network"),
    Word("virus", "ไวรัส", "Virus"),
    Word("program", "โปรแกรมเสีย", "Program broken"),
    Word("account", "บัญชีผู้ใช้", "User account"),
    Word("other", "อื่น ๆ", "Other"),
)
RESULTS = (
    Word("repaired", "ซ่อมได้", "Repaired here"),
    Word("outside", "ส่งซ่อมภายนอก", "Repaired outside"),
    Word("written_off", "เกินคุ้ม เสนอจำหน่าย", "Not worth repairing"),
)
ASSET_STATUSES = (
    AssetStatus("in_use", "กำลังใช้งาน", "In use", True),
    AssetStatus("moved", "โอนย้าย", "Moved to another unit", True),
    AssetStatus("broken", "ชำรุด/กำลังซ่อมแซม", "Broken or under repair", True),
    AssetStatus("to_dispose", "รอจำหน่าย", "To be written off", True),
    AssetStatus("disposed", "จำหน่ายแล้ว", "Written off", False),
)
UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")

STATUS = Vocabulary("repair_status", STATUSES)
# a word nobody knows must neither shorten nor lengthen a time limit, nor take a repair out of the count
URGENCY = Vocabulary("repair_urgency", URGENCIES, blank="normal", unknown="normal")
KIND = Vocabulary("repair_kind", KINDS, blank="repair", unknown="repair")
DEVICE_TYPE = Vocabulary("device_type", (*DEVICE_TYPES, UNKNOWN), blank="unknown", unknown="unknown")
SYMPTOM = Vocabulary("repair_symptom", (*SYMPTOMS, UNKNOWN), blank="unknown", unknown="unknown")
RESULT = Vocabulary("repair_result", (*RESULTS, UNKNOWN), blank="unknown", unknown="unknown")
ASSET_STATUS = Vocabulary("asset_status", ASSET_STATUSES)

PHASE_OF = {status.code: status.phase for status in STATUSES}
STANDARD_HOURS = {urgency.code: urgency.standard_hours for urgency in URGENCIES}
IS_REPAIR = {kind.code: kind.is_repair for kind in KINDS}
IS_IN_USE = {status.code: status.is_in_use for status in ASSET_STATUSES}
OLD_YEARS = 5  # equipment is old after these
REPEAT_DAYS = 30  # the same fault of the same machine again within these is a repeated repair

KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years; what the source deletes is neither counted nor shown",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความสั้นที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว ข้อความเต็มอยู่ในระบบต้นทางเท่านั้น",
    "Only a short text with names, telephones, ids and e-mails struck out is kept; the full text stays in the source",
)
_FOR_CHANGES = Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read")
_FOR_UNITS = Note("สรุปผลตามสำนัก/กอง", "Figures by bureau or division")
_FOR_TYPES = Note("สรุปจำนวนตามประเภทอุปกรณ์", "Counts by kind of device")
_OF_TICKET = Note("บอกว่าแถวนี้เป็นของใบแจ้งซ่อมใด", "Which request the row belongs to")
TICKET_PURPOSES = {
    "source_id": Note(
        "ระบุใบแจ้งซ่อมแต่ละใบให้ไม่นับซ้ำ และเปิดกลับไปยังระบบต้นทาง",
        "Tells requests apart so that none counts twice; leads back to the record in its own system",
    ),
    "ticket_number": Note("แสดงเลขที่ใบแจ้งซ่อมให้เจ้าหน้าที่อ้างถึง", "The number officers quote"),
    "reported_at": Note("นับใบแจ้งซ่อมตามวัน และอายุของงานค้าง", "Counts of requests by day, and the age of open ones"),
    "accepted_at": Note("วัดเวลารับงานเฉลี่ย", "How long it took to be accepted"),
    "finished_at": Note("วัดเวลาซ่อมและจำนวนงานที่แล้วเสร็จ", "Time to repair and the number finished"),
    "due_at": Note("วัดงานที่แล้วเสร็จภายในเวลาที่กำหนด", "Whether it was finished in time"),
    "waited_days": Note("แยกเวลารออะไหล่ออกจากเวลาซ่อม", "Keeps waiting for parts apart from repairing"),
    "status": Note("แยกงานค้าง แล้วเสร็จ และยกเลิก", "Tells open, finished and cancelled apart"),
    "urgency": Note("กำหนดเวลาครบกำหนดเมื่อระบบต้นทางไม่ได้ระบุ", "Sets the due time where the source gives none"),
    "kind": Note("แยกงานซ่อมจากงานบริการอื่นที่ไม่นับ", "Tells repairs from other services, which do not count"),
    "device_type": _FOR_TYPES,
    "symptom": Note("หางานซ่อมซ้ำด้วยอาการเดิม", "Finds the same fault again"),
    "result": Note("นับงานที่ส่งซ่อมภายนอก", "Counts repairs made outside"),
    "org_unit": _FOR_UNITS,
    "asset_id": Note("เชื่อมใบแจ้งซ่อมกับครุภัณฑ์ หางานซ่อมซ้ำและเครื่องที่ควรทดแทน", "Links a request to its machine"),
    "service_cost": Note("รวมค่าใช้จ่ายในการซ่อม", "Sums the cost of repairs"),
    "stars": Note("คำนวณความพึงพอใจของผู้แจ้ง", "Satisfaction of those who reported"),
    "description": Note("ให้เจ้าหน้าที่รู้ว่างานค้างเป็นเรื่องอะไร", "Tells officers what an open request is about"),
    "changed_at": _FOR_CHANGES,
}
STATUS_PURPOSES = {
    "ticket_id": _OF_TICKET,
    "sequence": Note("เรียงลำดับประวัติของใบแจ้งซ่อม", "Orders the history of a request"),
    "occurred_at": Note("หาวันที่เริ่มและสิ้นสุดการรออะไหล่", "When waiting for parts began and ended"),
    "status": Note("แยกช่วงรออะไหล่จากช่วงอื่น", "Tells the stretches of waiting for parts from the others"),
    "changed_at": _FOR_CHANGES,
}
PART_PURPOSES = {
    "ticket_id": _OF_TICKET,
    "sequence": Note("แยกอะไหล่แต่ละรายการ", "Tells the parts of a request apart"),
    "used_date": Note("รวมค่าอะไหล่ตามวัน", "Dates the cost of a part"),
    "part_name": Note("ให้เจ้าหน้าที่รู้ว่าใช้อะไหล่ใด", "Tells officers which part was used"),
    "quantity": Note("คูณราคาเป็นค่าอะไหล่", "Times the price makes the cost"),
    "unit_price": Note("คูณจำนวนเป็นค่าอะไหล่", "Times the quantity makes the cost"),
    "changed_at": _FOR_CHANGES,
}
ASSET_PURPOSES = {
    "source_id": Note("ระบุครุภัณฑ์แต่ละเครื่องให้ไม่นับซ้ำ", "Tells machines apart so that none counts twice"),
    "asset_number": Note("แสดงเลขครุภัณฑ์ให้เจ้าหน้าที่อ้างถึง", "The number officers quote"),
    "device_type": _FOR_TYPES,
    "brand": Note("ให้เจ้าหน้าที่รู้ว่าเป็นเครื่องใด", "Tells officers which machine it is"),
    "model": Note("ให้เจ้าหน้าที่รู้ว่าเป็นเครื่องรุ่นใด", "Tells officers which model it is"),
    "org_unit": _FOR_UNITS,
    "acquired_date": Note("คำนวณอายุของเครื่อง", "How old the machine is"),
    "fiscal_year": Note("คำนวณอายุของเครื่องเมื่อไม่ทราบวันที่ได้มา", "How old it is where its day is not known"),
    "price": Note("ประมาณงบประมาณทดแทน", "What replacing it may cost"),
    "asset_status": Note("แยกเครื่องที่ยังอยู่ในทะเบียนจากที่จำหน่ายแล้ว", "Tells machines still held from those written off"),
    "disposed_date": Note("นับเครื่องในทะเบียน ณ วันใดก็ได้", "The machines held on any day"),
    "changed_at": _FOR_CHANGES,
}

_T = FieldType
_MIXED = PersonalData.MIXED


def _changed() -> Field:
    return Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row")


def _ticket_id() -> Field:
    return Field("ticket_id", _T.TEXT, "รหัสใบแจ้งซ่อมในระบบต้นทาง", "source_id of the request", required=True)


def _sequence() -> Field:
    th, en = "ลำดับ", "Order within the request; never reused"
    return Field("sequence", _T.INTEGER, th, en, required=True, low=0, high=2**62)


def _device_type() -> Field:
    return Field("device_type", _T.WORD, "ประเภทอุปกรณ์", "Kind of device", vocabulary=DEVICE_TYPE)


REPAIR_TICKET = Entity(
    name="repair_ticket",
    th="ใบแจ้งซ่อม",
    en="Repair request",
    fields=with_purposes(
        TICKET_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("ticket_number", _T.TEXT, "เลขที่ใบแจ้งซ่อม", "Number, as people quote it"),
        Field("reported_at", _T.INSTANT, "วันเวลาที่แจ้ง", "When it was reported", required=True),
        Field("accepted_at", _T.INSTANT, "วันเวลาที่รับงาน", "When it was accepted"),
        Field(
            "finished_at",
            _T.INSTANT,
            "วันเวลาที่ซ่อมเสร็จหรือยกเลิก",
            "When the work ended, repaired or cancelled; before the report: finished as it was reported",
        ),
        Field("due_at", _T.INSTANT, "กำหนดเสร็จ", "By when it should be done; a bare day is the end of that day"),
        Field(
            "waited_days",
            _T.INTEGER,
            "จำนวนวันทำการที่รออะไหล่",
            "Working days spent waiting for parts; they stop the clock",
            low=0,
            high=1000,
            only_some=True,
        ),
        Field("status", _T.WORD, "สถานะ", "Present status", required=True, vocabulary=STATUS),
        Field("urgency", _T.WORD, "ความเร่งด่วน", "Urgency", vocabulary=URGENCY),
        Field("kind", _T.WORD, "ประเภทงาน", "Repair, or another service", vocabulary=KIND),
        _device_type(),
        Field("symptom", _T.WORD, "อาการ", "What is wrong", vocabulary=SYMPTOM),
        Field("result", _T.WORD, "ผลการซ่อม", "How it was repaired", vocabulary=RESULT),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานที่แจ้ง", "Bureau or division that reported it"),
        Field("asset_id", _T.TEXT, "รหัสครุภัณฑ์ในระบบต้นทาง", "source_id of the machine"),
        Field(
            "service_cost",
            _T.MONEY,
            "ค่าจ้างและค่าใช้จ่ายของใบแจ้งซ่อม",
            "Cost of the request without the parts that are listed one by one",
            low=0,
        ),
        Field("stars", _T.INTEGER, "คะแนนความพึงพอใจ", "Satisfaction, 1 to 5; 0 is read as none", low=0, high=5),
        Field("description", _T.TEXT, "รายละเอียด", "What it is about", personal=_MIXED, retention=SCRUBBED),
        _changed(),
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_repair_ticket",
    staging="stg_repair_ticket",
    is_optional=True,
    purpose=Note(
        "ติดตามการแจ้งซ่อมและตัวชี้วัด REP โดยไม่ใช้ข้อมูลของผู้แจ้งหรือผู้ซ่อม",
        "Follows repairs and the REP indicators; nothing of who reported or repaired is used",
    ),
    retention=KEPT,
)
REPAIR_STATUS = Entity(
    name="repair_status",
    th="ประวัติสถานะใบแจ้งซ่อม",
    en="Status history of repair requests",
    fields=with_purposes(
        STATUS_PURPOSES,
        _ticket_id(),
        _sequence(),
        Field("occurred_at", _T.INSTANT, "วันเวลาที่เปลี่ยนสถานะ", "When the status was taken", required=True),
        Field("status", _T.WORD, "สถานะ", "Status taken", required=True, vocabulary=STATUS),
        _changed(),
    ),
    key=("ticket_id", "sequence"),
    cursor="sequence",
    subject="ticket_id",
    root="repair_ticket",
    fact="fact_repair_status",
    staging="stg_repair_status",
    is_optional=True,
    purpose=Note("รู้ว่างานใดรออะไหล่เมื่อใด", "Which requests waited for parts, and when"),
    retention=KEPT,
)
REPAIR_PART = Entity(
    name="repair_part",
    th="อะไหล่ที่ใช้",
    en="Parts used",
    fields=with_purposes(
        PART_PURPOSES,
        _ticket_id(),
        _sequence(),
        Field("used_date", _T.DATE, "วันที่ใช้", "Day on which it was used", required=True),
        Field("part_name", _T.TEXT, "อะไหล่", "The part", personal=_MIXED, retention=SCRUBBED),
        Field("quantity", _T.INTEGER, "จำนวน", "How many", required=True, low=0, high=10_000),
        Field("unit_price", _T.MONEY, "ราคาต่อหน่วย", "Price of one", required=True, low=0),
        _changed(),
    ),
    key=("ticket_id", "sequence"),
    cursor="sequence",
    subject="ticket_id",
    root="repair_ticket",
    fact="fact_repair_part",
    staging="stg_repair_part",
    is_optional=True,
    purpose=Note("รวมค่าอะไหล่ของงานซ่อม", "Sums the cost of parts"),
    retention=KEPT,
)
IT_ASSET = Entity(
    name="it_asset",
    th="ครุภัณฑ์คอมพิวเตอร์",
    en="Computer equipment",
    fields=with_purposes(
        ASSET_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("asset_number", _T.TEXT, "เลขครุภัณฑ์", "Official number; placeholders may repeat"),
        _device_type(),
        Field("brand", _T.TEXT, "ยี่ห้อ", "Brand", personal=_MIXED, retention=SCRUBBED),
        Field("model", _T.TEXT, "รุ่น", "Model", personal=_MIXED, retention=SCRUBBED),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานที่ใช้", "Bureau or division that uses it"),
        Field("acquired_date", _T.DATE, "วันที่ได้มา", "Day on which it was acquired"),
        Field(
            "fiscal_year",
            _T.INTEGER,
            "ปีงบประมาณที่ได้มา (พ.ศ.)",
            "Fiscal year (BE) it was bought in; its last day counts where acquired_date is not known",
            low=2500,
            high=2700,
        ),
        Field("price", _T.MONEY, "ราคา", "Price", low=0),
        Field("asset_status", _T.WORD, "สถานะครุภัณฑ์", "Its state", required=True, vocabulary=ASSET_STATUS),
        Field("disposed_date", _T.DATE, "วันที่จำหน่าย", "Day on which it was written off"),
        _changed(),
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_it_asset",
    staging="stg_it_asset",
    is_optional=True,
    purpose=Note(
        "รู้จำนวนและอายุของเครื่องที่ใช้อยู่ เพื่อวางแผนทดแทน โดยไม่ใช้ชื่อผู้ถือครอง",
        "How many machines there are and how old, to plan their replacement; holders' names are not used",
    ),
    retention=KEPT,
)
# the requests go last: their statuses and parts are there when they arrive
IT_REPAIR = Contract(
    "it_repair",
    "การแจ้งซ่อมคอมพิวเตอร์และอุปกรณ์ต่อพ่วง",
    "Computer repair",
    entities=(IT_ASSET, REPAIR_STATUS, REPAIR_PART, REPAIR_TICKET),
    begins=("fact_repair_ticket", "reported_date"),
)
