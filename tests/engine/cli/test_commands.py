"""The command line: exit codes, and words instead of tracebacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

import lgt_engine
from lgt_engine.cli.common import duration
from lgt_engine.cli.evaluate import _parse_scales
from lgt_engine.cli.information import parse_bytes
from lgt_engine.cli.stylize import parse_blend
from lgt_engine.config import TrainConfig
from lgt_engine.errors import DataError
from lgt_engine.images import read_made_with
from lgt_engine.model.checkpoint import load_model
from lgt_engine.training import step

from .running import Lgt, Rows, command

# --- without any work -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [[], ["train"], ["stylize"], ["evaluate"], ["plan"], ["info"], ["codec"], ["codec", "list"]],
)
def test_every_command_has_help(lgt: Lgt, arguments: list[str]) -> None:
    ran = lgt(*arguments, "--help")
    assert ran.status == 0
    assert "usage: lgt" in ran.out


def test_help_and_version_do_not_wait_for_torch() -> None:
    script = (
        "import sys\n"
        "from lgt_engine.cli import main\n"
        "for arguments in (['--help'], ['train', '--help'], ['--version']):\n"
        "    try:\n"
        "        main(arguments)\n"
        "    except SystemExit:\n"
        "        pass\n"
        "heavy = {'torch', 'diffusers', 'numpy', 'PIL'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(**{**command(), "args": [sys.executable, "-c", script]}, check=False)
    assert done.returncode == 0, done.stderr
    assert lgt_engine.__version__ in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["paint"], ["train"], ["stylize", "--model", "m"], ["codec"], ["info"], ["train", "-x"]],
)
def test_a_wrong_command_line_ends_with_status_two_and_the_usage(
    lgt: Lgt, arguments: list[str]
) -> None:
    ran = lgt(*arguments)
    assert ran.status == 2
    assert "usage: lgt" in ran.err


def test_durations_and_sizes_and_blends_are_read_and_written() -> None:
    assert [duration(s) for s in (0, 59.6, 75.2, 3600, -4)] == [
        "0:00",
        "1:00",
        "1:15",
        "1:00:00",
        "0:00",
    ]
    assert parse_bytes("8GiB") == 8 * 2**30
    assert parse_bytes(" 6000 mib ") == 6000 * 2**20
    assert parse_bytes("1.5GB") == 1_500_000_000
    assert parse_bytes("1024") == 1024
    assert parse_bytes("1,5GB") == 1_500_000_000
    assert parse_blend(None, ["ink"]) is None
    for text in ("8 apples", "", "-1GiB", "8GiB8"):
        with pytest.raises(DataError):
            parse_bytes(text)
    for text in ("ink", "ink:", "ink:much", "", "ink:1,,wave:1", ":1"):
        with pytest.raises(DataError):
            parse_blend(text, ["ink"])


@pytest.mark.parametrize(
    ("text", "blend"),
    [
        ("ink:2, wave:0.5", {"ink": 2, "wave": 0.5}),
        ("ink:2,5,wave:0,5", {"ink": 2.5, "wave": 0.5}),
        ("ink:1,2:3", {"ink": 1, "2": 3}),
        ("a:b:2", {"a:b": 2}),
        ("ink, dark:1,wet :1", {"ink, dark": 1, "wet ": 1}),
        ("wet :1", {"wet ": 1}),
        ('"ink, dark":1, "wet ":2', {"ink, dark": 1, "wet ": 2}),
        ("'new, one': 1", {"new, one": 1}),
        ('5" tube:1,ink:1', {'5" tube': 1, "ink": 1}),
        ("ink:1e-1", {"ink": 0.1}),
    ],
)
def test_blends_are_read_whatever_the_styles_are_called(text: str, blend: dict[str, float]) -> None:
    assert parse_blend(text, ["ink", "ink, dark", "wet ", "wave", '5" tube', "2"]) == blend


def test_a_decimal_comma_is_read_wherever_a_number_is(
    lgt: Lgt, stylize: Lgt, write_config: Callable[..., Path], data_root: Path, tmp_path: Path
) -> None:
    photo = data_root / "photos" / "0.png"
    ran = stylize("--guidance", "1,5", "--keep-colours", "0,8", photo)
    assert ran.status == 0
    (result,) = (tmp_path / "out").iterdir()
    made = read_made_with(result) or {}
    assert (made["guidance_scale"], made["keep_colours"]) == (1.5, 0.8)
    assert "is not a number" in stylize("--guidance", "1,5,2", photo).err
    config = write_config(checkpoint={"save_dir": str(tmp_path / "1,5")})
    for half in ("0,5", "٠٫٥"):
        assert TrainConfig.load(config, (f"data.brush_size={half}",)).data.brush_size == 0.5
    assert TrainConfig.load(config, ("data.content_subdir=1,5",)).data.content_subdir == "1,5"
    ran = lgt("plan", "--config", config, "--vram", "1,5GiB", "--set", "training.seed=0,5")
    assert ran.status == 2
    assert "training.seed: must be a whole number" in ran.err


@pytest.mark.parametrize(
    ("text", "scales"),
    [("0,0.5,1", (0, 0.5, 1)), ("0;0,5;1", (0, 0.5, 1)), ("0 0,5", (0, 0.5)), ("1.5", (1.5,))],
)
def test_lists_of_numbers_are_read_with_either_separator(
    text: str, scales: tuple[float, ...]
) -> None:
    assert _parse_scales(text) == scales


@pytest.mark.parametrize("path", [r"C:\Users\me", r"C:\new\tables", "D:\\photos\\"])
def test_a_path_with_single_backslashes_in_json_says_how_to_write_it(
    lgt: Lgt, tmp_path: Path, path: str
) -> None:
    config = tmp_path / "config.json"
    config.write_text(f'{{"data": {{"data_root": "{path}"}}}}')
    ran = lgt("train", "--config", config)
    assert ran.status == 2
    assert "written twice (C:\\\\Pictures), or as a slash (C:/Pictures)" in ran.err


def test_nothing_is_cut_or_wrapped_where_no_terminal_is(
    lgt: Lgt, make_model: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / ("a rather long name " * 4) / ("and another long one " * 4) / "run"
    folder.mkdir(parents=True)
    shutil.copy(make_model(), folder / "model.safetensors")
    assert " ".join(f"{folder / 'model.safetensors'} (".split()) in lgt("info", folder).out


# --- bad input --------------------------------------------------------------------------------


def test_all_config_problems_reach_the_terminal(lgt: Lgt, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"trainig": {}, "data": {"image_size": "big"}, "loss": {"w_styl": 1}}')
    ran = lgt("train", "--config", path)
    assert ran.status == 2
    for said in ("trainig", "'training'", "data.image_size", "'w_style'", "Nothing was started"):
        assert said in ran.err


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"data": {"data_root": "/nowhere/at/all"}}, "does not exist"),
        ({"data": {"style_subdirs": ["ink"]}}, "no style folder 'ink'"),
        ({"codec": {"path": "/nowhere/at/all"}}, "does not exist"),
        ({"model": {"latent_channels": 8}}, "latent channels"),
        ({"checkpoint": {"start_from": "/nowhere/at/all"}}, "cannot be read"),
        ({"checkpoint": {"save_dir": "/dev/null/run"}}, "cannot be made"),
    ],
)
def test_bad_input_of_train_ends_in_words(
    lgt: Lgt,
    write_config: Callable[..., Path],
    sections: dict[str, Any],
    said: str,
) -> None:
    ran = lgt("train", "--config", write_config(**sections))
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.startswith("lgt: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--config", "/nowhere/config.json"],
        ["train", "--config", "/"],
        ["plan", "--config", "/nowhere/config.json"],
        ["info", "/nowhere/model.safetensors"],
        ["info", "/"],
        ["stylize", "--model", "/nowhere", "--out", "out", "photo.png"],
        ["evaluate", "--model", "/nowhere", "--photos", "a", "--styles", "b"],
        ["codec", "download", "builtin"],
        ["codec", "download", "nonsense"],
    ],
)
def test_bad_input_of_any_command_ends_in_words(
    lgt: Lgt, arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = lgt(*arguments)
    assert ran.status == 2
    assert ran.err.startswith("lgt: ")
    assert not list(tmp_path.iterdir())


# --- train, resume, stylize -------------------------------------------------------------------


def test_train_resume_info_and_stylize_work_together(
    lgt: Lgt,
    write_config: Callable[..., Path],
    codec_folder: Path,
    data_root: Path,
    tmp_path: Path,
    read_rows: Rows,
) -> None:
    config, run = write_config(), tmp_path / "run"
    ran = lgt("train", "--config", config, "--set", "training.max_steps=2")
    assert ran.status == 0
    told = ("hatching (2 pictures)", "mosaic (1 picture)", "device", "Done at step 2", "content")
    for said in told:
        assert said in ran.out
    again = lgt("train", "--config", config)
    assert again.status == 2
    assert "--resume" in again.err
    resumed = lgt("train", "--config", config, "--resume")
    assert resumed.status == 0
    assert "Continuing at step 2" in resumed.out
    assert [row["step"] for row in read_rows(run / "metrics.csv")] == ["1", "2", "3", "4"]

    told = lgt("info", run)
    assert told.status == 0
    for said in ("hatching, mosaic", "steps 4", "folder", "style_gain"):
        assert said in told.out

    photos, out = data_root / "photos", tmp_path / "out"
    made = lgt(
        "stylize", "--model", run, "--codec", codec_folder, "--style", "mosaic", "--guidance",
        "1.5", "--steps", "2", "--out", out, photos / "0.png", photos / "1.png",
    )  # fmt: skip
    assert made.status == 0
    assert "2 done, 0 failed" in made.out
    with Image.open(out / "1-mosaic.png") as result, Image.open(photos / "1.png") as photo:
        assert result.size == photo.size


def test_stylize_lists_what_failed_and_does_the_rest(
    stylize: Lgt, data_root: Path, tmp_path: Path
) -> None:
    shutil.copy(data_root / "photos" / "0.png", tmp_path / "whole [1].png")
    (tmp_path / "cut [bold].png").write_bytes((tmp_path / "whole [1].png").read_bytes()[:300])
    files = (tmp_path / "cut [bold].png", tmp_path / "whole [1].png", tmp_path / "absent.png")
    ran = stylize("--blend", "mosaic:1,hatching:3", "--format", "jpg", *files)
    assert ran.status == 2
    assert "1 done, 2 failed" in ran.out
    assert "cut [bold].png" in ran.out
    assert "absent.png" in ran.out
    made = [path.name for path in (tmp_path / "out").iterdir()]
    assert made == ["whole [1]-mosaic+hatching.jpg"]
    Image.linear_gradient("L").save(tmp_path / "mask.png")
    masked = ("--mask", tmp_path / "mask.png", "--format", "ora", files[1])
    stylize(*masked)
    made = tmp_path / "out" / "whole [1]-hatching.ora"
    assert made.read_bytes()[38:54] == b"image/openraster"
    assert "mask" in (read_made_with(made) or {})
    assert "done before and unchanged: 1" in stylize(*masked).out
    Image.new("L", (9, 9), 128).save(tmp_path / "mask.png")
    assert "1 done" in stylize(*masked).out, "another mask is another picture"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--style", "ink"], "no style 'ink'"),
        (["--blend", "ink"], "--blend cannot read"),
        (["--guidance", "-1"], "Guidance must be"),
        (["--guidance", "nan"], "Guidance must be"),
        (["--keep-colours", "1.5"], "colours must be from 0 to 1"),
        (["--mask", "nowhere.png"], "nowhere.png"),
        (["--mask", __file__], "test_commands.py” is not a picture"),
        (["--steps", "0"], "Steps must be"),
        (["--max-side", "3"], "largest side"),
        (["--seed", "-1"], "seed"),
        (["--shard", "2"], "--shard cannot read"),
        (["--shard", "a/2"], "--shard cannot read"),
        (["--shard", "3/2"], "no part 3 of 2"),
        (["--codec", "taesd"], "codec download taesd"),
        (["--codec", "/nowhere/at/all"], "does not exist"),
    ],
)
def test_bad_options_of_stylize_end_in_words(
    stylize: Lgt,
    data_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    ran = stylize(*options, data_root / "photos" / "0.png")
    assert ran.status == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_a_training_that_fails_ends_with_status_three_and_a_model(
    lgt: Lgt,
    write_config: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = step.objective

    def poisoned(*args: Any, **kwargs: Any) -> dict[str, torch.Tensor]:
        terms = real(*args, **kwargs)
        return {**terms, "loss": terms["loss"] * float("nan")}

    monkeypatch.setattr(step, "objective", poisoned)
    ran = lgt("train", "--config", write_config())
    assert ran.status == 3
    assert "last good model" in ran.err
    load_model(tmp_path / "run" / "model.safetensors")


def test_several_configs_are_trained_one_after_another_whatever_becomes_of_each(
    lgt: Lgt, write_config: Callable[..., Path], tmp_path: Path
) -> None:
    broken = write_config(data={"data_root": "/nowhere/at/all"}).rename(tmp_path / "broken.json")
    twice = write_config(training={"max_steps": 1})
    shutil.copy(twice, good := tmp_path / "good.json")
    ran = lgt("train", "--config", broken, good, twice)
    assert ran.status == 2, "that of the first that failed"
    assert (tmp_path / "run" / "model.safetensors").exists()
    summary = ran.out[ran.out.rindex("config result") :]
    assert "/nowhere/at/all" in summary
    assert "good.json Done at step 1" in summary
    assert "hatching: style" in summary
    assert summary.rindex("failed") > summary.index("Done"), "its run folder was taken"
    assert "--resume" in ran.err


# --- facts before work ------------------------------------------------------------------------


def test_plan_tells_which_batch_fits(lgt: Lgt, write_config: Callable[..., Path]) -> None:
    config = write_config()
    ran = lgt("plan", "--config", config, "--vram", "8GiB")
    assert ran.status == 0
    assert "Largest batch within 8.0 GiB" in ran.out
    assert "48" in ran.out
    small = lgt("plan", "--config", config, "--vram", "256MiB", "--set", "model.base_channels=64")
    assert small.status == 0
    assert " no" in small.out
    assert lgt("plan", "--config", config, "--vram", "plenty").status == 2


def test_a_download_that_cannot_reach_the_hub_ends_in_words(
    lgt: Lgt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    ran = lgt("codec", "download", "taesd")
    assert ran.status == 2
    assert "could not be downloaded" in ran.err
    assert "builtin" in ran.err


def test_a_run_with_a_codec_that_is_not_here_says_what_to_type(
    lgt: Lgt,
    write_config: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    ran = lgt("train", "--config", write_config(codec={"kind": "taesd", "path": None}))
    assert ran.status == 2
    assert "lgt codec download taesd" in ran.err
    assert "Nothing was downloaded" in ran.err
