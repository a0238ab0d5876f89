"""Where things happen in the sample city: streets and landmarks of Khon Kaen, four zones, sample communities.

Coordinates are approximate and spread around each place. The zone of a place or community is an assumption of the
sample; community names not attested in public documents carry the word ตัวอย่าง.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ZONES = ("เขต 1", "เขต 2", "เขต 3", "เขต 4")
ATTESTED = (("ชุมชนบ้านตูม", 2), ("ชุมชนศรีฐาน", 3), ("ชุมชนรอบบึงหนองแวงตราชู", 1), ("ชุมชน บขส.", 4))
COMMUNITIES_IN_ALL = 95


@dataclass(frozen=True)
class Place:
    """A street or landmark people name; `weight` is how often, `floods` that high water gathers there."""

    name: str
    zone: int
    latitude: float
    longitude: float
    weight: float = 1.0
    floods: bool = False


PLACES = (
    Place("ถนนมิตรภาพ หน้าศูนย์การค้า", 1, 16.4330, 102.8250, 2.0),
    Place("ถนนมิตรภาพ ช่วงสามแยกกังสดาล", 3, 16.4560, 102.8190, 1.4, True),
    Place("ถนนศรีจันทร์ ใกล้สี่แยกประตูเมือง", 1, 16.4320, 102.8280, 1.8),
    Place("ถนนศรีจันทร์ ช่วงโรงพยาบาลศูนย์ขอนแก่น", 2, 16.4300, 102.8480, 1.6),
    Place("ถนนกลางเมือง ช่วงตลาดบางลำภู", 1, 16.4270, 102.8360, 1.6),
    Place("ถนนหน้าเมือง ช่วงศาลหลักเมือง", 1, 16.4310, 102.8340, 1.5),
    Place("ถนนหลังเมือง", 1, 16.4290, 102.8380, 0.9),
    Place("ถนนประชาสโมสร ใกล้สถานีขนส่งเดิม", 2, 16.4380, 102.8360, 1.5),
    Place("ถนนประชาสโมสร แยกเจริญศรี", 2, 16.4390, 102.8440, 1.1),
    Place("ถนนรื่นรมย์", 1, 16.4250, 102.8330, 0.9),
    Place("ถนนรอบบึงแก่นนคร ฝั่งวัดหนองแวง", 4, 16.4140, 102.8390, 1.8),
    Place("ถนนรอบบึงแก่นนคร ฝั่งลานคนเมือง", 4, 16.4190, 102.8340, 1.7),
    Place("ถนนรอบบึงทุ่งสร้าง", 2, 16.4520, 102.8550, 1.8, True),
    Place("สวนสาธารณะบึงทุ่งสร้าง", 2, 16.4505, 102.8575, 1.0, True),
    Place("บึงหนองแวงตราชู", 1, 16.4405, 102.8270, 0.9, True),
    Place("ถนนมะลิวัลย์ ช่วงสี่แยกสามเหลี่ยม", 3, 16.4450, 102.8180, 1.4),
    Place("ถนนมะลิวัลย์ ใกล้ทางเข้าสนามบิน", 3, 16.4610, 102.7950, 0.9),
    Place("ถนนกัลปพฤกษ์ หลังมหาวิทยาลัยขอนแก่น", 3, 16.4500, 102.8120, 1.8),
    Place("ซอยโนนม่วง ใกล้หอพักนักศึกษา", 3, 16.4780, 102.8280, 1.0),
    Place("ถนนศรีฐาน", 3, 16.4420, 102.8100, 1.2),
    Place("ถนนเทพารักษ์", 1, 16.4370, 102.8330, 1.0),
    Place("ถนนชาตะผดุง", 2, 16.4420, 102.8470, 1.2),
    Place("ถนนพิมพสูต", 1, 16.4340, 102.8300, 0.8),
    Place("ถนนอำมาตย์", 1, 16.4300, 102.8310, 0.8),
    Place("ถนนฉิมพลี", 2, 16.4440, 102.8520, 0.8, True),
    Place("ถนนเหล่านาดี", 4, 16.4050, 102.8250, 1.5, True),
    Place("ถนนชีท่าขอน", 4, 16.4120, 102.8450, 0.9),
    Place("ถนนหน้าศูนย์ราชการ", 2, 16.4470, 102.8380, 1.3),
    Place("สวนรัชดานุสรณ์", 1, 16.4280, 102.8330, 0.8),
    Place("สวนประตูเมือง", 1, 16.4330, 102.8275, 0.6),
    Place("ตลาดสดเทศบาล 1", 1, 16.4275, 102.8355, 1.1),
    Place("ตลาดหนองไผ่ล้อม", 4, 16.4100, 102.8290, 0.8),
    Place("ถนนคนเดินหน้าศาลากลางจังหวัด", 2, 16.4465, 102.8360, 0.9),
    Place("สถานีรถไฟขอนแก่น", 1, 16.4260, 102.8240, 0.9, True),
    Place("ใต้ทางรถไฟยกระดับ ช่วงถนนศรีจันทร์", 1, 16.4318, 102.8245, 0.8),
    Place("สถานีขนส่งผู้โดยสารแห่งที่ 3", 4, 16.3990, 102.8110, 0.9),
    Place("โรงเรียนเทศบาลวัดกลาง", 1, 16.4245, 102.8370, 0.6),
    Place("โรงเรียนเทศบาลสวนสนุก", 4, 16.4180, 102.8320, 0.6),
    Place("บ้านหนองใหญ่", 2, 16.4600, 102.8480, 0.9, True),
    Place("บ้านสามเหลี่ยม", 3, 16.4475, 102.8210, 0.9),
    Place("บ้านโนนชัย", 2, 16.4560, 102.8410, 1.0, True),
    Place("บ้านดอนหญ้านาง", 2, 16.4490, 102.8630, 0.8, True),
    Place("บ้านเมืองเก่า", 4, 16.4160, 102.8420, 0.9),
    Place("คุ้มหนองคู", 4, 16.4080, 102.8350, 0.9),
    Place("คุ้มพระลับ ใกล้วัดธาตุ", 4, 16.4150, 102.8375, 0.8),
)
FLOODED = np.array([p.floods for p in PLACES])
WEIGHTS = np.array([p.weight for p in PLACES])


@dataclass(frozen=True)
class Community:
    """A ชุมชน and its zone (1 to 4)."""

    number: int
    name: str
    zone: int


def make_communities() -> tuple[Community, ...]:
    """The attested names, then sample names up to 95, about the same number in each zone."""
    names = list(ATTESTED)
    names += [(f"ชุมชนตัวอย่าง {n % 4 + 1}-{n // 4 + 1:02d}", n % 4 + 1) for n in range(COMMUNITIES_IN_ALL - len(names))]
    return tuple(Community(number, name, zone) for number, (name, zone) in enumerate(names, start=1))


COMMUNITIES = make_communities()
