"""The fields of a definition by the words officials know, in the order of a KPI sheet: labels of forms and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "choice", "lines", "numbers", "links", "baselines", "flag"]


@dataclass(frozen=True, slots=True)
class FieldTitle:
    """A field (dotted for the parts of one) with its title; `kind` is how it is written in one cell."""

    name: str
    th: str
    en: str
    kind: Kind = "text"

    def title(self, lang: str) -> str:
        return self.th if lang == "th" else self.en


FIELDS = (
    FieldTitle("code", "รหัสตัวชี้วัด", "Code"),
    FieldTitle("kind", "ประเภท", "Kind", "choice"),
    FieldTitle("name_th", "ชื่อตัวชี้วัด", "Name in Thai"),
    FieldTitle("name_en", "ชื่อตัวชี้วัด (ภาษาอังกฤษ)", "Name"),
    FieldTitle("description_th", "คำอธิบาย", "Description in Thai"),
    FieldTitle("description_en", "คำอธิบาย (ภาษาอังกฤษ)", "Description"),
    FieldTitle("unit_th", "หน่วยวัด", "Unit of measurement in Thai"),
    FieldTitle("unit_en", "หน่วยวัด (ภาษาอังกฤษ)", "Unit of measurement"),
    FieldTitle("direction", "ทิศทาง", "Direction", "choice"),
    FieldTitle("data_source", "แหล่งข้อมูล", "Data source", "choice"),
    FieldTitle("contract", "ระบบงานที่ให้ข้อมูล", "System that feeds it", "choice"),
    FieldTitle("formula", "สูตรการคำนวณ", "Formula"),
    FieldTitle("decimals", "ทศนิยม", "Decimals", "number"),
    FieldTitle("frequency", "รอบการรายงาน", "Frequency", "choice"),
    FieldTitle("owner", "ผู้กำกับดูแลตัวชี้วัด", "Owner", "choice"),
    FieldTitle("keeper", "ผู้จัดเก็บข้อมูล", "Keeper of the data"),
    FieldTitle("weight", "น้ำหนัก", "Weight", "number"),
    FieldTitle(
        "thresholds.at_risk_percent",
        "เสี่ยงไม่บรรลุเมื่อถึงร้อยละของเป้าหมาย",
        "At risk from this percent of the target",
        "number",
    ),
    FieldTitle("thresholds.at_risk_value", "ขอบของช่วงเสี่ยงเป็นค่า", "Edge of at risk as a value", "number"),
    FieldTitle("thresholds.range_within", "ห่างจากเป้าหมายได้ไม่เกิน", "On track within this distance", "number"),
    FieldTitle("thresholds.range_at_risk", "เสี่ยงเมื่อห่างไม่เกิน", "At risk within this distance", "number"),
    FieldTitle("levels", "เกณฑ์ให้คะแนน 5 ระดับ", "Values worth 1 to 5 points", "numbers"),
    FieldTitle("is_stepped", "ให้คะแนนเป็นขั้น", "Only whole levels count", "flag"),
    FieldTitle("level_names_th", "ความหมายของแต่ละระดับ", "What each level is, in Thai", "lines"),
    FieldTitle("level_names_en", "ความหมายของแต่ละระดับ (ภาษาอังกฤษ)", "What each level is", "lines"),
    FieldTitle("baseline", "ข้อมูลพื้นฐาน", "Baseline", "baselines"),
    FieldTitle("plan_links", "ความเชื่อมโยงกับแผน", "Links to plans", "links"),
    FieldTitle("basis_th", "ฐานอ้างอิง", "Basis in Thai"),
    FieldTitle("basis_en", "ฐานอ้างอิง (ภาษาอังกฤษ)", "Basis"),
    FieldTitle("notes_th", "หมายเหตุ", "Notes in Thai", "lines"),
    FieldTitle("notes_en", "หมายเหตุ (ภาษาอังกฤษ)", "Notes", "lines"),
    FieldTitle("source.file", "เอกสารต้นทาง: แฟ้ม", "Seed: file"),
    FieldTitle("source.quote", "เอกสารต้นทาง: ข้อความ", "Seed: quote"),
    FieldTitle("source.reference", "เอกสารต้นทาง: ตำแหน่ง", "Seed: place"),
    FieldTitle("source.record", "เอกสารต้นทาง: รายการ", "Seed: record"),
    FieldTitle("source.name_th", "เอกสารต้นทาง: ชื่อเดิม", "Seed: its own name"),
)

# of the sheet of targets, and words about a file as a whole
OTHERS = (
    FieldTitle("fiscal_year", "ปีงบประมาณ", "Fiscal year", "number"),
    FieldTitle("value", "ค่าเป้าหมาย", "Target", "number"),
    FieldTitle("state", "สถานะของเป้าหมาย", "State of the target", "choice"),
    FieldTitle("note", "หมายเหตุของเป้าหมาย", "Note on the target"),
    FieldTitle("trajectory", "เส้นทางสู่เป้าหมาย", "Trajectory"),
    FieldTitle("rule", "กฎของเป้าหมาย", "Rule of the target"),
    FieldTitle("targets", "ค่าเป้าหมาย", "Targets"),
    FieldTitle("thresholds", "เกณฑ์สถานะ", "Thresholds"),
    FieldTitle("source", "เอกสารต้นทาง", "Seed"),
    FieldTitle("version", "รุ่น", "Version", "number"),
    FieldTitle("reason", "เหตุผลของการแก้ไข", "Reason"),
    FieldTitle("file", "ไฟล์", "File"),
    FieldTitle("author", "ผู้แก้ไข", "Author"),
    FieldTitle("at", "วันที่", "Date"),
    FieldTitle("definition", "รายละเอียดตัวชี้วัด", "Definition"),
)
_BY_NAME = {field.name: field for field in (*FIELDS, *OTHERS)}


def title_of(name: str, lang: str) -> str:
    """The title of a field, or of the nearest part around it (`plan_links.0.node`); a strange name is itself."""
    part = name
    while part:
        if part in _BY_NAME:
            return _BY_NAME[part].title(lang)
        part = part.rpartition(".")[0]
    return name
