"""Styles that nobody trained: what their pictures alone make of a photo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageStat

from lgt_engine.errors import Cancelled, DataError, ImageError
from lgt_engine.inference.settings import RefineSettings, StylizeSettings
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.inference.working_size import working_size
from lgt_engine.tools.procedural.pictures import procedural_picture
from lgt_engine.tools.procedural.styles import style_picture


@pytest.fixture(scope="module")
def pictures() -> dict[str, list[Path | Image.Image]]:
    """A dark style and a light one, of one and of two pictures."""
    dark = procedural_picture("mosaic", 160, 4).point(lambda value: value // 3)
    light = [
        style_picture("engraving", 160, hand).point(lambda v: 155 + v * 2 // 5) for hand in (0, 1)
    ]
    return {"Dark": [dark], "Light": [*light]}


@pytest.fixture(scope="module")
def preview(pictures: dict[str, list[Path | Image.Image]]) -> Stylizer:
    return Stylizer.from_pictures(pictures, device="cpu")


def _brightness(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]


def test_a_preview_knows_its_styles_and_says_that_nothing_was_trained(preview: Stylizer) -> None:
    assert preview.styles == ("Dark", "Light")
    assert not preview.description.trained
    assert preview.can_refine
    assert working_size(preview.description, (4000, 3000)) == 640, (
        "as large as with a trained model"
    )


def test_a_preview_takes_the_colours_of_each_style(preview: Stylizer, photo: Image.Image) -> None:
    dark, light = (preview.stylize(photo, style=name) for name in preview.styles)
    assert dark.size == light.size == photo.size
    assert _brightness(dark) + 60 < _brightness(light)
    mixed = preview.stylize(photo, blend={"Dark": 1, "Light": 1})
    assert _brightness(dark) < _brightness(mixed) < _brightness(light)


def test_a_preview_is_refined(preview: Stylizer, photo: Image.Image) -> None:
    settings = StylizeSettings(style="Light", max_side=64)
    events = list(preview.refine(photo, settings, RefineSettings(6, from_photo=True)))
    energies = [event.energy for event in events if event.energy is not None]
    assert energies[-1] < 0.8 * energies[0]
    assert events[-1].picture is not None
    assert events[-1].picture.size == photo.size


def test_the_same_pictures_give_the_same_model(
    preview: Stylizer, pictures: dict[str, list[Path | Image.Image]], tmp_path: Path
) -> None:
    (picture,) = pictures["Dark"]
    assert isinstance(picture, Image.Image)
    picture.save(tmp_path / "dark.png")
    again = Stylizer.from_pictures({**pictures, "Dark": [tmp_path / "dark.png"]}, device="cpu")
    assert again.fingerprint == preview.fingerprint
    other = Stylizer.from_pictures({"Dark": [tmp_path / "dark.png"]}, device="cpu")
    assert other.fingerprint != preview.fingerprint


def test_what_was_measured_is_not_measured_again_and_work_ends_when_asked() -> None:
    styles = {"Ink": [procedural_picture("hatching", 160, 8)]}
    looks: list[str] = []

    def stop() -> None:
        raise Cancelled("Stopped, as asked.")

    with pytest.raises(Cancelled):
        Stylizer.from_pictures(styles, device="cpu", check=stop)
    first = Stylizer.from_pictures(styles, device="cpu", check=lambda: looks.append("first"))
    assert looks
    looks.clear()
    again = Stylizer.from_pictures(styles, device="cpu", check=lambda: looks.append("again"))
    assert looks == []
    assert again.fingerprint == first.fingerprint


def test_what_is_no_style_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No style was given"):
        Stylizer.from_pictures({})
    with pytest.raises(DataError, match="'Ink' has no pictures"):
        Stylizer.from_pictures({"Ink": []})
    with pytest.raises(ImageError, match=r"gone\.png"):
        Stylizer.from_pictures({"Ink": [tmp_path / "gone.png"]})
    (tmp_path / "torn.png").write_bytes(b"no picture")
    with pytest.raises(ImageError, match=r"torn\.png"):
        Stylizer.from_pictures({"Ink": [tmp_path / "torn.png"]})
