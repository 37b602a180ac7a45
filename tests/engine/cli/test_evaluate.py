"""``lgt evaluate``: a table for people, rows for programs, words for what cannot be done."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .running import Lgt, Ran


@pytest.fixture
def evaluate(
    lgt: Lgt, finished_run: Any, codec_folder: Path, data_root: Path, tmp_path: Path
) -> Any:
    """``evaluate(*options)`` of a small model of two styles, of which one is here, on a photo."""
    shutil.copytree(data_root / "mosaic", tmp_path / "styles" / "mosaic")

    def run(*options: object, photos: Path = data_root / "photos") -> Ran:
        return lgt(
            "evaluate", "--model", finished_run.folder, "--codec", codec_folder,
            "--photos", photos, "--styles", tmp_path / "styles", "--limit", 1, *options,
        )  # fmt: skip

    return run


def _rows(path: Path) -> dict[tuple[str, str | float], dict[str, Any]]:
    """(style, guidance or method of a reference row) → its measures."""
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    keys = [row["guidance_scale"] for row in rows]
    return {
        (row.pop("style"), row.pop("method") if key is None else key): {
            name: value for name, value in row.items() if name.endswith(("gain", "structure"))
        }
        for row, key in zip(rows, keys, strict=True)
    }


def test_the_table_and_the_file_hold_the_reference_rows_and_each_guidance(
    evaluate: Any, data_root: Path, tmp_path: Path
) -> None:
    photos, report = tmp_path / "photos", tmp_path / "rows.json"
    photos.mkdir()
    (photos / "0 torn.png").write_bytes(b"torn")
    shutil.copy(data_root / "photos" / "1.png", photos)
    ran = evaluate("--guidance", "0,1", "--json", report, photos=photos)
    assert ran.status == 0
    for said in ("0 torn.png", "1 photos of 256 px, styles mosaic", "no-op", "codec round trip"):
        assert said in ran.out
    rows = _rows(report)
    ours = {(style, guidance) for style, guidance in rows if isinstance(guidance, float)}
    assert ours == {("mosaic", 0.0), ("mosaic", 1.0)}
    trip, still = rows["mosaic", "codec round trip"], rows["mosaic", 0.0]
    assert still["style_gain"] == pytest.approx(trip["style_gain"], abs=1e-4)


def test_bad_options_end_in_words(evaluate: Any, tmp_path: Path) -> None:
    ran = evaluate("--guidance", "0,half")
    assert ran.status == 2
    assert "0,half" in ran.err
    ran = evaluate("--styles", tmp_path)
    assert ran.status == 2
    assert "hatching, mosaic" in ran.err
    ran = evaluate("--json", tmp_path / "no" / "such" / "rows.json")
    assert ran.status == 2
    assert "no folder" in ran.err
