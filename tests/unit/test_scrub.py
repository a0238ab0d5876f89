"""People leave the text, the matter stays."""

from __future__ import annotations

import pytest

from etl.steps.scrub import SHORT, scrub, scrub_all, tidy_all


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("โทร 0812345678", "โทร [โทรศัพท์]"),
        ("โทร.081-234-5678 ครับ", "โทร.[โทรศัพท์] ครับ"),
        ("โทร 081 234 5678", "โทร [โทรศัพท์]"),
        ("๐๘๑-๒๓๔-๕๖๗๘", "[โทรศัพท์]"),
        ("+66 81 234 5678", "[โทรศัพท์]"),
        ("043-221-333 ต่อ 12", "[โทรศัพท์] ต่อ 12"),
        ("บัตร 1-4099-00123-45-6", "บัตร [เลขประจำตัว]"),
        ("บัตร 1409900123456", "บัตร [เลขประจำตัว]"),
        ("ส่ง somsri.k@example.co.th นะ", "ส่ง [อีเมล] นะ"),
        ("Line ID: somsri99", "[ไลน์]"),
        ("ไอดีไลน์ somsri99 ค่ะ", "ไอดี[ไลน์] ค่ะ"),
        ("แอด @somsri99", "แอด [ไลน์]"),
        ("นายสมชาย ใจดี แจ้งว่า", "[ชื่อ] แจ้งว่า"),
        ("นางสาวมาลี แก้วใส", "[ชื่อ]"),
        ("ติดต่อ นายกิตติศักดิ์ แก้วใส", "ติดต่อ [ชื่อ]"),
        ("นายกมล แก้วใส และนายกานต์ ใจดี", "[ชื่อ] และ[ชื่อ]"),
        ("น.ส. มาลี แก้วใส", "[ชื่อ]"),
        ("ด.ช.ก้อง ใจดี", "[ชื่อ]"),
        ("คุณวิภา โทรกลับ", "[ชื่อ]"),
        ("หน้าร้านด.ต.สุนีย์ แก้วใส", "หน้าร้าน[ชื่อ]"),
        ("แจ้ง พ.ต.อ. สมชาย ใจดี แล้ว", "แจ้ง [ชื่อ] แล้ว"),
        ("สอบถาม อ.ศิริพร แก้วใส", "สอบถาม [ชื่อ]"),
        ("แจ้งโดย สมชาย ใจดี", "แจ้งโดย [ชื่อ]"),
        ("Mr. John Smith says", "[ชื่อ] says"),
        ("บ้านเลขที่ 12/3 หมู่ 4", "[บ้านเลขที่] หมู่ 4"),
        ("หน้า 99/12 ถ.มิตรภาพ", "หน้า [บ้านเลขที่] ถ.มิตรภาพ"),
    ],
)
def test_people_go(text: str, expected: str) -> None:
    assert scrub(text) == expected
    assert scrub_all([text, "ถนนเป็นหลุม", None, text]) == [expected, "ถนนเป็นหลุม", "", expected]


@pytest.mark.parametrize(
    "text",
    [
        "ขอบคุณครับ คุณภาพน้ำไม่ดี", "เรียนนายกเทศมนตรี", "นายกรัฐมนตรีเปิดงาน", "เรียนนายก ขอไฟ",
        "ป้ายจราจรหน้าโรงเรียนล้ม", "บ้านดอนหญ้านาง ซอย 12",
        "ปีงบประมาณ 2567-2569", "วันที่ 14/5/2567", "PM2.5 เกิน 150", "สายด่วน 1111", "กว้าง 3.5 เมตร ยาว 120 เมตร",
        "ไฟดับ 3 ดวง ตั้งแต่ 1 พ.ย. 69", "ทนายความ", "มีเด็กเล็กอยู่ใกล้",
        "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น", "อ.น้ำพอง จังหวัดขอนแก่น", "พ.ร.บ. รักษาความสะอาด พ.ศ. 2535", "รพ.สต.หนองแวง",
    ],
)  # fmt: skip
def test_the_matter_stays(text: str) -> None:
    assert scrub_all([text]) == [text]


def test_kept_texts_are_short_and_tidy() -> None:
    assert tidy_all(["  a \r\n b\u200b\x00 ", None, "\x1e", ""]) == ["a b", "", "", ""]
    (long,) = scrub_all(["ก" * 500])
    assert len(long) == SHORT and long.endswith("…")
    (cut,) = scrub_all(["ก" * (SHORT - 5) + " 0812345678"])
    assert "081" not in cut


def test_a_poisoned_cell_is_cut_before_it_is_searched() -> None:
    (text,) = scrub_all(["0" * 10_000_000])
    assert len(text) <= SHORT


@pytest.mark.parametrize(
    "text", ["0000-00-00 00:00:00", "0000-00-00", "05-10-2569 เวลา 10.00 น.", "วันที่ 01.11.2026", "09 12 2567"]
)
def test_a_date_is_no_telephone(text: str) -> None:
    assert scrub(text) == text
    assert scrub_all([text]) == [text]


@pytest.mark.parametrize("text", ["02-12-2019-45", "02 12 201945", "0000-00-0045"])
def test_what_goes_on_after_a_date_is_one(text: str) -> None:
    assert "[โทรศัพท์]" in scrub(text)
