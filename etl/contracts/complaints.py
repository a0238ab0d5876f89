"""The complaints contract: a citizen's complaint and the statuses it took, whatever system they come from."""

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
    standard_days: int  # until it is due, where the source gives no due date


@dataclass(frozen=True, slots=True)
class Channel(Word):
    is_digital: bool


STATUSES = (
    Status("new", "รอรับเรื่อง", "Waiting to be accepted", "open"),
    Status("accepted", "รับเรื่องแล้ว", "Accepted", "open"),
    Status("in_progress", "กำลังดำเนินการ", "In progress", "open"),
    Status("waiting_info", "รอข้อมูลเพิ่มเติม", "Waiting for information", "open"),
    Status("forwarded", "ส่งต่อหน่วยงานอื่น", "Forwarded", "open"),
    Status("follow_up", "ติดตาม", "Follow-up", "open"),
    Status("finished", "เสร็จสิ้น", "Finished", "finished"),
    Status("closed_unresolved", "ยุติเรื่อง", "Closed unresolved", "finished"),
    Status("irrelevant", "ไม่เกี่ยวข้อง", "Not relevant", "excluded"),
    Status("not_accepted", "ไม่รับเรื่อง", "Not accepted", "excluded"),
    Status("cancelled", "ยกเลิก", "Cancelled", "excluded"),
)
URGENCIES = (
    Urgency("normal", "ปกติ", "Normal", 15),
    Urgency("urgent", "ด่วน", "Urgent", 7),
    Urgency("very_urgent", "ด่วนมาก", "Very urgent", 3),
    Urgency("planned", "ต้องใช้งบประมาณ", "Needs a budget", 30),
)
CHANNELS = (
    Channel("line", "LINE Official", "LINE", True),
    Channel("website", "เว็บไซต์", "Website", True),
    Channel("app", "แอปพลิเคชัน", "App", True),
    Channel("traffy", "Traffy Fondue", "Traffy Fondue", True),
    Channel("you_phee", "อยู่ พี่ (You Phee)", "You Phee", True),
    Channel("phone", "โทรศัพท์", "Telephone", False),
    Channel("walk_in", "ด้วยตนเอง", "In person", False),
    Channel("facebook", "Facebook", "Facebook", False),
    Channel("letter", "หนังสือ", "Letter", False),
    Channel("box", "ตู้รับฟังความคิดเห็น", "Suggestion box", False),
    Channel("damrongdhama", "ศูนย์ดำรงธรรม 1567", "Damrongdhama centre 1567", False),
    Channel("hotline_1111", "สายด่วนรัฐบาล 1111", "Government hotline 1111", False),
)
CATEGORIES = (
    Word("cleanliness", "ความสะอาด", "Cleanliness"),
    Word("road", "ถนน", "Road"),
    Word("sidewalk", "ทางเท้า", "Pavement"),
    Word("lighting", "แสงสว่าง", "Lighting"),
    Word("flood", "น้ำท่วม", "Flood"),
    Word("drain", "ท่อระบายน้ำ", "Drain"),
    Word("bridge", "สะพาน", "Bridge"),
    Word("canal", "คลอง", "Canal"),
    Word("cables", "สายไฟ", "Cables"),
    Word("tree", "ต้นไม้", "Tree"),
    Word("traffic", "จราจร", "Traffic"),
    Word("traffic_sign", "ป้ายจราจร", "Traffic sign"),
    Word("sign", "ป้าย", "Sign"),
    Word("obstruction", "กีดขวาง", "Obstruction"),
    Word("safety", "ความปลอดภัย", "Safety"),
    Word("noise", "เสียงรบกวน", "Noise"),
    Word("stray_animals", "สัตว์จรจัด", "Stray animals"),
    Word("homeless", "คนจรจัด", "Homeless people"),
    Word("toilet", "ห้องน้ำ", "Public toilet"),
    Word("travel", "การเดินทาง", "Getting around"),
    Word("pm25", "PM2.5", "PM2.5"),
    Word("grievance", "ร้องเรียน", "Grievance"),
    Word("suggestion", "เสนอแนะ", "Suggestion"),
    Word("question", "สอบถาม", "Question"),
    Word("waste", "ขยะตกค้าง", "Uncollected waste"),
    Word("nuisance", "เหตุรำคาญ/กลิ่น", "Nuisance or smell"),
    Word("wastewater", "น้ำเสีย", "Wastewater"),
    Word("street_vending", "หาบเร่แผงลอย", "Street vending"),
    Word("building", "อาคาร/สิ่งปลูกสร้าง", "Building"),
    Word("staff_service", "การให้บริการของเจ้าหน้าที่", "Service by staff"),
    Word("corruption", "ทุจริต", "Corruption"),
)
UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")

STATUS = Vocabulary("complaint_status", STATUSES)
# a word nobody knows must not shorten or lengthen a time limit: it counts as normal
URGENCY = Vocabulary("urgency", URGENCIES, blank="normal", unknown="normal")
CHANNEL = Vocabulary("channel", (UNKNOWN, *CHANNELS), blank="unknown", unknown="unknown")
CATEGORY = Vocabulary("category", (UNKNOWN, *CATEGORIES), blank="unknown", unknown="unknown")

PHASE_OF = {status.code: status.phase for status in STATUSES}
STANDARD_DAYS = {urgency.code: urgency.standard_days for urgency in URGENCIES}

# what is kept, and for how long
KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูลเพื่อเทียบย้อนหลังหลายปี แถวที่ระบบต้นทางลบจะไม่นับและไม่แสดง",
    "Kept as long as the warehouse, to compare years; what the source deletes is neither counted nor shown",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความสั้นที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว ข้อความเต็มอยู่ในระบบต้นทางเท่านั้น",
    "Only a short text with names, telephones, ids and e-mails struck out is kept; the full text stays in the source",
)
_FOR_CHANGES = Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read")
COMPLAINT_PURPOSES = {
    "source_id": Note(
        "ระบุคำร้องแต่ละเรื่องให้ไม่นับซ้ำ และเปิดกลับไปยังระบบต้นทาง",
        "Tells complaints apart so that none counts twice; leads back to the case in its own system",
    ),
    "complaint_number": Note("แสดงเลขที่คำร้องให้เจ้าหน้าที่อ้างถึงและค้นหา", "The number officers quote and search by"),
    "other_reference": Note(
        "เชื่อมเรื่องเดียวกันที่อยู่ในสองระบบ เพื่อนับครั้งเดียว", "Links one matter known to two systems, so that it counts once"
    ),
    "received_at": Note(
        "นับเรื่องที่รับตามวัน ช่องทาง และช่วงเวลาของวัน และอายุของเรื่องค้าง",
        "Counts of complaints received by day, channel and hour, and the age of open ones",
    ),
    "acknowledged_at": Note("วัดเวลาที่ใช้ก่อนรับเรื่อง", "How long it took to be acknowledged"),
    "first_reply_at": Note("วัดการตอบผู้ร้องภายใน 15 วัน", "Whether the complainant had an answer within 15 days"),
    "due_date": Note("วัดการแล้วเสร็จภายในกำหนดและเรื่องที่เกินกำหนด", "Done by the due date, and what is overdue"),
    "closed_at": Note("วัดระยะเวลาดำเนินการและจำนวนเรื่องที่แล้วเสร็จ", "Time to close and the number finished"),
    "status": Note("แยกเรื่องค้าง แล้วเสร็จ และไม่นับ", "Tells open, finished and not counted apart"),
    "urgency": Note("กำหนดวันครบกำหนดเมื่อระบบต้นทางไม่ได้ระบุ", "Sets the due date where the source gives none"),
    "org_unit": Note("สรุปผลตามสำนัก/กองที่รับผิดชอบ", "Figures by the responsible bureau or division"),
    "category": Note("สรุปจำนวนเรื่องตามประเภท", "Counts by category"),
    "more_org_units": Note(
        "กรองรายการตามหน่วยงานที่ร่วมดำเนินการ ไม่ใช้นับ", "Filters by departments that take part; decides no count"
    ),
    "more_categories": Note("กรองรายการตามประเภทอื่นที่เกี่ยวข้อง ไม่ใช้นับ", "Filters by further categories; decides no count"),
    "channel": Note("สรุปจำนวนเรื่องตามช่องทาง และสัดส่วนช่องทางดิจิทัล", "Counts by channel and the share of digital ones"),
    "area_zone": Note("สรุปจำนวนเรื่องตามเขตบนแผนที่", "Counts by zone, on the map"),
    "area_community": Note("สรุปจำนวนเรื่องตามชุมชน", "Counts by community"),
    "latitude": Note("ระบุตำแหน่งของเรื่องสำหรับแผนที่และการวิเคราะห์รายพื้นที่", "Where the case is, for maps and figures by area"),
    "longitude": Note(
        "ระบุตำแหน่งของเรื่องสำหรับแผนที่และการวิเคราะห์รายพื้นที่", "Where the case is, for maps and figures by area"
    ),
    "stars": Note("คำนวณความพึงพอใจของผู้ร้อง", "Satisfaction of complainants"),
    "reopen_count": Note("วัดเรื่องที่ถูกเปิดซ้ำ", "Cases that were reopened"),
    "description": Note("ให้เจ้าหน้าที่รู้ว่าเรื่องค้างเป็นเรื่องอะไร", "Tells officers what an open case is about"),
    "place": Note("ให้เจ้าหน้าที่รู้ว่าเรื่องค้างเกิดที่ใด", "Tells officers where an open case is"),
    "changed_at": _FOR_CHANGES,
}
STATUS_PURPOSES = {
    "complaint_id": Note("บอกว่าประวัตินี้เป็นของคำร้องเรื่องใด", "Which complaint the line of history belongs to"),
    "sequence": Note("เรียงลำดับประวัติของคำร้อง", "Orders the history of a complaint"),
    "occurred_at": Note(
        "หาวันที่เปิด ปิด และเปิดซ้ำ เพื่อนับยอดค้าง ณ สิ้นช่วงเวลา",
        "When a case opened, closed and reopened: the backlog at a period's end",
    ),
    "status": Note("แยกช่วงที่เรื่องค้างกับช่วงที่แล้วเสร็จ", "Tells the stretches it was open from those it was finished"),
    "changed_at": _FOR_CHANGES,
}

_T = FieldType
COMPLAINT = Entity(
    name="complaint",
    th="คำร้อง",
    en="Complaint",
    fields=with_purposes(
        COMPLAINT_PURPOSES,
        Field("source_id", _T.TEXT, "รหัสในระบบต้นทาง", "The source's own id", required=True),
        Field("complaint_number", _T.TEXT, "เลขที่คำร้อง", "Official number, as people quote it"),
        Field("other_reference", _T.TEXT, "เลขอ้างอิงในระบบอื่น", "The number the same matter has in another system"),
        Field("received_at", _T.INSTANT, "วันเวลาที่รับ", "When it was received", required=True),
        Field("acknowledged_at", _T.INSTANT, "วันเวลาที่รับเรื่อง", "When it was acknowledged"),
        Field("first_reply_at", _T.INSTANT, "วันเวลาที่ตอบผู้ร้องครั้งแรก", "When the complainant first had an answer"),
        Field("due_date", _T.DATE, "วันครบกำหนด", "Day by which it should be done"),
        Field("closed_at", _T.INSTANT, "วันเวลาที่แล้วเสร็จ", "When it was closed"),
        Field("status", _T.WORD, "สถานะ", "Present status", required=True, vocabulary=STATUS),
        Field("urgency", _T.WORD, "ความเร่งด่วน", "Urgency", vocabulary=URGENCY),
        Field("org_unit", _T.ORG_UNIT, "หน่วยงานรับผิดชอบ", "Responsible bureau or division"),
        Field("category", _T.WORD, "ประเภท", "Primary category", vocabulary=CATEGORY),
        Field(
            "more_org_units",
            _T.ORG_UNITS,
            "หน่วยงานร่วม",
            "Further org_units, separated by commas; they decide no count",
            only_some=True,
        ),
        Field(
            "more_categories",
            _T.WORDS,
            "ประเภทอื่นที่เกี่ยวข้อง",
            "Further categories, separated by commas; they decide no count",
            vocabulary=CATEGORY,
            only_some=True,
        ),
        Field("channel", _T.WORD, "ช่องทาง", "How it came in", vocabulary=CHANNEL),
        Field("area_zone", _T.TEXT, "เขต", "Zone of the municipality"),
        Field("area_community", _T.TEXT, "ชุมชน", "Community"),
        Field("latitude", _T.NUMBER, "ละติจูด", "Latitude, WGS 84; 0 or outside Thailand is read as none"),
        Field("longitude", _T.NUMBER, "ลองจิจูด", "Longitude, WGS 84; 0 or outside Thailand is read as none"),
        Field("stars", _T.INTEGER, "คะแนนความพึงพอใจ", "Satisfaction, 1 to 5; 0 is read as none", low=0, high=5),
        Field("reopen_count", _T.INTEGER, "จำนวนครั้งที่เปิดซ้ำ", "Times reopened", low=0, high=1000),
        Field("description", _T.TEXT, "รายละเอียด", "What it is about", personal=PersonalData.MIXED, retention=SCRUBBED),
        Field("place", _T.TEXT, "สถานที่", "Where", personal=PersonalData.MIXED, retention=SCRUBBED),
        Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row"),
    ),
    key=("source_id",),
    cursor="source_id",
    subject="source_id",
    fact="fact_complaint",
    staging="stg_complaint",
    purpose=Note(
        "ติดตามการรับและแก้ไขคำร้องของประชาชน และตัวชี้วัด CMP โดยไม่ใช้ข้อมูลของผู้ร้อง",
        "Follows how complaints are received and solved, and the CMP indicators; nothing of the complainant is used",
    ),
    retention=KEPT,
)
COMPLAINT_STATUS = Entity(
    name="complaint_status",
    th="ประวัติสถานะคำร้อง",
    en="Complaint status history",
    fields=with_purposes(
        STATUS_PURPOSES,
        Field("complaint_id", _T.TEXT, "รหัสคำร้องในระบบต้นทาง", "source_id of the complaint", required=True),
        Field(
            "sequence", _T.INTEGER, "ลำดับ", "Order within the complaint; never reused", required=True, low=0, high=2**62
        ),
        Field("occurred_at", _T.INSTANT, "วันเวลาที่เปลี่ยนสถานะ", "When the status was taken", required=True),
        Field("status", _T.WORD, "สถานะ", "Status taken", required=True, vocabulary=STATUS),
        Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row"),
    ),
    key=("complaint_id", "sequence"),
    cursor="sequence",
    subject="complaint_id",
    root="complaint",
    fact="fact_complaint_status",
    staging="stg_complaint_status",
    is_optional=True,
    purpose=Note(
        "รู้ว่าคำร้องเปิด แล้วเสร็จ หรือเปิดซ้ำเมื่อใด เพื่อนับยอดค้าง ณ วันใดก็ได้",
        "When a complaint was open, finished or reopened: the backlog on any day",
    ),
    retention=KEPT,
)
# the history goes first: spells are then derived once, when their complaint arrives
COMPLAINTS = Contract(
    "complaints",
    "คำร้องและเรื่องร้องทุกข์",
    "Complaints",
    entities=(COMPLAINT_STATUS, COMPLAINT),
    begins=("fact_complaint", "received_date"),
    derived=("fact_complaint_spell", "complaint_history"),
)
