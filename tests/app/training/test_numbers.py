"""Curves, words, options: what is computed without a window."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from lgt_app import logs
from lgt_app.panels.formatting import duration, memory
from lgt_app.state.preview.film import Film, Frame
from lgt_app.state.project.project import Project
from lgt_app.state.training.advanced_options import check, sections
from lgt_app.state.training.advice import describe
from lgt_app.state.training.curves import CurveData, Series
from lgt_app.state.training.options import OWN_KEYS, TrainingOptions, build_config
from lgt_engine.config import TrainConfig


def test_smoothing_starts_at_the_first_value_and_follows_slowly() -> None:
    series = Series()
    for step in range(100):
        series.add(step, 4.0)
    assert series.smooth[0] == pytest.approx(4.0)
    for step in range(100, 125):
        series.add(step, 0.0)
    assert series.smooth[-1] == pytest.approx(2.0, rel=0.05)  # one half-life


def test_gaps_stay_gaps() -> None:
    series = Series()
    for step, value in enumerate((1.0, math.nan, math.inf, 1.0)):
        series.add(step, value)
    assert math.isnan(series.raw[1])
    assert math.isnan(series.raw[2])
    assert list(series.smooth) == pytest.approx([1.0] * 4)


def test_metrics_of_a_run_are_read_back(trained_once: Path) -> None:
    data = CurveData.read(trained_once / "runs" / "001" / "metrics.csv")
    assert data.last_step == 6
    assert list(data.losses["loss"].steps) == [1, 2, 3, 4, 5, 6]
    assert ("Ink", "style_gain") in data.validation
    assert "learning_rate" not in data.losses


def test_a_torn_file_gives_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("step,seconds,loss\n1,0.1,2.0\n2,0.2,1.5\n3,0.3", encoding="utf-8")
    assert list(CurveData.read(path).losses["loss"].raw) == [2.0, 1.5]
    assert CurveData.read(tmp_path / "none.csv").last_step == 0


def test_a_repeated_stretch_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("step,loss\n1,9\n2,8\n3,7\n2,1\n3,2\n", encoding="utf-8")
    series = CurveData.read(path).losses["loss"]
    assert list(series.steps) == [1, 2, 3]
    assert list(series.raw) == [9, 1, 2]


def filled_curves(gains: dict[str, list[float]]) -> CurveData:
    data = CurveData()
    for step in range(60):
        data.add_losses(step, {"loss": 2.0 - step / 60})
    for style, values in gains.items():
        for step, value in enumerate(values):
            data.add_score(step, style, {"style_gain": value})
    return data


def test_the_coach_speaks_plainly() -> None:
    assert "falling" in describe(filled_curves({}), collapsed=False).text
    rising = [i / 20 for i in range(10)]
    flat = [0.3] * 10
    assert "Ink has 45 %" in describe(filled_curves({"Ink": rising}), collapsed=False).text
    for gain, said in ((0.12, "12 %"), (0.4, "40 %"), (0.6, "60 %")):
        assert said in describe(filled_curves({"Ink": [0.0, gain]}), collapsed=False).text
    words = describe(filled_curves({"Ink": flat, "Stone": rising}), collapsed=False)
    assert words.text.startswith("Ink has stopped improving")
    assert "All styles" in describe(filled_curves({"Ink": flat}), collapsed=False).text
    lost = describe(filled_curves({"Ink": rising}), collapsed=True)
    assert lost.level == "warning"
    assert "copying the photo" in lost.text


def test_every_option_of_the_engine_is_on_the_advanced_page() -> None:
    keys = {option.key for options in sections().values() for option in options}
    wanted = {
        f"{section}.{name}"
        for section, values in TrainConfig().to_dict().items()
        for name in values
    }
    assert keys == wanted - OWN_KEYS
    assert all(len(o.help) > 3 for options in sections().values() for o in options)


def test_edited_texts_mean_what_the_engine_expects() -> None:
    options = {o.key: o for row in sections().values() for o in row}
    assert options["training.batch_size"].to_value("auto") == "auto"
    assert options["training.batch_size"].to_value("12") == 12
    assert options["training.learning_rate"].to_value("0,002") == 0.002
    assert options["loss.patch_sizes"].to_value("1, 3") == [1, 3]
    assert options["loss.max_samples"].to_value("") is None
    for option in options.values():
        value = option.to_value(option.to_text(option.default))
        if option.kind == "text":
            assert check({option.key: value}) == [], option.key


def test_wrong_settings_are_named() -> None:
    problems = check({"training.learning_rate": -1, "loss.w_style": "much"})
    assert sorted(p.where for p in problems) == ["loss.w_style", "training.learning_rate"]


def test_a_config_is_made_from_the_project(filled: Path, qapp) -> None:  # noqa: ARG001
    project = Project(filled)
    project.add_style("Empty")
    options = TrainingOptions("good", advanced={"model.base_channels": 16}, brush_percent=200)
    config = build_config(project, options, project.new_run_dir(), device="cpu")
    assert config.data.style_subdirs == ("Ink", "Stone")
    assert config.training.max_minutes == 10
    assert config.model.base_channels == 16
    assert config.data.brush_size == 2
    assert config.checkpoint.save_dir == filled / "runs" / "001"


def test_options_survive_the_project_file() -> None:
    options = TrainingOptions("custom", 7.5, {"loss.w_style": 2.0}, brush_percent=175)
    assert TrainingOptions.from_json(options.to_json()) == options
    wrong = {"quality": "x", "minutes": "y", "advanced": 1, "brush_percent": 1000}
    for nonsense in (None, 3, wrong):
        assert TrainingOptions.from_json(nonsense) == TrainingOptions()


def test_numbers_read_as_people_say_them() -> None:
    words = [duration(seconds) for seconds in (5, 80, 1500, 3900)]
    assert words == ["5 s", "1 min 20 s", "25 min", "1 h 05 min"]
    assert memory(420 * 2**20) == "420 MB"
    assert memory(int(3.1 * 2**30)) == "3.1 GB"


def test_logs_name_no_person() -> None:
    text = logs.without_home(r'File "/home/ada/x.py" C:\Users\ada\y /Users/ada/z')
    assert "ada" not in text


def test_a_film_stays_in_its_run_whatever_a_style_is_called(tmp_path: Path) -> None:
    """A model may come from somebody else."""
    run, film = tmp_path / "runs" / "001", Film()
    run.mkdir(parents=True)
    film.begin(run, None)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    film.add(Frame(run, 3, "../../../out", tmp_path / "photo.png"), image)
    (found,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert found.is_relative_to(run / "film")
    again = Film()
    again.open(run)
    assert [step for step, _ in again.frames("../../../out")] == [3]
