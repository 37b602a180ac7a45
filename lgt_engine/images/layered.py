"""Pictures in layers: OpenRaster files, which Krita, GIMP and others open.

Such a file is a ZIP archive of PNG pictures and a list of them; see
https://www.openraster.org/baseline/file-layout-spec.html
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

#: Longest side of the small picture that file managers show, in pixels; given by the format.
THUMBNAIL_SIDE = 256
#: Name of a layer that programs show only when asked to.
HIDDEN_LAYER = "Mask"

_MERGED = "mergedimage.png"
_READABLE = 0o644 << 16
#: Of the flat picture, so many bytes hold all that stands before its pixels.
_HEAD_BYTES = 1 << 22


def pack_layers(
    layers: Sequence[tuple[str, bytes]], merged: bytes, thumbnail: bytes, size: tuple[int, int]
) -> bytes:
    """An OpenRaster file.

    Parameters
    ----------
    layers : sequence of (str, bytes)
        Name and PNG file of each layer, the topmost first; all are as large as the picture.
    merged, thumbnail : bytes
        PNG files of what the layers look like together, and of a small copy of it.
    size : (int, int)
        Width and height in pixels.
    """
    image = ElementTree.Element("image", version="0.0.3", w=str(size[0]), h=str(size[1]))
    stack = ElementTree.SubElement(image, "stack")
    files = {"mimetype": b"image/openraster"}  # first, so that programs know the file by its head
    for number, (name, png) in enumerate(layers):
        place = f"data/layer{number}.png"
        files[place] = png
        layer = {"name": name, "src": place, "x": "0", "y": "0", "opacity": "1.0"}
        seen = "hidden" if name == HIDDEN_LAYER else "visible"
        layer |= {"visibility": seen, "composite-op": "svg:src-over"}
        ElementTree.SubElement(stack, "layer", layer)
    files["stack.xml"] = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    files |= {_MERGED: merged, "Thumbnails/thumbnail.png": thumbnail}
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:  # nothing is packed: PNG is packed already
        for name, data in files.items():
            entry = ZipInfo(name)  # of no date, so that equal pictures are equal files
            entry.external_attr = _READABLE
            archive.writestr(entry, data)
    return stream.getvalue()


def flat_picture(stream: BinaryIO) -> BinaryIO:
    """The beginning of the flat picture in an OpenRaster file, enough to read what it says.

    Any other file is returned as it is, at its beginning.
    """
    head = stream.read(4)
    stream.seek(0)
    if head == b"PK\x03\x04":
        # Damaged archives raise all kinds; whoever reads on says that it is an archive.
        with suppress(Exception), ZipFile(stream) as archive, archive.open(_MERGED) as member:
            return BytesIO(member.read(_HEAD_BYTES))
        stream.seek(0)
    return stream
