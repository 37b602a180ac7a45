"""Files of strangers: whatever they hold, they are opened whole or refused in words.

The full run, with its table::

    LGT_KILLS=25 LGT_FUZZ_CASES=100000 pytest tests/engine/faults/test_hostile_files.py -k mutations
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save, save_file

from lgt_engine.codec.weights import CONFIG_NAME, WEIGHTS_NAME, load_autoencoder_tiny
from lgt_engine.config import TrainConfig
from lgt_engine.data.latent_cache import Crops, LatentCache
from lgt_engine.errors import CheckpointError, CodecError, ConfigError, LGTError
from lgt_engine.io.untrusted_text import strip_control_characters
from lgt_engine.model.checkpoint import describe_model, load_model, read_tensors
from lgt_engine.model.velocity_field import VelocityField
from lgt_engine.training.state import TrainingState

from .mutation import damaged, hostile_safetensors, join, split, with_hostile_value
from .tally import Tally

_CASES = int(os.environ.get("LGT_FUZZ_CASES", "1000"))
_SEED = int(os.environ.get("LGT_FAULT_SEED", "6"))
_SLOWEST = 10.0


@dataclass(frozen=True)
class Target:
    """A loader: writes a mutation of a whole file and opens it; returns None where absent."""

    mutate: Callable[[random.Random], None]
    open: Callable[[], object]
    refusals: tuple[type[LGTError], ...]


def _finite(network: torch.nn.Module) -> bool:
    return all(bool(value.isfinite().all()) for value in network.state_dict().values())


def _model_target(folder: Path, whole: bytes) -> Target:
    path = folder / "model.safetensors"

    def look() -> object:
        network, description = load_model(path)
        assert _finite(network)
        assert len(set(description.styles)) == description.shape.num_styles
        assert all(strip_control_characters(name) == name and name for name in description.styles)
        return description

    return Target(
        lambda rng: _write(path, hostile_safetensors(whole, rng)), look, (CheckpointError,)
    )


def _state_target(folder: Path, run: Path, config: TrainConfig) -> Target:
    path, whole = folder / "state.safetensors", (run / "state.safetensors").read_bytes()
    _, document = read_tensors(run / "state.safetensors")
    network = VelocityField(describe_model(run / "model.safetensors").shape)
    state = TrainingState.create(network, config, 4)

    def look() -> object:
        state.load(path, document["fingerprint"])
        assert _finite(state.network)
        return state

    return Target(
        lambda rng: _write(path, hostile_safetensors(whole, rng)), look, (CheckpointError,)
    )


def _latents_target(folder: Path) -> Target:
    cache = LatentCache(folder / "cache")
    path = cache.path("0" * 64, {}, "codec")
    crops = Crops(torch.zeros(2, 3, 64, 64, dtype=torch.uint8), torch.randn(2, 4, 8, 8))
    cache.write(path, crops)
    whole = path.read_bytes()

    def look() -> object:
        found = cache.read(path)
        assert found is None or (found.latents.dim() == 4 and found.pixels.dim() == 4)
        assert found is None or bool(found.latents.isfinite().all())
        return found

    return Target(lambda rng: _write(path, hostile_safetensors(whole, rng)), look, ())


def _codec_target(folder: Path, codec: Path) -> Target:
    config = json.loads((codec / CONFIG_NAME).read_text())
    weights = (codec / WEIGHTS_NAME).read_bytes()

    def mutate(rng: random.Random) -> None:
        _write(folder / CONFIG_NAME, json.dumps(config).encode())
        _write(folder / WEIGHTS_NAME, weights)
        if rng.random() < 0.6:
            text = json.dumps(with_hostile_value(config, rng)).encode()
            _write(folder / CONFIG_NAME, text if rng.random() < 0.7 else damaged(text, rng))
        else:
            _write(folder / WEIGHTS_NAME, damaged(weights, rng))

    def look() -> object:
        model = load_autoencoder_tiny(folder)
        assert _finite(model)
        return model

    return Target(mutate, look, (CodecError,))


def _config_target(folder: Path, config: TrainConfig) -> Target:
    path = folder / "config.json"
    values = json.loads(json.dumps(config.to_dict()))

    def mutate(rng: random.Random) -> None:
        text = json.dumps(with_hostile_value(values, rng)).encode()
        _write(path, text if rng.random() < 0.6 else damaged(text, rng))

    return Target(mutate, lambda: TrainConfig.load(path), (ConfigError,))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.mark.timeout(120 + _CASES // 10)
def test_mutations_are_opened_whole_or_refused_in_words(
    tmp_path: Path,
    tally: Tally,
    make_model: Callable[..., Path],
    finished_run: Any,
    codec_folder: Path,
) -> None:
    folders = {}
    for name in ("model", "state", "latents", "codec", "config"):
        folders[name] = tmp_path / name
        folders[name].mkdir()
    targets = {
        "model": _model_target(folders["model"], make_model().read_bytes()),
        "state": _state_target(folders["state"], finished_run.folder, finished_run.config),
        "latents": _latents_target(folders["latents"]),
        "codec": _codec_target(folders["codec"], codec_folder),
        "config": _config_target(folders["config"], finished_run.config),
    }
    rng = random.Random(_SEED)
    outcomes: Counter[tuple[str, str]] = Counter()
    slowest = dict.fromkeys(targets, 0.0)
    for _ in range(_CASES):
        name = rng.choice(list(targets))
        target = targets[name]
        target.mutate(rng)
        begun = time.perf_counter()
        try:
            outcomes[name, "absent" if target.open() is None else "opened"] += 1
        except target.refusals as refusal:
            outcomes[name, "refused"] += 1
            tally.says(f"damaged {name}", str(refusal).replace(str(tmp_path), "…"))
        slowest[name] = max(slowest[name], time.perf_counter() - begun)
    for name in targets:
        counts = {kind: number for (which, kind), number in outcomes.items() if which == name}
        for kind, number in counts.items():
            tally.ended(f"fuzzed {name}", "refused" if kind == "refused" else "used", number)
        assert len(counts) == 2, "both ends are reached: otherwise nothing was tried"
        assert slowest[name] < _SLOWEST


# --- one by one -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(make_model: Callable[..., Path]) -> bytes:
    return make_model().read_bytes()


def _refused(path: Path) -> str:
    begun = time.perf_counter()
    with pytest.raises(CheckpointError) as caught:
        load_model(path)
    assert time.perf_counter() - begun < _SLOWEST
    assert str(path) in caught.value.what
    return caught.value.what


def _document(whole: bytes, **changes: Any) -> bytes:
    header, tensors = split(whole)
    document = json.loads(header["__metadata__"]["lgt"])
    header["__metadata__"]["lgt"] = json.dumps({**document, **changes})
    return join(header, tensors)


def test_a_header_of_many_tensors_or_dimensions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    empty = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    path.write_bytes(join({f"t{n}": empty for n in range(30_000)}, b""))
    assert "30,000 tensors" in _refused(path)
    deep = {"dtype": "F32", "shape": [2**39] * 100_000, "data_offsets": [0, 0]}
    path.write_bytes(join({"t": deep}, b""))
    assert "cannot be" in _refused(path)


@pytest.mark.parametrize("text", ["[" * 4_000_000, '{"a":' * 1_000_000, "9" * 5_000_000])
def test_a_header_or_document_that_is_a_bomb_is_refused(
    tmp_path: Path, whole: bytes, text: str
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(join(text.encode(), b""))
    _refused(path)
    header, tensors = split(whole)
    header["__metadata__"]["lgt"] = text
    path.write_bytes(join(header, tensors))
    _refused(path)


def test_a_file_that_claims_a_terabyte_is_refused_before_it_is_read(
    tmp_path: Path, whole: bytes
) -> None:
    path = tmp_path / "m.safetensors"
    header, tensors = split(whole)
    begin = len(tensors)
    header["huge"] = {"dtype": "F32", "shape": [2**38], "data_offsets": [begin, begin + 2**40]}
    path.write_bytes(join(header, tensors))
    try:
        os.truncate(path, path.stat().st_size + 2**40)  # a hole takes no room
    except OSError:
        pytest.skip("this file system holds no file of a terabyte")
    assert "shapes" in _refused(path)


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.int32, torch.bool, torch.complex64, torch.float8_e5m2]
)
def test_weights_of_another_type_are_refused(
    tmp_path: Path, whole: bytes, dtype: torch.dtype
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(whole)
    tensors, document = read_tensors(path)
    odd = {name: value.to(dtype) for name, value in tensors.items()}
    save_file(odd, path, metadata={"lgt": json.dumps(document)})
    _refused(path)


def test_half_precision_weights_are_welcome(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(whole)
    tensors, document = read_tensors(path)
    half = {name: value.half() for name, value in tensors.items()}
    save_file(half, path, metadata={"lgt": json.dumps(document)})
    assert load_model(path)[0].out.weight.dtype == torch.float32


@pytest.mark.parametrize(
    "styles",
    [
        ["ink", "ink"],
        ["", "ink"],
        ["x" * 300, "ink"],
        [1, 2],
        {"ink": 0, "wave": 1},
        "ab",
        [["a"], ["b"]],
    ],
)
def test_style_names_that_are_none_are_refused(tmp_path: Path, whole: bytes, styles: Any) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(_document(whole, styles=styles))
    _refused(path)


def test_style_names_cannot_steer_a_terminal_or_turn_a_line(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(_document(whole, styles=["a\x1b[2J\n", "\u202efdp.exe"]))
    assert describe_model(path).styles == ("a\\x1b[2J\\n", "\\u202efdp.exe")


@pytest.mark.parametrize("step", [-1, 10**30, float("inf"), float("nan"), True, "9", None])
def test_a_number_of_steps_that_cannot_be_is_refused(
    tmp_path: Path, whole: bytes, step: object
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(_document(whole, step=step))
    _refused(path)


def test_measures_that_are_none_are_left_out(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "m.safetensors"
    metrics = {"ink": {"a": 1, "b": "x", "c": float("nan"), "d": [1]}, "wave": 3}
    path.write_bytes(_document(whole, metrics=metrics))
    assert describe_model(path).metrics == {"ink": {"a": 1.0}}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a POSIX pipe")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "pipe" in _refused(path)
    with pytest.raises(ConfigError, match="pipe"):
        TrainConfig.load(path)


def test_a_model_overwritten_while_it_is_open_goes_on_working(tmp_path: Path, whole: bytes) -> None:
    """A mapped file would change under the network, and end the process when it is cut short."""
    path = tmp_path / "m.safetensors"
    path.write_bytes(whole)
    network, _ = load_model(path)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with path.open("r+b") as file:
        file.write(bytes(len(whole)))
    assert all(torch.equal(v, before[k]) for k, v in network.state_dict().items())


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["network.", "ema.", "optimiser."])
def test_a_state_with_numbers_that_are_not_finite_is_refused(
    tmp_path: Path, finished_run: Any, name: str, value: float
) -> None:
    source = finished_run.folder / "state.safetensors"
    tensors, document = read_tensors(source)
    chosen = next(key for key in tensors if key.startswith(name) and tensors[key].dim())
    tensors[chosen].view(-1)[0] = value
    path = tmp_path / "state.safetensors"
    path.write_bytes(save(tensors, {"lgt": json.dumps(document)}))
    network = VelocityField(describe_model(finished_run.folder / "model.safetensors").shape)
    state = TrainingState.create(network, finished_run.config, 4)
    before = {key: value.clone() for key, value in state.network.state_dict().items()}
    with pytest.raises(CheckpointError, match="not finite") as caught:
        state.load(path, document["fingerprint"])
    assert "untouched" in caught.value.safe
    assert all(torch.equal(v, before[k]) for k, v in state.network.state_dict().items())


@pytest.mark.parametrize(
    "changes",
    [
        {"encoder_block_out_channels": [10**8] * 4},
        {"num_encoder_blocks": [10**9] * 4},
        {"num_encoder_blocks": [1] * 10_000},
        {"decoder_block_out_channels": [8]},
        {"in_channels": 4},
        {"encoder_block_out_channels": [0, 0, 0, 0]},
        {"latent_channels": -1},
        {"scaling_factor": "much"},
        {"scaling_factor": float("nan")},
        {"scaling_factor": 0},
        {"act_fn": "import os"},
    ],
)
def test_a_codec_of_absurd_size_is_refused(
    tmp_path: Path, codec_folder: Path, changes: dict[str, Any]
) -> None:
    folder = Path(shutil.copytree(codec_folder, tmp_path / "codec"))
    config = json.loads((folder / CONFIG_NAME).read_text())
    (folder / CONFIG_NAME).write_text(json.dumps({**config, **changes}))
    begun = time.perf_counter()
    with pytest.raises(CodecError):
        load_autoencoder_tiny(folder)
    assert time.perf_counter() - begun < _SLOWEST


@pytest.mark.parametrize(
    "text", [b"\xff\xfe", b"[" * 500_000, b"AutoencoderKL\xff", b"x" * (2 << 20)]
)
def test_a_codec_config_that_is_none_is_refused(
    tmp_path: Path, codec_folder: Path, text: bytes
) -> None:
    from lgt_engine.codec.image_codec import load_codec

    folder = Path(shutil.copytree(codec_folder, tmp_path / "codec"))
    (folder / CONFIG_NAME).write_bytes(text)
    with pytest.raises(CodecError):
        load_codec("folder", folder)
