"""What /temporary-signs reads of the warehouse: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot

KINDS, ZONES = "sign_applicant_kind", "sign_zone"  # vocabularies


@dataclass(frozen=True, slots=True)
class Expiry:
    """Signs of permits that end, or ended, within one band of days."""

    band: str
    applicant_kind_code: str
    zone_code: str
    permits: int
    signs: int


@dataclass(frozen=True, slots=True)
class SignWord:
    """A code of a vocabulary with its names."""

    code: str
    name_th: str
    name_en: str

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class SignFilter:
    """Permits that are `over` (expired, signs standing), `late` (three days past too) or `ending`; '' takes any."""

    state: str
    zone: str
    kind: str
    org_unit_key: int
    today: date


@dataclass(frozen=True, slots=True)
class SignPermit:
    """One permit; `days_left` is negative once it is over, `deposit_satang` what is still held."""

    source_id: str
    application_number: str | None
    permit_number: str | None
    wording: str
    place: str
    kind_th: str
    kind_en: str
    zone_th: str
    zone_en: str
    org_unit_th: str
    org_unit_en: str
    expiry_date: date
    days_left: int
    sign_count: int
    standing: int
    deposit_satang: int
    record_url: str | None


def read_expiry(data: Snapshot, today: date, org_unit_key: int) -> list[Expiry]:
    """Every sign that stands past its permit or whose permit runs, as of a Bangkok day."""
    return [Expiry(*row) for row in data.rows("pages/sign_expiry", today=today, org_unit_key=org_unit_key)]


def read_words(data: Snapshot, vocabulary: str) -> list[SignWord]:
    return [SignWord(*row) for row in data.rows("pages/sign_words", vocabulary=vocabulary)]


def read_sign_permits(data: Snapshot, chosen: SignFilter, limit: int) -> list[SignPermit]:
    """Those longest over first; those near their end by their last day."""
    rows = data.rows(
        "pages/sign_permits",
        today=chosen.today,
        org_unit_key=chosen.org_unit_key,
        state=chosen.state,
        zone=chosen.zone,
        kind=chosen.kind,
        limit=limit,
    )
    return [SignPermit(*row) for row in rows]
