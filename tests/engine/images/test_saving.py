"""Saving: nothing overwritten, nothing half-written, how it was made told."""

from __future__ import annotations

import errno
import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from lgt_engine.errors import ImageError
from lgt_engine.images import (
    iter_picture_files,
    open_picture,
    picture_from_pil,
    read_made_with,
    save_picture,
    scan_folder,
)
from lgt_engine.images import writing as image_writing

from .pictures import HEIGHT, MADE, WIDTH, WRITTEN, far, noise, ramp_alpha, refusal, scene

# -- saving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", WRITTEN)
def test_saved_pictures_are_tagged_and_read_back(tmp_path: Path, suffix: str) -> None:
    path = save_picture(scene(), tmp_path / f"out{suffix}", made_with=MADE)
    assert path == tmp_path / f"out{suffix}"
    assert far(open_picture(path).image, scene()) <= (
        0 if suffix in (".png", ".tif", ".tiff") else 16
    )
    assert read_made_with(path) == MADE
    with Image.open(path) as image:
        assert image.info["icc_profile"][36:40] == b"acsp"
        assert image.getexif()[ExifTags.Base.Software] == "LGT"
        if suffix == ".png":
            assert image.info["Software"] == "LGT"
            assert json.loads(image.info["lgt"]) == MADE
    plain = save_picture(scene(), tmp_path / f"plain{suffix}")
    assert read_made_with(plain) is None
    assert sorted(os.listdir(tmp_path)) == sorted([path.name, plain.name])


def test_made_with_from_strangers(tmp_path: Path) -> None:
    for text, expected in [
        ("[" * 100_000, None),
        ("[1]", None),
        ("{", None),
        ('{"style": "a", "deep": {"x": []}, "n": null}', {"style": "a"}),
    ]:
        info = PngInfo()
        info.add_text("lgt", text)
        scene().save(tmp_path / "a.png", pnginfo=info)
        assert read_made_with(tmp_path / "a.png") == expected
    with pytest.raises(ImageError, match="does not exist"):
        read_made_with(tmp_path / "none.png")


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".jpg"])
@pytest.mark.parametrize("scale", [1, 2])
def test_alpha_is_kept_where_the_format_can(tmp_path: Path, suffix: str, scale: int) -> None:
    rgba = scene()
    rgba.putalpha(ramp_alpha())
    rgba.save(tmp_path / "source.png")
    source = open_picture(tmp_path / "source.png")
    result = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), "black")
    path = save_picture(result, tmp_path / f"out{suffix}", source=source)
    found = open_picture(path)
    if suffix == ".jpg":
        assert found.alpha is None
        assert found.image.getpixel((0, 5)) > (250, 250, 250)
        assert found.image.getpixel((WIDTH * scale - 1, 5)) < (5, 5, 5)
    else:
        assert found.alpha is not None
        wanted = ramp_alpha().resize(result.size, Image.Resampling.LANCZOS)
        assert far(found.alpha, wanted) == 0


def test_alpha_of_the_picture_itself_wins(tmp_path: Path) -> None:
    source = picture_from_pil(Image.merge("RGBA", [*scene().split(), ramp_alpha()]))
    half = Image.merge("RGBA", [*scene().split(), Image.new("L", (WIDTH, HEIGHT), 128)])
    found = open_picture(save_picture(half, tmp_path / "a.png", source=source)).alpha
    assert found is not None
    assert found.getextrema() == (128, 128)


def test_nothing_is_overwritten_by_default(tmp_path: Path) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    before = path.read_bytes()
    with pytest.raises(ImageError, match="already exists"):
        save_picture(noise(), path)
    assert path.read_bytes() == before
    save_picture(noise(), path, overwrite=True)
    assert far(open_picture(path).image, noise()) == 0


def test_an_original_is_never_overwritten(tmp_path: Path) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    source = open_picture(path)
    (tmp_path / "link.png").symlink_to(path)
    (tmp_path / "sub").mkdir()
    before = path.read_bytes()
    for target in (path, tmp_path / "link.png", tmp_path / "sub" / ".." / "a.png"):
        with pytest.raises(ImageError, match="never writes over an original"):
            save_picture(noise(), target, source=source, overwrite=True)
    path.unlink()
    with pytest.raises(ImageError, match="never writes over an original"):
        save_picture(noise(), path, source=source, overwrite=True)
    path.write_bytes(before)
    assert open_picture(path).content_hash == source.content_hash


@pytest.mark.parametrize(
    ("where", "code", "sentence"),
    [
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EIO, "was not saved"),
        ("replace", errno.EACCES, "may not be written to"),
        ("replace", errno.ENOSPC, "the disk is full"),
        ("open", errno.EROFS, "read-only disk"),
        ("open", errno.EACCES, "may not be written to"),
    ],
)
def test_failures_leave_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int, sentence: str
) -> None:
    path = save_picture(scene(), tmp_path / "a.png")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(image_writing.os, where, fail)
    for target in (path, tmp_path / "new.jpg"):
        with pytest.raises(ImageError, match=sentence) as caught:
            save_picture(noise(), target, overwrite=True)
        assert caught.value.safe == "Nothing was written."
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["a.png"]
    assert path.read_bytes() == before


def test_an_interrupt_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(image_writing.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_picture(scene(), tmp_path / "a.png")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_really_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda _, data: real(Path("/dev/full"), data))
    with pytest.raises(ImageError, match="the disk is full"):
        save_picture(noise(), tmp_path / "a.png")


def test_saving_is_refused_with_a_reason(tmp_path: Path) -> None:
    cases: list[tuple[Path, str]] = [
        (tmp_path / "a.gif", "LGT writes .png, .jpg"),
        (tmp_path / "a", "LGT writes"),
        (tmp_path / "none" / "a.png", "does not exist"),
        (tmp_path / ("x" * 300 + ".png"), "name is too long"),
        (tmp_path / "nul\0.png", "was not saved"),
    ]
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    cases += [
        (tmp_path / "folder.png", "is a folder"),
        (tmp_path / "file" / "a.png", "not a folder"),
    ]
    for path, sentence in cases:
        with pytest.raises(ImageError, match=sentence):
            save_picture(scene(), path, overwrite=True)
    with pytest.raises(ImageError, match="WebP holds at most 16,383 pixels a side"):
        save_picture(Image.new("RGB", (16_384, 1)), tmp_path / "a.webp")
    with pytest.raises(ValueError, match="quality"):
        save_picture(scene(), tmp_path / "a.jpg", quality=0)


def test_quality_and_permissions(tmp_path: Path) -> None:
    sizes = [
        save_picture(noise(), tmp_path / f"{q}.jpg", quality=q).stat().st_size for q in (30, 60, 95)
    ]
    assert all(a < b for a, b in pairwise(sizes))
    (tmp_path / "ordinary").touch()
    if os.name == "posix":
        assert (tmp_path / "95.jpg").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


NAMES = [
    "with space.png",
    'it\'s "quoted".png',
    "new\nline.png",
    "emoji 👩‍👩‍👧 ✨.png",
    "שלום עולם.png",
    "evil\u202egnp.exe.png",
    "-rf.png",
    "%s {x} $HOME.png",
    "n" * 251 + ".png",
]


@pytest.mark.parametrize("name", NAMES)
def test_names(tmp_path: Path, name: str) -> None:
    path = save_picture(scene(), tmp_path / name, made_with={"style": name})
    assert read_made_with(path) == {"style": name}
    assert open_picture(path).path == path
    assert list(iter_picture_files(tmp_path)) == [path]
    path.write_bytes(b"")
    text = refusal(path)
    assert "\n" not in text
    assert "\u202e" not in text
    assert scan_folder(tmp_path).rejected == ((path, text),)


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    save_picture(scene(), path)
    path.write_bytes(b"x")
    assert refusal(path).encode("utf-8")
    assert scan_folder(tmp_path).rejected[0][0] == path
