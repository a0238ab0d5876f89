"""The words of the IT-projects contract: stages of a system, kinds of work, readiness, the checklist and plan words."""

from __future__ import annotations

from etl.contracts.base import Vocabulary, Word

UNKNOWN = Word("unknown", "ไม่ระบุ", "Not stated")

STAGES = (
    Word("requested", "รับคำขอ", "Requested"),
    Word("analysis", "วิเคราะห์ความต้องการ", "Requirement analysis"),
    Word("design", "ออกแบบ", "Design"),
    Word("development", "พัฒนา", "Development"),
    Word("testing", "ทดสอบระบบร่วมกับผู้ใช้", "User acceptance test"),
    Word("training", "ฝึกอบรม", "Training"),
    Word("in_service", "ใช้งาน", "In service"),
    Word("maintenance", "บำรุงรักษา", "Maintenance"),
    Word("retired", "ยกเลิกใช้", "Retired"),
)
KINDS = (
    Word("citizen", "ให้บริการประชาชน", "Citizen service"),
    Word("internal", "บริหารภายใน", "Internal administration"),
    Word("monitoring", "ติดตามงาน", "Monitoring"),
    Word("mis", "MIS สำหรับผู้บริหาร", "Executive MIS"),
)
ORIGINS = (
    Word("in_house", "พัฒนาเอง", "Built in-house"),
    Word("hired", "จ้างพัฒนา", "Contracted out"),
    Word("central", "ส่วนกลางจัดให้", "Given by central government"),
    Word("university", "ความร่วมมือกับมหาวิทยาลัย", "With a university"),
)
YES_NO = (Word("yes", "มี", "Yes"), Word("no", "ไม่มี", "No"))
METHODS = (
    Word("api", "API", "API"),
    Word("file", "แฟ้มข้อมูล", "Files"),
    Word("database", "ฐานข้อมูลร่วม", "Shared database"),
)
REQUEST_KINDS = (
    Word("new", "พัฒนาใหม่", "New development"),
    Word("improve", "ปรับปรุง", "Improvement"),
    Word("fix", "แก้ไขข้อผิดพลาด", "Correction"),
    Word("report", "ขอรายงาน", "Report"),
)
REQUEST_STATUSES = (
    Word("waiting", "รอดำเนินการ", "Waiting"),
    Word("in_progress", "กำลังดำเนินการ", "In progress"),
    Word("finished", "แล้วเสร็จ", "Finished"),
    Word("cancelled", "ยกเลิก", "Cancelled"),
)
# the eight digital processes of chapter 6 of the digital plan
PROCESSES = (
    Word("R1", "การสืบค้นข้อมูล", "Finding information"),
    Word("R2", "การพิสูจน์และยืนยันตัวตน", "Proving who one is"),
    Word("R3", "การจัดทำแบบคำขอและยื่นคำขอ", "Filling in and filing a request"),
    Word("R4", "การตรวจและพิจารณาคำขอ", "Examining a request"),
    Word("R5", "การอนุมัติ", "Approval"),
    Word("R6", "การชำระค่าธรรมเนียม", "Paying the fee"),
    Word("R7", "การออกใบอนุญาตและเอกสารอื่น", "Issuing licences and documents"),
    Word("R8", "การจัดส่งใบอนุญาตหรือเอกสารอื่น", "Delivering licences and documents"),
)
READINESS = (
    Word("none", "ยังไม่เป็นดิจิทัล", "Not digital"),
    Word("partial", "เป็นดิจิทัลบางส่วน", "Partly digital"),
    Word("ready", "เป็นดิจิทัลแล้ว", "Digital"),
    Word("not_needed", "ไม่มีขั้นตอนนี้", "Has no such step"),
)
PROGRESS_STATUSES = (
    Word("not_started", "ยังไม่เริ่ม", "Not started"),
    Word("in_progress", "อยู่ระหว่างดำเนินการ", "In progress"),
    Word("finished", "แล้วเสร็จ", "Finished"),
    Word("postponed", "ชะลอโครงการ", "Postponed"),
    Word("cancelled", "ยกเลิกโครงการ", "Cancelled"),
)
# what the budget tables of the plan print in a cell: a dash and a blank are no zero
BUDGET_MARKS = (
    Word("amount", "ระบุวงเงิน", "An amount"),
    Word("dash", "ขีด (-)", "A dash"),
    Word("blank", "ช่องว่าง", "Blank"),
)
# table 4.1 of the digital plan and its infrastructure figures, assessed again each year
CHECKLIST = (
    Word("RDY-01", "มีการจัดเก็บข้อมูลดิจิทัลและการเผยแพร่ข้อมูล", "Digital data collected and published"),
    Word("RDY-02", "มีการเชื่อมโยงข้อมูลกับหน่วยงานอื่น", "Data linked with other agencies"),
    Word("RDY-03", "ฐานข้อมูลกลางครบทุกด้าน", "Central database covers every area"),
    Word("RDY-04", "แผนการเผยแพร่ข้อมูลสาธารณะอย่างเป็นระบบ", "Systematic public-data publishing plan"),
    Word("RDY-05", "นโยบายความมั่นคงปลอดภัยสารสนเทศ", "Information-security policy"),
    Word("RDY-06", "การจัดการข้อมูลส่วนบุคคลตามกฎหมาย", "Personal data handled as the law requires"),
    Word("RDY-07", "ช่องทางเผยแพร่นโยบายคุ้มครองข้อมูลส่วนบุคคลแก่พนักงาน", "Data-protection policy reaches all staff"),
    Word("RDY-08", "ทดสอบความตระหนักรู้ด้านข้อมูลส่วนบุคคลของพนักงาน", "Awareness of data protection tested"),
    Word("RDY-09", "การซักซ้อมเหตุข้อมูลรั่วไหล", "Data-breach drill"),
    Word("RDY-10", "กระบวนการบริหารจัดการคำยินยอม", "Consent-management process"),
    Word("RDY-11", "ระบบบริหารจัดการคำยินยอมครบทุกช่องทาง", "Consent-management system in all channels"),
    Word("RDY-12", "นโยบายการบริหารข้อมูล", "Data-governance policy"),
    Word("RDY-13", "นโยบายรองรับการใช้เทคโนโลยี นวัตกรรม", "Technology and innovation policy in force"),
    Word("RDY-14", "ระบบขอใบอนุญาตออนไลน์", "Online licensing"),
    Word("RDY-15", "การใช้ปัญญาประดิษฐ์ (AI)", "Use of AI"),
    Word("RDY-16", "ฐานข้อมูลเมืองดิจิทัล 3 มิติ", "3D digital city database"),
    Word("RDY-17", "เซนเซอร์ IoT ตรวจวัดระดับน้ำ", "IoT water-level sensors"),
    Word("RDY-18", "GPS ประจำรถขยะ", "GPS on waste trucks"),
    Word("RDY-19", "ความสมบูรณ์ของข้อมูลพื้นฐาน (ทะเบียนราษฎร ฯลฯ)", "Completeness of base registers"),
    Word("RDY-20", "ความสมบูรณ์ของข้อมูลภาษี รายได้ และการคลัง", "Completeness of revenue and finance data"),
    Word("RDY-21", "ความสมบูรณ์ของข้อมูลสิ่งก่อสร้าง", "Completeness of building data"),
    Word("RDY-22", "ความสมบูรณ์ของข้อมูลการศึกษา", "Completeness of education data"),
    Word("RDY-23", "ความสมบูรณ์ของข้อมูลสาธารณสุขและสิ่งแวดล้อม", "Completeness of health and environment data"),
    Word("RDY-24", "ความสมบูรณ์ของข้อมูลสวัสดิการสังคม", "Completeness of social-welfare data"),
)
POINTS = (
    Word("INF-01", "จุด Wi-Fi ในพื้นที่สำนักงานเทศบาล", "Wi-Fi points in municipal offices"),
    Word("INF-02", "จุด Free Wi-Fi เฟส 1", "Free Wi-Fi points, phase 1"),
    Word("INF-03", "จุด Free Wi-Fi เฟส 2 (บริเวณชุมชน)", "Free Wi-Fi points, phase 2 (communities)"),
    Word("INF-04", "จุดกล้อง CCTV ภาคประชาชน", "Citizen CCTV points"),
)

STAGE = Vocabulary("it_stage", STAGES)
KIND = Vocabulary("it_system_kind", (UNKNOWN, *KINDS), blank="unknown", unknown="unknown")
ORIGIN = Vocabulary("it_system_origin", (UNKNOWN, *ORIGINS), blank="unknown", unknown="unknown")
PERSONAL_DATA = Vocabulary("it_personal_data", (UNKNOWN, *YES_NO), blank="unknown", unknown="unknown")
METHOD = Vocabulary("it_integration_method", (UNKNOWN, *METHODS), blank="unknown", unknown="unknown")
REQUEST_KIND = Vocabulary("it_request_kind", (UNKNOWN, *REQUEST_KINDS), blank="unknown", unknown="unknown")
REQUEST_STATUS = Vocabulary("it_request_status", REQUEST_STATUSES)
PROCESS = Vocabulary("digital_process", PROCESSES)
READY = Vocabulary("digital_readiness", READINESS, blank="none")
ITEM = Vocabulary("it_assessment_item", (*CHECKLIST, *POINTS))
PROGRESS_STATUS = Vocabulary("plan_progress_status", PROGRESS_STATUSES)
BUDGET_MARK = Vocabulary("plan_budget_mark", BUDGET_MARKS)
