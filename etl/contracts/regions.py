"""The regions of the country, as the schemes of official statistics name and cut them."""

from __future__ import annotations

COUNTRY = "ทั่วราชอาณาจักร"
# the regions each scheme divides the country into; what else is printed under it is a part of one of them
REGIONS = {
    "nso5": ("กรุงเทพมหานครและ 3 จังหวัด", "ภาคกลาง", "ภาคเหนือ", "ภาคตะวันออกเฉียงเหนือ", "ภาคใต้"),
    "grp7": (
        "กรุงเทพมหานครและปริมณฑล", "ภาคกลาง", "ภาคตะวันออก", "ภาคตะวันตก", "ภาคเหนือ", "ภาคตะวันออกเฉียงเหนือ", "ภาคใต้",
    ),
}  # fmt: skip
HOME = "ภาคตะวันออกเฉียงเหนือ"  # where Khon Kaen lies
PER_PERSON = "บาทต่อคน"  # the unit of income per capita, as printed
