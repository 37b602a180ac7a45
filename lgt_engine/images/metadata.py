"""What travels beside the pixels: EXIF blocks, and how LGT made a picture.

EXIF is edited at the level of tags and bytes, never interpreted: values a camera wrote survive
untouched, and damaged or hostile blocks cost nothing but themselves.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

MadeWith = Mapping[str, str | float | int]

EXIF_PREFIX = b"Exif\0\0"
SOFTWARE = "LGT"

#: A JPEG segment holds 65,533 bytes; EXIF must fit one.
JPEG_EXIF_LIMIT = 65_500

# Bounds on what a hostile block can make us hold: entries may overlap, so the file's size is none.
_MOST_ENTRIES = 1_000
_LARGEST_VALUE = 1 << 18
_LARGEST_DIRECTORY = 1 << 20

_ORIENTATION, _SOFTWARE = 0x0112, 0x0131
_EXIF_IFD, _GPS_IFD, _INTEROP_IFD = 0x8769, 0x8825, 0xA005
_USER_COMMENT, _MAKER_NOTE = 0x9286, 0x927C
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xA002, 0xA003
_POINTERS = (_EXIF_IFD, _GPS_IFD, _INTEROP_IFD)
_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

# Tags of a TIFF's first directory that describe where and how its pixels are stored, or hold whole
# other blocks (XMP, IPTC, Photoshop, ICC, thumbnails): they would be lies in another file.
_LAYOUT_TAGS = (
    frozenset({0x00FE, 0x00FF, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0107, 0x010A, 0x0111})
    | {0x0115, 0x0116, 0x0117, 0x0118, 0x0119, 0x011C, 0x0120, 0x0121, 0x0124, 0x0125}
    | {0x013D, 0x0140, 0x0141, 0x0142, 0x0143, 0x0144, 0x0145, 0x014A, 0x0152, 0x0153}
    | {0x0154, 0x0155, 0x015B, 0x02BC, 0x80E3, 0x828D, 0x828E, 0x83BB, 0x8649, 0x8773, 0x935C}
    | set(range(0x0200, 0x0215))
    | set(range(0xC612, 0xC800))
)


@dataclass
class _Directory:
    """One table of tags: tag → (type, count, value bytes), and the tables it points to.

    ``fixed`` holds entries of 12 bytes that are copied as they are, with the offsets in them.
    """

    values: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    children: dict[int, _Directory] = field(default_factory=dict)
    fixed: dict[int, bytes] = field(default_factory=dict)


@dataclass
class _Block:
    """A whole EXIF block; ``order`` is ``<`` or ``>``."""

    order: str = "<"
    root: _Directory = field(default_factory=_Directory)


def _order_of(data: bytes) -> str | None:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])


def _entries(data: bytes, order: str, offset: int) -> list[tuple[int, int, int, int]]:
    """``(tag, type, count, position of the value field)`` of the directory at `offset`."""
    if offset < 8 or offset + 2 > len(data):
        return []
    (count,) = struct.unpack_from(order + "H", data, offset)
    found = []
    for position in range(offset + 2, offset + 2 + 12 * min(count, _MOST_ENTRIES), 12):
        if position + 12 > len(data):
            break
        tag, kind, number = struct.unpack_from(order + "HHI", data, position)
        found.append((tag, kind, number, position + 8))
    return found


def _parse_directory(data: bytes, order: str, offset: int, depth: int = 0) -> _Directory:
    directory = _Directory()
    room = _LARGEST_DIRECTORY
    for tag, kind, number, position in _entries(data, order, offset):
        size = _TYPE_SIZES.get(kind, 0) * number
        if not 0 < size <= min(room, _LARGEST_VALUE):
            continue
        start = position if size <= 4 else struct.unpack_from(order + "I", data, position)[0]
        if start + size > len(data):
            continue
        if tag in _POINTERS and kind in (4, 13) and number == 1:
            target = struct.unpack_from(order + "I", data, position)[0]
            if depth < 2:  # a loop of pointers ends here
                child = _parse_directory(data, order, target, depth + 1)
                if child.values:
                    directory.children[tag] = child
        elif depth or (tag not in _LAYOUT_TAGS and tag not in _POINTERS):
            directory.values[tag] = (kind, number, data[start : start + size])
            room -= size
    return directory


def _parse(raw: bytes | None) -> _Block | None:
    data = (raw or b"").removeprefix(EXIF_PREFIX)
    order = _order_of(data)
    if order is None or len(data) < 10:
        return None
    (offset,) = struct.unpack_from(order + "I", data, 4)
    return _Block(order, _parse_directory(data, order, offset))


def _dump_directory(directory: _Directory, order: str, offset: int) -> bytes:
    """The directory's bytes when it is put at `offset`; children and long values follow it."""
    tags = sorted({*directory.values, *directory.children, *directory.fixed})
    tail_at = offset + 2 + 12 * len(tags) + 4
    table, tail = bytearray(struct.pack(order + "H", len(tags))), bytearray()
    for tag in tags:
        here = tail_at + len(tail)
        if tag in directory.fixed:
            table += directory.fixed[tag]
            continue
        if tag in directory.children:
            kind, number, inline = 4, 1, struct.pack(order + "I", here)
            tail += _dump_directory(directory.children[tag], order, here)
        else:
            kind, number, value = directory.values[tag]
            if len(value) <= 4:
                inline = value.ljust(4, b"\0")
            else:
                inline = struct.pack(order + "I", here)
                tail += value + b"\0" * (len(value) % 2)
        table += struct.pack(order + "HHI", tag, kind, number) + inline
    return bytes(table + struct.pack(order + "I", 0) + tail)


def _dump(block: _Block) -> bytes:
    magic = b"II*\0" if block.order == "<" else b"MM\0*"
    head = magic + struct.pack(block.order + "I", 8)
    return EXIF_PREFIX + head + _dump_directory(block.root, block.order, 8)


def orientation_of(raw: bytes | None) -> int:
    """EXIF orientation, 1 to 8; 1 when there is none or it makes no sense.

    Parameters
    ----------
    raw : bytes or None
        An EXIF block with or without its ``Exif\\0\\0`` prefix.

    Returns
    -------
    int
        1 to 8.
    """
    block = _parse(raw)
    kind, _, value = block.root.values.get(_ORIENTATION, (0, 0, b"")) if block else (0, 0, b"")
    if block is None or kind not in (3, 4):
        return 1
    number = int(struct.unpack_from(block.order + ("H" if kind == 3 else "I"), value)[0])
    return number if 1 <= number <= 8 else 1


def upright_exif(raw: bytes | None) -> bytes | None:
    """The same EXIF for a picture whose pixels have been turned upright.

    Parameters
    ----------
    raw : bytes or None
        An EXIF block, or the bytes of a whole TIFF file.

    Returns
    -------
    bytes or None
        The block with its prefix, orientation 1 (where it had one) and without the thumbnail (which
        would show the old picture) or storage layout; None when nothing readable is left.
    """
    block = _parse(raw)
    if block is None or not (block.root.values or block.root.children):
        return None
    if _ORIENTATION in block.root.values:
        block.root.values[_ORIENTATION] = (3, 1, struct.pack(block.order + "H", 1))
    return _dump(block)


def without_location(raw: bytes | None) -> bytes | None:
    """The same EXIF without the place where the photo was taken; None when nothing is left."""
    block = _parse(raw)
    if block is None:
        return None
    for directory in (block.root, *block.root.children.values()):
        directory.children.pop(_GPS_IFD, None)
        directory.values.pop(_GPS_IFD, None)
    return _dump(block) if block.root.values or block.root.children else None


def build_exif(
    raw: bytes | None,
    size: tuple[int, int],
    made_with: MadeWith | None,
    *,
    limit: int | None = None,
) -> bytes | None:
    """EXIF for a new file: the source's tags, plus how the picture was made.

    Parameters
    ----------
    raw : bytes or None
        The source picture's EXIF.
    size : (int, int)
        Width and height of the new picture in pixels; stored where the source stored its own.
    made_with : mapping or None
        Written to UserComment as JSON, with Software = LGT.
    limit : int or None
        Largest allowed length in bytes. What is over it loses the maker's note first, and then
        everything but `made_with`.

    Returns
    -------
    bytes or None
        The block with its prefix; None when there is nothing to write.
    """
    block = _parse(upright_exif(raw)) or _Block()
    photo = block.root.children.get(_EXIF_IFD, _Directory())
    for tag, side in ((_PIXEL_WIDTH, size[0]), (_PIXEL_HEIGHT, size[1])):
        if tag in photo.values:
            photo.values[tag] = (4, 1, struct.pack(block.order + "I", side))
    if made_with is not None:
        software = SOFTWARE.encode() + b"\0"
        block.root.values[_SOFTWARE] = (2, len(software), software)
        comment = b"ASCII\0\0\0" + json.dumps({"lgt": dict(made_with)}).encode("ascii")
        photo.values[_USER_COMMENT] = (7, len(comment), comment)
        block.root.children[_EXIF_IFD] = photo
    if not (block.root.values or block.root.children):
        return None
    result = _dump(block)
    if limit is None or len(result) <= limit:
        return result
    if photo.values.pop(_MAKER_NOTE, None) is not None:
        return build_exif(_dump(block), size, made_with, limit=limit)
    if raw is None:
        raise ValueError(f"The description of how the picture was made is over {limit} bytes.")
    return build_exif(None, size, made_with, limit=limit)


def add_exif_to_tiff(tiff: bytes, raw: bytes) -> bytes:
    """A TIFF file with an EXIF block's tags in its first directory.

    Pillow cannot write the nested directories of EXIF into a compressed TIFF, so the first
    directory is written anew at the end of the file, with the old entries as they were.

    Parameters
    ----------
    tiff : bytes
        A whole classic TIFF file.
    raw : bytes
        An EXIF block of either byte order; tags that the TIFF has itself are left out.

    Returns
    -------
    bytes
        The new file.
    """
    order, block = _order_of(tiff), _parse(raw)
    if order is None or block is None:
        return tiff
    root = block.root if block.order == order else _swapped(block.root)
    (offset,) = struct.unpack_from(order + "I", tiff, 4)
    for tag, _, _, position in _entries(tiff, order, offset):
        root.values.pop(tag, None)
        root.fixed[tag] = tiff[position - 8 : position + 4]
    body = tiff[8:] + b"\0" * (len(tiff) % 2)
    end = 8 + len(body)
    return tiff[:4] + struct.pack(order + "I", end) + body + _dump_directory(root, order, end)


def _swapped(directory: _Directory) -> _Directory:
    """The same values in the other byte order."""
    units = {3: 2, 8: 2, 4: 4, 5: 4, 9: 4, 10: 4, 11: 4, 13: 4, 12: 8}
    values = {}
    for tag, (kind, number, value) in directory.values.items():
        unit = units.get(kind, 1)
        turned = b"".join(value[i : i + unit][::-1] for i in range(0, len(value), unit))
        values[tag] = (kind, number, turned if unit > 1 else value)
    children = {tag: _swapped(child) for tag, child in directory.children.items()}
    return _Directory(values, children)


def made_with_of_exif(raw: bytes | None) -> dict[str, str | float | int] | None:
    """What :func:`build_exif` stored, or None."""
    block = _parse(raw)
    photo = block.root.children.get(_EXIF_IFD) if block else None
    _, _, comment = photo.values.get(_USER_COMMENT, (0, 0, b"")) if photo else (0, 0, b"")
    if not comment.startswith(b"ASCII\0\0\0"):
        return None
    outer = _json_object(comment[8:].rstrip(b"\0 "))
    inner = outer.get("lgt") if outer else None
    return _plain(inner) if isinstance(inner, dict) else None


def made_with_to_text(made_with: MadeWith) -> str:
    """JSON for the PNG text chunk ``lgt``; ASCII, so that every reader can show it."""
    return json.dumps(dict(made_with))


def made_with_of_text(text: object) -> dict[str, str | float | int] | None:
    """What :func:`made_with_to_text` stored, or None."""
    outer = _json_object(text) if isinstance(text, (str, bytes)) else None
    return _plain(outer) if outer is not None else None


def _json_object(text: str | bytes) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _plain(found: Mapping[str, object]) -> dict[str, str | float | int]:
    # A stranger's file may hold anything: nested values are left out, never passed on.
    return {key: value for key, value in found.items() if isinstance(value, (str, float, int))}
