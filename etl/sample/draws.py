"""Repeatable chance: each draw is a pure function of (seed, key, purpose), so any part can be drawn again alone."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
_Keys = npt.NDArray[np.uint64]
_UNIT = 2.0**-53


def _scatter(x: _Keys) -> _Keys:
    """The finaliser of splitmix64: neighbours become unrelated."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@cache
def _salt(purpose: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "big"))


class Draws:
    """Chance for an array of keys; the same (keys, purpose) always gives the same array."""

    def __init__(self, keys: _Keys) -> None:
        self.keys = keys

    @classmethod
    def of(cls, seed: int, *parts: Ints) -> Draws:
        """Keys from whole numbers that together name each thing."""
        keys = np.full(parts[0].shape, seed, dtype=np.uint64)
        for part in parts:
            keys = _scatter(keys + np.uint64(0x9E3779B97F4A7C15) + part.astype(np.uint64))
        return cls(keys)

    def take(self, positions: npt.NDArray[Any]) -> Draws:
        return Draws(self.keys[positions])

    def uniform(self, purpose: str) -> Floats:
        """0 <= u < 1."""
        return (_scatter(self.keys ^ _salt(purpose)) >> np.uint64(11)).astype(np.float64) * _UNIT

    def normal(self, purpose: str) -> Floats:
        radius: Floats = np.sqrt(-2.0 * np.log(1.0 - self.uniform(purpose)))
        turn: Floats = np.cos(2.0 * np.pi * self.uniform(purpose + "'"))
        return radius * turn

    def lognormal(self, purpose: str, sigma: float) -> Floats:
        """Median 1."""
        return np.asarray(np.exp(sigma * self.normal(purpose)), dtype=np.float64)

    def chance(self, purpose: str, share: float | Floats) -> Bools:
        return self.uniform(purpose) < share

    def integers(self, purpose: str, low: int, high: int) -> Ints:
        """low <= n < high."""
        return low + (self.uniform(purpose) * (high - low)).astype(np.int64)

    def choose(self, purpose: str, weights: Any) -> Ints:
        """Positions drawn by weight."""
        return np.searchsorted(cumulate(np.asarray(weights, dtype=np.float64)), self.uniform(purpose), side="right")

    def choose_by(self, purpose: str, weights: Floats, row: npt.NDArray[Any]) -> Ints:
        """Positions drawn by the weights of each key's own row."""
        return (self.uniform(purpose)[:, None] >= cumulate(weights)[row]).sum(axis=1)

    def pick(self, purpose: str, options: Texts) -> Any:
        return options[self.integers(purpose, 0, len(options))]


def cumulate(weights: Floats) -> Floats:
    """Running shares of the last axis without the final 1 (so no rounding can step past the end)."""
    return (np.cumsum(weights, axis=-1) / weights.sum(axis=-1, keepdims=True))[..., :-1]


def texts(options: Any) -> Texts:
    """An array of Python strings."""
    array = np.empty(len(options), dtype=object)
    array[:] = list(options)
    return array
