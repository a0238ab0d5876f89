"""The bookings of the sample market: who took which stall for which night, came or not, paid or not."""

from __future__ import annotations

from typing import Any

import numpy as np

from etl.sample import people
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints.lives import NEVER
from etl.sample.complaints.rows import moments
from etl.sample.draws import Bools, Draws, Ints, Texts, texts
from etl.sample.walking_street import schema, stalls, words
from etl.sample.walking_street.nights import HOUR, SEED, Nights, find_last, write_days

REGULAR, AGAIN, TWICE, TEST = range(4)  # the holder; somebody else after a cancellation; a slip; a programmer's trial
_NONE, _BLANK = texts([None]), texts([""])
_LATIN, _SMALL = (texts(codes) for codes in zip(*((z.latin, f"{z.latin.lower()} ") for z in words.ZONES), strict=True))


def count_open(nights: Nights) -> tuple[Ints, Ints, Bools]:
    """Each night (place) x each stall (place), night by night, and whether the stall could be booked."""
    night, stall = (grid.ravel() for grid in np.mgrid[0 : len(nights.day), 0 : stalls.COUNT])
    return night, stall, stalls.is_open(stall, nights.day[night])


class Bookings:
    """Every booking that was ever made, in the order of its id; times are local seconds, NEVER for what is not."""

    def __init__(self, nights: Nights, vendors: stalls.Vendors) -> None:
        night, stall, kind, term = _draw_bookings(nights)
        own = Draws.of(SEED + 5, nights.day[night], stall, kind)
        start, held = nights.start[night], nights.is_held[night]
        monday = start - 5 * DAY_SECONDS + 9 * HOUR
        self.created = monday + (own.lognormal("booked", 1.1) * 5 * HOUR).astype(np.int64).clip(60, 3 * DAY_SECONDS)
        self.created += np.where(kind == AGAIN, 26 * HOUR, 0)
        order = np.lexsort((kind, stall, self.created, night))
        self.created, start, held = self.created[order], start[order], held[order]
        self.night, self.stall, self.kind = night[order], stall[order], kind[order]
        self.day, self.draws = nights.day[self.night], own.take(order)
        regular = self.kind == REGULAR
        self.vendor = vendors.casual(self.draws.integers("casual", 0, 10**6))
        self.vendor[regular] = vendors.find(self.stall[regular], term[order][regular])
        self._live(start, held, nights.weather[self.night] == words.RAIN)
        self._pay(start, held)

    def _live(self, start: Ints, held: Bools, rain: Bools) -> None:
        d = self.draws
        is_regular = self.kind == REGULAR
        self.cancelled = np.where(is_regular & d.chance("cancels", 0.02), self.created + 20 * HOUR, NEVER)
        stays = (self.cancelled == NEVER) & (self.kind != TEST)
        excused = stays & d.chance("excused", np.where(rain, 0.07, 0.03))
        self.notified = np.where(excused, start + 10 * HOUR + d.integers("tells", 0, 4 * HOUR), NEVER)
        lazy = np.where(d.chance("lazy", 0.15), 0.11, 0.03) + np.where(rain, 0.11, 0.0)
        came = stays & held & ((~excused & ~d.chance("absent", lazy)) | d.chance("came after all", 0.0004))
        came |= held & (self.cancelled < NEVER) & d.chance("came though cancelled", 0.03)
        arrives = start + 14 * HOUR + 1800 + d.integers("arrives", 0, 4 * HOUR)
        self.arrived = np.where(came, np.where(d.chance("late entry", 0.003), start + 24 * HOUR + 900, arrives), NEVER)
        self.removed = np.where(self.kind == TEST, self.created + 2 * DAY_SECONDS, NEVER)
        self.removed = np.where(
            (self.cancelled < NEVER) & d.chance("cleared away", 0.3), self.cancelled + 30 * DAY_SECONDS, self.removed
        )
        reports = came & d.chance("reports sales", 0.55)
        self.reported = np.where(reports, start + 44 * HOUR + d.integers("reports", 0, 20 * HOUR), NEVER)
        median = np.array([zone.sales for zone in words.ZONES])[stalls.ZONE[self.stall]]
        sold = (median * d.lognormal("sold", 0.5) / 10).astype(np.int64) * 10
        self.sold = np.where(
            d.chance("a nought too many", 0.0002), 9_999_999, np.where(d.chance("zero", 0.01), 0, sold)
        )

    def _pay(self, start: Ints, held: Bools) -> None:
        d = self.draws
        came = self.arrived < NEVER
        self.price = stalls.fees_on(self.stall, self.day)
        waived = (self.notified < NEVER) | (~held & ~d.chance("not waived", 0.08))
        self.waived = np.where(waived, np.minimum(self.notified, start + 2 * DAY_SECONDS + 13 * HOUR), NEVER)
        when = d.choose("pays", [12, 76, 8, 3, 1])
        later = start + 11 * HOUR + d.integers("later", 1, 7) * DAY_SECONDS
        much_later = start + 11 * HOUR + d.integers("much later", 8, 60) * DAY_SECONDS
        evening = start + 18 * HOUR + d.integers("evening", 0, 3 * HOUR)
        paid = np.choose(when, [self.created + 900, evening, later, much_later, np.full(len(when), NEVER)])
        # who stays away without a word pays late or never; who is let off pays nothing, unless already
        paid = np.where(came | (when == 0), paid, np.where(d.chance("pays anyway", 0.4), much_later, NEVER))
        is_due = (self.kind != TEST) & (self.cancelled == NEVER) & ((self.waived == NEVER) | (when == 0))
        self.paid = np.where(is_due, paid, NEVER)
        self.share = np.where(d.chance("half", 0.005), 0.5, 1.0)
        bad = (self.paid < NEVER) & d.chance("words for money", 0.0004)
        self.retyped = np.where(bad, self.paid + 9 * DAY_SECONDS, NEVER)

    def make_rows(self, vendors: stalls.Vendors, now: int) -> list[tuple[Any, ...]]:
        """Rows of tb_booking as of now."""
        there = np.flatnonzero((self.created <= now) & (self.removed > now))
        d, who, stall, day = self.draws.take(there), self.vendor[there], self.stall[there], self.day[there]
        times = np.column_stack([
            getattr(self, name)[there]
            for name in ("created", "cancelled", "notified", "arrived", "waived", "paid", "retyped", "reported")
        ])  # fmt: skip
        times = np.where(times <= now, times, NEVER)
        created, cancelled, notified, arrived, waived, paid, retyped, reported = times.T
        is_test, is_paid = self.kind[there] == TEST, paid < NEVER
        due = np.where(is_test | d.chance("no due date", 0.03), texts([schema.ZERO_DATE]), write_days(day + 7))
        by = np.where(d.chance("prepaid", 0.3), d.pick("app", words.PAY_TYPES[1:]), words.PAY_TYPES[0])
        columns: list[Any] = [
            there + 1, _booking_codes(created, stall), self.night[there] + 1, write_days(day),
            np.where(d.chance("small letter", 0.01), _SMALL[stalls.ZONE[stall]], _LATIN[stalls.ZONE[stall]]),
            np.where(is_test, _BLANK, _typed_codes(d, stall, day)),
            vendors.code[who], vendors.name[who], vendors.phone[who], stalls.spell_types(d, vendors.type[who]),
            np.where(is_test, texts(["ทดสอบระบบ"]), _products(d, stall, who)),
            np.where(cancelled < NEVER, texts(["CN"]), texts(["BK"])), moments(notified), moments(arrived),
            np.where(waived < NEVER, 0.0, self.price[there]), due,
            np.where(is_paid, self._payments(there, retyped), _BLANK), moments(paid),
            np.where(is_paid, by, _BLANK),
            np.where(is_paid, texts([f"ถค.{n:06d}" for n in (there + 1).tolist()]), _BLANK),
            np.where(reported < NEVER, self.sold[there].astype(object), _NONE), moments(created),
            moments(find_last(times, now)),
        ]  # fmt: skip
        return list(zip(*(c.tolist() for c in columns), strict=True))

    def _payments(self, there: Ints, retyped: Ints) -> Texts:
        """Amounts as the cashiers type them: 60, later 60.00, now and then with the word baht."""
        amount = self.price[there] * self.share[there]
        written = stalls.spell_money(amount)
        short = texts([f"{a:g}" for a in np.unique(amount).tolist()])[np.unique(amount, return_inverse=True)[1]]
        written = np.where(self.day[there] < words.RAISED, short, written)
        bad = (self.retyped[there] < NEVER) & (retyped == NEVER)
        return np.where(bad, short + " บาท", written)


def _draw_bookings(nights: Nights) -> tuple[Ints, Ints, Ints, Ints]:
    """(night, stall, kind, term) of every booking; nights called off well ahead are not open for booking."""
    night, stall, can = count_open(nights)
    can &= (nights.is_held | (nights.reason == words.STORM))[night]
    night, stall = night[can], stall[can]
    term, is_held = stalls.terms_at(stall, night)
    own = Draws.of(SEED + 6, nights.day[night], stall)
    busy = np.where(nights.weather[night] == words.RAIN, 0.95, 0.985)
    regular = is_held & own.chance("books", busy)
    # the same chance as in Bookings._live: who gives a stall back, and who takes it then
    cancels = Draws.of(SEED + 5, nights.day[night], stall, np.full(len(stall), REGULAR)).chance("cancels", 0.02)
    again = (~regular & own.chance("casual", 0.5)) | (regular & cancels & own.chance("retaken", 0.6))
    twice, test = regular & own.chance("twice", 0.002), own.chance("test", 0.0006)
    chosen = [np.flatnonzero(which) for which in (regular, again, twice, test)]
    at = np.concatenate(chosen)
    return night[at], stall[at], np.repeat(np.arange(4), [len(c) for c in chosen]), term[at]


def _booking_codes(created: Ints, stall: Ints) -> Texts:
    """25691116-094012-118: Buddhist year."""
    stamps = created.astype("datetime64[s]").astype(str).tolist()
    ids = stalls.IDS[stall].tolist()
    return texts([
        f"{int(t[:4]) + 543}{t[5:7]}{t[8:10]}-{t[11:13]}{t[14:16]}{t[17:]}-{i:03d}"
        for t, i in zip(stamps, ids, strict=True)
    ])  # fmt: skip


def _typed_codes(draws: Draws, stall: Ints, day: Ints) -> Texts:
    """The stall's code of that night; some type the old one for weeks after the renaming, some put blanks in it."""
    old = draws.chance("old habit", 0.08) & (day >= words.RENAMED) & (day < words.RENAMED + 45)
    code = stalls.codes_on(stall, np.where(old, words.RENAMED - 1, day))
    blank = draws.chance("blanks in code", 0.004)
    return np.where(blank, texts([c.replace("-", " - ") for c in code.tolist()]) if blank.any() else code, code)


def _products(draws: Draws, stall: Ints, who: Ints) -> Texts:
    """What the vendor sells, as typed into its box; some leave their telephone or name there."""
    seller = Draws.of(SEED + 10, who)
    goods = np.full(len(stall), "", dtype=object)
    for which, zone in enumerate(words.ZONES):
        at = np.flatnonzero(stalls.ZONE[stall] == which)
        goods[at] = seller.take(at).pick("goods", texts(zone.goods))
    phone = np.flatnonzero(draws.chance("gives phone", 0.01))
    goods[phone] = goods[phone] + " โทร " + people.phones(draws.take(phone), "product")
    named = np.flatnonzero(draws.chance("gives name", 0.006))
    goods[named] = goods[named] + " ร้าน" + people.names(draws.take(named), "product")
    return goods
