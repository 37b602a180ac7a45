"""OpenRaster: what other programs need to open it, and what LGT reads back."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from PIL import Image

from lgt_engine.errors import ImageError
from lgt_engine.images import is_result, open_picture, picture_from_pil, read_made_with
from lgt_engine.images.writing import save_picture

from .pictures import HEIGHT, MADE, WIDTH, far, noise, ramp_alpha, scene


def layers_of(path: Path) -> dict[str, Image.Image]:
    """Name → pixels, topmost first, as a program reads them."""
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        image = ElementTree.fromstring(archive.read("stack.xml"))
        found = {}
        for layer in image.iterfind("stack/layer"):
            place = [layer.get(name) for name in ("x", "y", "opacity", "visibility")]
            seen = "hidden" if layer.get("name") == "Mask" else "visible"
            assert place == ["0", "0", "1.0", seen]
            png = Image.open(BytesIO(archive.read(layer.attrib["src"])))
            assert png.format == "PNG"
            assert (str(png.width), str(png.height)) == (image.get("w"), image.get("h"))
            found[layer.attrib["name"]] = png
        return found


def test_photo_and_result_are_layers_of_one_file(tmp_path: Path) -> None:
    source = picture_from_pil(scene())
    path = save_picture(noise(), tmp_path / "out.ora", source=source, made_with=MADE)
    raw = path.read_bytes()
    assert raw[30:54] == b"mimetypeimage/openraster", "first, stored, nothing between"
    with ZipFile(path) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == ZIP_STORED
        merged = Image.open(BytesIO(archive.read("mergedimage.png")))
        small = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
    layers = layers_of(path)
    assert list(layers) == ["Result", "Photo"], "the result is on top"
    assert far(layers["Result"], noise()) == far(merged, noise()) == 0
    assert far(layers["Photo"], scene()) == 0
    assert max(small.size) <= 256
    assert read_made_with(path) == MADE
    assert is_result(path)
    mask = Image.new("L", (9, 9))
    mask.paste(255, (0, 0, 4, 9))
    masked = layers_of(save_picture(noise(), tmp_path / "m.ora", source=source, mask=mask))
    assert list(masked) == ["Mask", "Result", "Photo"]
    assert masked["Mask"].convert("L").getextrema() == (0, 255)
    again = save_picture(noise(), tmp_path / "again.ora", source=source, made_with=MADE)
    assert again.read_bytes() == raw
    assert read_made_with(save_picture(noise(), tmp_path / "plain.ora")) is None
    assert list(layers_of(tmp_path / "plain.ora")) == ["Result"]


def test_transparency_and_other_sizes_fit_the_layers(tmp_path: Path) -> None:
    source = picture_from_pil(Image.merge("RGBA", [*scene().split(), ramp_alpha()]))
    large = noise(2 * WIDTH, 2 * HEIGHT)
    layers = layers_of(save_picture(large, tmp_path / "out.ora", source=source))
    wanted = ramp_alpha().resize(large.size, Image.Resampling.LANCZOS)
    for layer in layers.values():
        assert layer.size == large.size
        assert far(layer.getchannel("A"), wanted) == 0


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_picture(scene(), tmp_path / "a.ora", made_with=MADE)
    before = path.read_bytes()
    with pytest.raises(ImageError, match="already exists"):
        save_picture(noise(), path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ImageError, match="the disk is full"):
        save_picture(noise(), path, overwrite=True)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.ora"]


def test_damaged_and_foreign_archives_are_no_results(tmp_path: Path) -> None:
    path = save_picture(scene(), tmp_path / "a.ora", made_with=MADE)
    whole = path.read_bytes()
    for cut in range(0, len(whole), len(whole) // 60):
        path.write_bytes(whole[:cut])
        assert not is_result(path)
    for at in range(0, len(whole), len(whole) // 60):
        path.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
        is_result(path)  # whatever it says, it says it
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mergedimage.png", bytes(50_000_000))
    assert not is_result(path)
    with ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear …")
    with pytest.raises(ImageError, match="ZIP archive"):
        read_made_with(path)
    with pytest.raises(ImageError):
        open_picture(path)
