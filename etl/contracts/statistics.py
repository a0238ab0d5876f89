"""The statistics contract: one published figure of one area and period, as its publisher printed it.

Nothing is corrected and nothing is joined here. A figure printed again with another value is a row of its own, beside
the first; the scheme of areas, the price basis and the edition stand with every figure.
"""

from __future__ import annotations

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

AREA_SCHEMES = (
    Word("unspecified", "ไม่ระบุชุดพื้นที่", "No scheme named"),
    Word("nso5", "สำนักงานสถิติแห่งชาติ 5 กลุ่ม", "National Statistical Office, 5 groups"),
    Word("grp7", "สศช. ผลิตภัณฑ์ภาค 7 กลุ่ม", "NESDC gross regional product, 7 groups"),
    Word("plan6", "แผนพัฒนาภาค 6 ภาค", "Regional plans, 6 regions"),
    Word("nesdc", "สศช. ระดับประเทศ", "NESDC, whole country"),
    Word("country", "ทั้งประเทศ", "Whole country"),
    Word("province", "จังหวัด", "Province"),
    Word("municipality", "เทศบาล", "Municipality"),
    Word("zone", "เขตพัฒนาพิเศษ", "Special zone"),
)
PERIOD_KINDS = (
    Word("unknown", "ไม่ระบุช่วงเวลา", "Not stated"),
    Word("year", "ปีปฏิทิน", "Calendar year"),
    Word("year_forecast", "คาดการณ์รายปี", "Forecast of a year"),
    Word("quarter", "ไตรมาสของปีปฏิทิน", "Quarter of a calendar year"),
    Word("date", "ณ วันที่ หรือสะสมถึงวันที่", "On a day, or up to it"),
    Word("range", "หลายปีรวมกัน", "Several years together"),
)
PRICE_BASES = (
    Word("none", "ไม่มีฐานราคา", "No price basis"),
    Word("current", "ราคาประจำปี", "Current prices"),
    Word("cvm2545", "ปริมาณลูกโซ่ ปีอ้างอิง 2545", "Chain volume, reference year 2545"),
)
BREAKS = (
    Word("none", "ต่อเนื่อง", "No break"),
    Word("suspected", "อาจเปลี่ยนนิยาม", "Break suspected"),
    Word("stated", "เปลี่ยนนิยามแล้ว", "Break stated"),
)
# a word nobody knows refuses its row in all of them: a figure under the wrong scheme or basis is a wrong figure
AREA_SCHEME = Vocabulary("area_scheme", AREA_SCHEMES, blank="unspecified")
PERIOD_KIND = Vocabulary("period_kind", PERIOD_KINDS, blank="unknown")
PRICE_BASIS = Vocabulary("price_basis", PRICE_BASES, blank="none")
BREAK = Vocabulary("series_break", BREAKS, blank="none")

FIRST_YEAR, LAST_YEAR = 2400, 2699  # Buddhist Era: a year of the Common Era is refused

KEPT = Note(
    "เก็บตลอดอายุคลังข้อมูล ค่าที่เผยแพร่ใหม่เก็บเพิ่มคู่กับค่าเดิม ไม่เขียนทับ",
    "Kept as long as the warehouse; a figure published anew is added beside the old one, never written over it",
)
SCRUBBED = Note(
    "เก็บเฉพาะข้อความสั้นที่ปิดบังชื่อ โทรศัพท์ เลขประจำตัว และอีเมลแล้ว",
    "Only a short text with names, telephones, ids and e-mails struck out is kept",
)
PURPOSES = {
    "series_code": Note("บอกว่าค่านี้เป็นของตัวชี้วัดหรือสถิติใด", "Which indicator or statistic the figure belongs to"),
    "area": Note("แยกค่าของแต่ละพื้นที่", "Tells areas apart"),
    "area_scheme": Note(
        "ป้องกันการนำภาคที่แบ่งต่างกันมาต่อหรือเทียบกัน", "Keeps regions that are cut differently from being joined or compared"
    ),
    "year_be": Note("เรียงค่าตามปี พ.ศ.", "Orders figures by year of the Buddhist Era"),
    "period_kind": Note("แยกค่ารายปี รายไตรมาส ค่าสะสม และค่าคาดการณ์", "Tells kinds of figures apart"),
    "period_as_printed": Note("แสดงช่วงเวลาตามที่ต้นฉบับพิมพ์", "Shows the period as it was printed"),
    "value": Note("แสดงและคำนวณ เช่น ประชากรที่ใช้เป็นตัวหาร", "Shown and computed with, as the population in a rate"),
    "value_as_printed": Note("แสดงตัวเลขตามที่ต้นฉบับพิมพ์ และแยกค่าที่เผยแพร่ใหม่", "Shows the digits printed; tells revisions"),
    "unit": Note("แสดงหน่วยวัด และแยกอนุกรมที่หน่วยต่างกัน", "Shows the unit; keeps series of different units apart"),
    "price_basis": Note("แยกราคาประจำปีกับปริมาณลูกโซ่", "Keeps current prices and chain volumes apart"),
    "edition": Note("รู้ว่าค่ามาจากรายงานฉบับใด และฉบับใดใหม่กว่า", "Which report it is from, and which is the newer"),
    "reference": Note("ตรวจสอบกลับไปยังต้นฉบับได้", "Leads back to where it was printed"),
    "series_break": Note("เตือนว่าค่านี้ไม่ควรเทียบกับปีก่อนหน้า", "Warns not to set it against earlier years"),
    "note": Note("คำอธิบายประกอบค่าจากผู้บันทึก", "What whoever entered it says of it"),
    "record_number": Note("เรียงแถวที่แก้ไขพร้อมกันระหว่างอ่าน", "Orders rows of one time of change while reading"),
    "changed_at": Note("อ่านเฉพาะแถวที่เพิ่มหรือแก้ไขหลังรอบก่อน", "Only rows added or changed since the last run are read"),
}

_T = FieldType
STATISTIC = Entity(
    name="statistic",
    th="ค่าสถิติ",
    en="Published figure",
    fields=with_purposes(
        PURPOSES,
        Field("series_code", _T.TEXT, "รหัสอนุกรม", "Code of the series, as M8-2.1 or CITY-02", required=True),
        Field("area", _T.TEXT, "พื้นที่", "Area, as printed", required=True),
        Field("area_scheme", _T.WORD, "ชุดการแบ่งพื้นที่", "Scheme of areas it belongs to", vocabulary=AREA_SCHEME),
        Field(
            "year_be", _T.INTEGER, "ปี พ.ศ.", "Year of the Buddhist Era", required=True, low=FIRST_YEAR, high=LAST_YEAR
        ),
        Field("period_kind", _T.WORD, "ชนิดช่วงเวลา", "Kind of period", vocabulary=PERIOD_KIND),
        Field("period_as_printed", _T.TEXT, "ช่วงเวลาตามต้นฉบับ", "Period, as printed", required=True),
        Field("value", _T.NUMBER, "ค่า", "The figure as a number", required=True),
        Field("value_as_printed", _T.TEXT, "ค่าตามต้นฉบับ", "The figure, with its digits as printed", required=True),
        Field("unit", _T.TEXT, "หน่วยวัด", "Unit of measurement, as printed", required=True),
        Field("price_basis", _T.WORD, "ฐานราคา", "Price basis", vocabulary=PRICE_BASIS),
        Field("edition", _T.TEXT, "ฉบับ", "Edition of the publication, as its year"),
        Field("reference", _T.TEXT, "แหล่งที่มา", "Where it is printed", required=True),
        Field("series_break", _T.WORD, "การเปลี่ยนนิยาม", "Break before this figure", vocabulary=BREAK, only_some=True),
        Field("note", _T.TEXT, "หมายเหตุ", "Note", personal=PersonalData.MIXED, retention=SCRUBBED),
        Field(
            "record_number",
            _T.INTEGER,
            "ลำดับของแถว",
            "Number of the row, of a source that is a database",
            low=0,
            high=2**62,
            only_some=True,
        ),
        Field("changed_at", _T.INSTANT, "วันเวลาที่แก้ไขล่าสุด", "When the source last changed the row", only_some=True),
    ),
    # the value stands in the key: the same place printing another one is a revision, kept beside the first
    key=("series_code", "area", "period_as_printed", "unit", "value_as_printed", "reference"),
    cursor="record_number",
    subject="series_code",
    fact="fact_statistic",
    staging="stg_statistic",
    purpose=Note(
        "แสดงสถิติทางการของพื้นที่พร้อมแหล่งที่มา ฉบับ และจุดเปลี่ยนนิยาม และใช้จำนวนประชากรเป็นตัวหาร",
        "Shows official statistics with source, edition and breaks; gives the population rates are made with",
    ),
    retention=KEPT,
)
STATISTICS = Contract("statistics", "สถิติทางการและข้อมูลพื้นที่", "Official statistics", entities=(STATISTIC,))
