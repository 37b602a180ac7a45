"""Name the kind of a file that is not a picture."""

from __future__ import annotations

# Things people drop by mistake; they are told what it is.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xff\x0a", "a JPEG XL picture, which LGT cannot read"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture, which LGT cannot read"),
    (b"v/1\x01", "an OpenEXR picture, which LGT cannot read"),
)


def other_file_kind(head: bytes) -> str | None:
    """What a file that begins so is, in words with an article, or None when nobody knows."""
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    found = next((what for magic, what in _FOREIGN if start.startswith(magic)), None)
    if found is None and head[4:8] == b"ftyp":
        return "a video or another media file"
    return found
