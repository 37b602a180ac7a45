"""Seeded damage to files: flipped bits, cuts, and JSON values that no program of ours writes."""

from __future__ import annotations

import copy
import json
import random
import struct
from typing import Any

_NUMBERS = (0, 1, -1, 7, 255, 2**31, 2**32, 2**53, 2**63, 2**64, 10**30, 0.5, -0.0, 1e308)
_TEXTS = ("", "x", "../../x", "/etc/passwd", "\x1b[2J", "a\nb", "\u202eexe", "\ud800", "F8_E5M2")
_ODD = (None, True, False, [], {}, [[]], {"a": 1}, float("nan"), float("inf"))
_DTYPES = ("F16", "BF16", "F32", "F64", "I8", "I64", "U8", "BOOL", "C64", "F8_E4M3", "F4", "?")


def damaged(data: bytes, rng: random.Random) -> bytes:
    """``data`` with one to twenty changes at the level of bytes."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        if not out:
            break
        at = rng.randrange(min(len(out), rng.choice((16, 700, len(out)))))
        kind = rng.random()
        if kind < 0.5:
            out[at] ^= 1 << rng.randrange(8)
        elif kind < 0.75:
            out[at] = rng.choice((0, 1, 127, 128, 255))
        elif kind < 0.85:
            del out[at : at + rng.randrange(1, 9)]
        elif kind < 0.95:
            out[at:at] = rng.randbytes(rng.randrange(1, 9))
        else:
            del out[at:]
    return bytes(out)


def hostile(value: Any, rng: random.Random) -> Any:
    """A JSON value of another kind than ``value`` should be."""
    choice = rng.random()
    if choice < 0.35:
        return rng.choice(_NUMBERS)
    if choice < 0.55:
        return rng.choice(_TEXTS) * rng.choice((1, 1, 1, 400))
    if choice < 0.8:
        return copy.deepcopy(rng.choice(_ODD))
    if choice < 0.9:
        return [copy.deepcopy(value)] * rng.choice((2, 40))
    return {"a": copy.deepcopy(value)}


def with_hostile_value(values: Any, rng: random.Random) -> Any:
    """A copy of a JSON value in which one place, at any depth, was changed, lost or doubled."""
    changed = copy.deepcopy(values)
    here = changed
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = rng.choice(keys)
        below = here[key]
        if isinstance(below, dict | list) and below and rng.random() < 0.8:
            here = below
            continue
        kind = rng.random()
        if kind < 0.7 or isinstance(here, list):
            here[key] = hostile(below, rng)
        elif kind < 0.85:
            del here[key]
        else:
            here[f"{key}{rng.choice(('x', '', '/../y', chr(0)))}"] = here.pop(key)
        break
    return changed


def split(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and tensors of a safetensors file."""
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def join(header: Any, tensors: bytes, length: int | None = None) -> bytes:
    """The inverse of :func:`split`; ``length`` may lie about the header's."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + tensors


def hostile_safetensors(data: bytes, rng: random.Random) -> bytes:
    """One mutation of a safetensors file with an LGT document: bytes, header or document."""
    kind = rng.random()
    if kind < 0.35:
        return damaged(data, rng)
    header, tensors = split(data)
    if kind < 0.65:
        document = json.loads(header["__metadata__"]["lgt"])
        header["__metadata__"]["lgt"] = json.dumps(with_hostile_value(document, rng))
        return join(header, tensors)
    if kind < 0.85:
        return join(with_hostile_value(header, rng), tensors)
    if kind < 0.92 and len(header) > 1:
        facts = header[rng.choice([name for name in header if name != "__metadata__"])]
        facts[rng.choice(("dtype", "shape", "data_offsets"))] = rng.choice(
            (rng.choice(_DTYPES), [2**40], [3, 3], [1] * 200, [0, 2**62], [-1], [5, 1])
        )
        return join(header, tensors)
    if kind < 0.96:
        return join(header, tensors, rng.choice((0, 1, 2**20, 2**32, 2**63, 2**64 - 1)))
    text = json.dumps(header).encode()
    return join(text[: rng.randrange(len(text))], tensors)
