"""What each field of the walking-street contract is wanted for, entity by entity."""

from __future__ import annotations

from etl.contracts.base import Note

_FOR_CHANGES = Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read")
_FOR_IDS = Note("ระบุแต่ละแถวให้ไม่นับซ้ำ", "Tells rows apart so that none counts twice")
_FOR_ZONES = Note("สรุปผลตามโซน", "Figures by zone")
_FOR_UNITS = Note("สรุปผลตามหน่วยงานที่รับผิดชอบ", "Figures by the responsible unit")
_FOR_TYPES = Note("วัดสัดส่วนผู้ค้าชุมชนและ OTOP", "The share of community and OTOP sellers")
_FOR_NIGHTS = Note("บอกว่าเป็นของการจัดครั้งใด", "Which night of the market it belongs to")
_FOR_DATES = Note("นับตามวันที่จัด", "Counts by night")
_FOR_PEOPLE = Note(
    "นับผู้ค้าแต่ละรายไม่ให้ซ้ำ โดยไม่เก็บรหัสจริงของผู้ค้า", "Tells vendors apart without keeping the code they are known by"
)

STALL_PURPOSES = {
    "source_id": Note("ระบุแผงค้าเดิมเสมอ แม้เปลี่ยนเลขแผง", "The same stall for ever, whatever code it is given"),
    "stall_code": Note("แสดงเลขแผงปัจจุบัน", "The stall's present code"),
    "earlier_code": Note("แสดงเลขแผงเดิมให้เจ้าหน้าที่ค้นเอกสารเก่าได้", "The code before, to find it in older papers"),
    "zone": _FOR_ZONES,
    "width": Note("แสดงขนาดแผง", "Shows the stall's size"),
    "fee": Note("แสดงค่าธรรมเนียมต่อครั้ง", "Shows the fee of a night"),
    "has_power": Note("แสดงแผงที่มีจุดไฟฟ้า", "Shows which stalls have electricity"),
    "opened_date": Note("รู้ว่าแผงเปิดให้ใช้ตั้งแต่เมื่อใด", "Since when the stall may be used"),
    "closed_date": Note("ไม่แสดงแผงที่เลิกใช้แล้ว", "Leaves out stalls no longer used"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
VENDOR_PURPOSES = {
    "vendor": _FOR_PEOPLE,
    "entry_number": Note("เรียงแถวที่แก้ไขพร้อมกันระหว่างอ่าน", "Orders rows of one time of change while reading"),
    "vendor_type": _FOR_TYPES,
    "vendor_status": Note("นับผู้ค้าที่มีสิทธิ์ขาย", "Counts vendors who may sell"),
    "community": Note("สรุปผู้ค้าตามชุมชน", "Vendors by community"),
    "registered_date": Note("นับผู้ค้า ณ วันใดก็ได้", "Counts vendors on any day"),
    "ended_date": Note("หักผู้ค้าที่เลิกขายแล้ว", "Takes off vendors who have left"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
NIGHT_PURPOSES = {
    "source_id": Note("ระบุการจัดแต่ละครั้ง", "Tells the nights of the market apart"),
    "night_date": _FOR_DATES,
    "night_status": Note("แยกครั้งที่จัด งดจัด และยังไม่ถึงวัน", "Tells nights held, not held and still to come apart"),
    "cancel_reason": Note("สรุปเหตุที่งดจัด", "Why nights were not held"),
    "weather": Note("อธิบายครั้งที่ผู้ค้าหรือผู้เข้าชมน้อย", "Explains nights of few vendors or visitors"),
    "visitors": Note("จำนวนผู้เข้าชมต่อครั้ง", "Visitors of a night"),
    "count_method": Note("บอกว่าเป็นการนับจริงหรือประมาณการ", "Whether visitors were counted or estimated"),
    "stage_shows": Note("จำนวนกิจกรรมเวที", "Shows on the stage"),
    "note": Note("คำอธิบายของเจ้าหน้าที่", "What the officers noted"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
ZONE_NIGHT_PURPOSES = {
    "source_id": _FOR_IDS,
    "night_id": _FOR_NIGHTS,
    "night_date": _FOR_DATES,
    "zone": _FOR_ZONES,
    "stalls_available": Note("เป็นตัวหารของอัตราการใช้แผง", "The denominator of occupancy"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
STALL_NIGHT_PURPOSES = {
    "source_id": _FOR_IDS,
    "booking_number": Note("ให้เจ้าหน้าที่อ้างถึงการจอง", "The booking's number, for officers to quote"),
    "night_id": _FOR_NIGHTS,
    "night_date": _FOR_DATES,
    "zone": _FOR_ZONES,
    "stall": Note("นับแผงเดียวกันครั้งเดียว แม้จองซ้ำหรือเปลี่ยนเลขแผง", "Counts a stall once, booked twice or renamed"),
    "stall_code": Note("แสดงเลขแผง ณ วันที่จัด", "The stall's code on that night"),
    "vendor": _FOR_PEOPLE,
    "vendor_type": _FOR_TYPES,
    "booking_status": Note("แยกการจองที่ยกเลิก", "Tells cancelled bookings apart"),
    "booked_at": Note("ตรวจลำดับเวลาของการจอง", "Checks the order of what happened"),
    "notified_at": Note("แยกผู้ค้าที่แจ้งงดขายล่วงหน้า", "Tells absences with notice from those without"),
    "checked_in_at": Note("นับแผงที่เปิดขาย", "Counts the stalls that traded"),
    "fee": Note("รวมค่าธรรมเนียมที่เรียกเก็บ", "Sums the fees billed"),
    "due_date": Note("วัดการชำระภายในกำหนด", "Whether fees were paid in time"),
    "paid": Note("รวมค่าธรรมเนียมที่เก็บได้", "Sums the fees received"),
    "paid_at": Note("นับรายได้ตามวันที่รับเงิน", "Dates the money received"),
    "pay_method": Note("แยกเงินสดกับพร้อมเพย์", "Tells cash from PromptPay"),
    "sales": Note("ยอดขายเฉลี่ยที่ผู้ค้าแจ้ง", "Mean sales, as vendors report them"),
    "product": Note("รู้ว่าแผงขายอะไร", "What the stall sells"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
WAITING_PURPOSES = {
    "source_id": _FOR_IDS,
    "requested_at": Note("นับผู้รอคิว ณ วันใดก็ได้", "Counts who was waiting on any day"),
    "zone": _FOR_ZONES,
    "vendor_type": Note("สรุปผู้รอคิวตามประเภทผู้ค้า", "Who waits, by type of vendor"),
    "waiting_status": Note("แยกผู้ที่ยังรอคิว", "Tells who still waits"),
    "called_at": Note("รู้ว่าออกจากคิวเมื่อใด", "When the wait ended"),
    "ended_at": Note("รู้ว่าออกจากคิวเมื่อใด", "When the wait ended"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
VIOLATION_PURPOSES = {
    "source_id": _FOR_IDS,
    "occurred_at": Note("นับการฝ่าฝืนตามวัน", "Counts violations by day"),
    "kind": Note("สรุปการฝ่าฝืนตามประเภท", "Violations by kind"),
    "zone": _FOR_ZONES,
    "stall_code": Note("บอกแผงที่ฝ่าฝืน", "Which stall it was"),
    "action": Note("สรุปการดำเนินการ", "What was done about it"),
    "detail": Note("คำอธิบายของเจ้าหน้าที่", "What the officers noted"),
    "org_unit": _FOR_UNITS,
    "changed_at": _FOR_CHANGES,
}
