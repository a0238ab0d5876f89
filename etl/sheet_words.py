"""The words a contract's sheet says beside the contract's own: types, classes, rules, what to know first."""

from __future__ import annotations

from etl.contracts.base import FieldType, Note, PersonalData

ABOUT = (
    Note(
        "เอกสารนี้สำหรับผู้ดูแลระบบต้นทาง: บอกว่าระบบสารสนเทศสำหรับผู้บริหาร (MIS) อ่านข้อมูลช่องใด ใช้ทำอะไร และค่าที่ผิดจะเป็นอย่างไร",
        "For the keepers of a source: which fields the executive MIS reads, what for, and what becomes of bad values",
    ),
    Note(
        "MIS อ่านอย่างเดียว ไม่เขียนข้อมูลในระบบต้นทาง และอ่านเฉพาะช่องในเอกสารนี้ ช่องอื่นไม่ออกจากระบบต้นทาง",
        "The MIS only reads. What is not listed here never leaves the source",
    ),
    Note(
        "ห้ามส่งชื่อ โทรศัพท์ เลขประจำตัว ที่อยู่ หรืออีเมลของประชาชน ผู้ขอ ผู้ค้า บุคลากร หรือเจ้าหน้าที่มาในช่องใด",
        "Never give names, telephones, ids, addresses or e-mails of citizens, applicants, vendors, staff or officers",
    ),
    Note(
        "วันเวลาที่ไม่ระบุเขตเวลาถือเป็นเวลาประเทศไทย ปีเป็น พ.ศ. หรือ ค.ศ. ต้องแจ้งไว้ล่วงหน้า ระบบไม่เดา",
        "Times without a zone are Bangkok's. Whether years are Buddhist or Common Era is declared, never guessed",
    ),
    Note(
        "ทุกแถวต้องมีวันเวลาที่แก้ไขล่าสุด และต้องเปลี่ยนทุกครั้งที่แก้แถว มิฉะนั้นการแก้ไขจะเห็นเมื่อตรวจแถวที่ถูกลบประจำสัปดาห์เท่านั้น",
        "Each row tells when it last changed, and that moves with every edit; else only the weekly sweep finds an edit",
    ),
    Note(
        "select ต้องมีทุกช่อง เว้นช่องที่เขียนว่าเฉพาะระบบที่มี ช่องที่ระบบไม่มีข้อมูลให้เขียน null",
        "A select gives every field but those only some systems have; what yours does not keep is written null",
    ),
    Note(
        "แถวที่ไม่รับจะเก็บไว้พร้อมเหตุผล แก้ที่ระบบต้นทางแล้วรอบถัดไปรับเอง",
        "A refused row is kept with its reason; once mended at the source the next run takes it",
    ),
)
TYPES = {
    FieldType.TEXT: Note("ข้อความ", "text"),
    FieldType.INTEGER: Note("จำนวนเต็ม", "whole number"),
    FieldType.NUMBER: Note("ตัวเลข", "number"),
    FieldType.MONEY: Note("จำนวนเงิน (บาท)", "money in baht"),
    FieldType.INSTANT: Note("วันเวลา", "date and time"),
    FieldType.DATE: Note("วันที่", "date"),
    FieldType.WORD: Note("คำจากรายการ", "word of a list"),
    FieldType.WORDS: Note("หลายคำจากรายการ คั่นด้วยจุลภาค", "words of a list, separated by commas"),
    FieldType.ORG_UNIT: Note("สำนัก/กอง (รหัส ชื่อ หรือชื่ออื่นที่ใช้)", "org_unit: code, name or alias"),
    FieldType.ORG_UNITS: Note("หลายสำนัก/กอง คั่นด้วยจุลภาค", "org_units, separated by commas"),
}
CLASSES = {
    PersonalData.NONE: Note("ไม่มี", "none"),
    PersonalData.MIXED: Note("อาจมีในข้อความ ปิดบังก่อนเก็บ", "perhaps in the text; struck out before it is kept"),
    PersonalData.PERSONAL: Note("มี ไม่อ่านและไม่เก็บ", "yes; neither read nor kept"),
    PersonalData.HASHED: Note("มี เก็บเฉพาะรหัสที่แปลงแล้ว", "yes; only a salted hash of it is kept"),
    PersonalData.DERIVED: Note("มี ใช้คำนวณเท่านั้น ไม่เก็บ", "yes; read to work something out, not kept"),
}
REQUIRED = Note("ต้องมี", "required")
OPTIONAL = Note("ว่างได้", "may be empty")
ONLY_SOME = Note("เฉพาะระบบที่มี", "only where the system has it")
RULES = {
    "missing_key": Note("ไม่มีรหัสของแถว", "the row has no id"),
    "missing_required": Note("ช่องที่ต้องมีว่าง", "a required field is empty"),
    "bad_date": Note(
        "ไม่ใช่วันที่ตามปีที่แจ้งไว้ (พ.ศ. หรือ ค.ศ.) หรืออ่านได้สองวัน", "not a date of the declared era, or one that means two days"
    ),
    "future_date": Note(
        "เป็นวันในอนาคต: เรื่องที่เกิดแล้วเกิน 1 วัน กำหนดการเกิน 10 ปี",
        "lies ahead: over a day for what has happened, over ten years for what is planned",
    ),
    "bad_number": Note("ไม่ใช่ตัวเลข", "not a number"),
    "out_of_range": Note("อยู่นอกช่วงที่กำหนด", "outside the range"),
    "unknown_word": Note("เป็นคำที่ไม่อยู่ในรายการและไม่มีในตารางแปลงคำ", "a word that stands in no list and no value map"),
    "bad_text": Note("เก็บด้วยรหัสตัวอักษรผิด อ่านไม่ออก", "stored in a wrong encoding"),
    "too_long": Note("ยาวผิดปกติ อาจสลับช่อง", "far too long: perhaps columns are mixed up"),
    "bad_line": Note("บรรทัดในไฟล์ หรือรายการในคำตอบ ที่ไม่เป็นแถว", "a line or record that is no row"),
    "bad_row": Note("ค่าที่ทำให้อ่านต่อไม่ได้", "values that stop the reading"),
}
PHASES = {
    "open": Note("ยังดำเนินการ", "open"),
    "finished": Note("แล้วเสร็จ", "finished"),
    "excluded": Note("ไม่นับ", "not counted"),
}
