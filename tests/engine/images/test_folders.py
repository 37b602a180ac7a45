"""The picture object, and folders of pictures."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from lgt_engine.errors import Cancelled, ImageError
from lgt_engine.images import (
    iter_picture_files,
    open_picture,
    picture_from_pil,
    save_picture,
    scan_folder,
)

from .pictures import HEIGHT, WIDTH, far, noise, rich_exif, scene

# -- Picture -----------------------------------------------------------------------------------


def test_picture_hash_and_equality(tmp_path: Path) -> None:
    import hashlib

    path = save_picture(scene(), tmp_path / "a.png")
    one, two = open_picture(path), open_picture(path)
    assert one.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert one == two
    assert len({one, two}) == 1
    other = picture_from_pil(scene())
    assert other.content_hash == picture_from_pil(scene()).content_hash
    assert other.content_hash != picture_from_pil(noise()).content_hash
    assert other.path is None
    with pytest.raises(AttributeError):
        one.path = None  # type: ignore[misc]


def test_picture_from_pil_leaves_its_argument_alone(tmp_path: Path) -> None:
    image = scene()
    picture = picture_from_pil(image)
    picture.image.putpixel((0, 0), (1, 2, 3))
    assert far(image, scene()) == 0
    scene().save(tmp_path / "a.jpg", exif=rich_exif())
    with Image.open(tmp_path / "a.jpg") as opened:
        assert picture_from_pil(opened).size == (HEIGHT, WIDTH)
        assert opened.size == (WIDTH, HEIGHT)
    data = (tmp_path / "a.jpg").read_bytes()
    with (
        Image.open(io.BytesIO(data[:-200])) as cut,
        pytest.raises(ImageError, match="cannot be decoded"),
    ):
        picture_from_pil(cut)
    with pytest.raises(ImageError, match="no pixels"):
        picture_from_pil(Image.new("RGB", (0, 5)))
    assert picture_from_pil(Image.new("RGB", (3, 2))).size == (3, 2)


# -- folders -----------------------------------------------------------------------------------


def test_iteration_is_natural_recursive_and_safe(tmp_path: Path) -> None:
    for name in ("10.png", "2.PNG", "1.jpg", "b.webp", "A.tif", "note.txt", ".hidden.png"):
        (tmp_path / name).touch()
    for folder in ("sub10", "sub2", ".git"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.png").touch()
    (tmp_path / "sub2" / "back").symlink_to(tmp_path)
    (tmp_path / "sub2" / "self.png").symlink_to("self.png")
    (tmp_path / "sub2" / "gone.png").symlink_to("nowhere.png")
    found = [str(p.relative_to(tmp_path)) for p in iter_picture_files(tmp_path)]
    flat = ["1.jpg", "2.PNG", "10.png", "A.tif", "b.webp"]
    assert found == [*flat, os.path.join("sub2", "x.png"), os.path.join("sub10", "x.png")]
    shallow = [p.name for p in iter_picture_files(str(tmp_path), recursive=False)]
    assert shallow == flat


def test_iteration_refuses_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file.png").touch()
    for path, sentence in [
        (tmp_path / "none", "not exist"),
        (tmp_path / "file.png", "not a folder"),
    ]:
        for call in (lambda p: list(iter_picture_files(p)), scan_folder):
            with pytest.raises(ImageError, match=sentence):
                call(path)


def test_folders_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_picture(scene(), tmp_path / "a.png")
    (tmp_path / "closed").mkdir()
    real: Callable[..., list[str]] = os.listdir

    def listdir(path: Path) -> list[str]:
        if path.name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr("lgt_engine.images.folders.os.listdir", listdir)
    assert [p.name for p in iter_picture_files(tmp_path)] == ["a.png"]
    scan = scan_folder(tmp_path)
    assert [p.name for p in scan.pictures] == ["a.png"]
    assert "permission denied" in scan.rejected[0][1]
    with pytest.raises(ImageError, match="permission denied"):
        scan_folder(tmp_path / "closed")


def test_scan(tmp_path: Path) -> None:
    save_picture(scene(), tmp_path / "1.png")
    (tmp_path / "deeper").mkdir()
    copy = tmp_path / "deeper" / "copy.png"
    copy.write_bytes((tmp_path / "1.png").read_bytes())
    save_picture(noise(), tmp_path / "2.jpg")
    save_picture(scene(40, 90), tmp_path / "small.png")
    (tmp_path / "broken.jpg").write_bytes(b"hello")
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "README").write_text("hello")
    (tmp_path / "Thumbs.db").write_text("hello")
    scan = scan_folder(tmp_path)
    assert [p.name for p in scan.pictures] == ["1.png", "2.jpg"]
    reasons = {path.name: reason for path, reason in scan.rejected}
    assert "same picture as “1.png”" in reasons.pop("copy.png")
    assert "shorter side" in reasons.pop("small.png")
    assert "not a picture" in reasons.pop("broken.jpg")
    assert "ends in .txt" in reasons.pop("note.txt")
    assert "has no ending" in reasons.pop("README")
    assert not reasons
    assert len(scan_folder(tmp_path, min_side=40).pictures) == 3
    assert len(scan_folder(tmp_path, recursive=False).rejected) == 4


def test_scan_can_be_cancelled(tmp_path: Path) -> None:
    for i in range(5):
        save_picture(noise(seed=i), tmp_path / f"{i}.png")
    calls = []

    def check() -> None:
        calls.append(None)
        if len(calls) == 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        scan_folder(tmp_path, check=check)
