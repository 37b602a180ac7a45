"""Our own form of the tiny codec's network: the same numbers as diffusers', sooner at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderTiny

from lgt_engine.codec.image_codec import Codec
from lgt_engine.codec.network import TinyAutoencoder
from lgt_engine.codec.weights import load_autoencoder_tiny, save_autoencoder_tiny
from lgt_engine.model.checkpoint import ModelDescription, save_model
from lgt_engine.model.velocity_field import FieldShape, VelocityField
from lgt_engine.tools.procedural.pictures import procedural_picture

from ..cli.running import command


def _written(folder: Path, **settings: Any) -> Path:
    torch.manual_seed(3)
    save_autoencoder_tiny(AutoencoderTiny(**settings), folder)
    return folder


_ODD = {
    "latent_channels": 16,
    "encoder_block_out_channels": (8, 8, 8),
    "decoder_block_out_channels": (12, 12, 12),
    "num_encoder_blocks": (0, 2, 1),
    "num_decoder_blocks": (1, 0, 2),
}


@pytest.mark.parametrize("settings", [{}, _ODD])
def test_it_computes_what_diffusers_computes(tmp_path: Path, settings: dict[str, Any]) -> None:
    folder = _written(tmp_path, **settings)
    ours = load_autoencoder_tiny(folder)
    theirs = load_autoencoder_tiny(folder, AutoencoderTiny)
    assert isinstance(ours, TinyAutoencoder)
    assert isinstance(theirs, AutoencoderTiny)
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    pixels = torch.rand(2, 3, 64, 48) * 2 - 1
    latents = ours.encode(pixels).latents
    torch.testing.assert_close(latents, theirs.encode(pixels).latents, rtol=0, atol=0)
    again = theirs.decode(latents).sample
    torch.testing.assert_close(ours.decode(latents).sample, again, rtol=0, atol=0)
    # A cache made with one serves the other.
    assert Codec(ours, "folder").codec_id == Codec(theirs, "folder").codec_id


def test_what_is_built_otherwise_is_left_to_diffusers(tmp_path: Path) -> None:
    network = load_autoencoder_tiny(_written(tmp_path, act_fn="gelu"))
    assert isinstance(network, AutoencoderTiny)
    assert Codec(network, "folder").encode(torch.zeros(1, 3, 64, 64)).shape == (1, 4, 8, 8)


def test_a_picture_is_stylized_without_waiting_for_diffusers(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from lgt_engine.cli import main\n"
        "status = main(['info', sys.argv[2]]) or main(['stylize', *sys.argv[1:]])\n"
        "heavy = {'diffusers', 'huggingface_hub', 'torch._dynamo'} & set(sys.modules)\n"
        "sys.exit(status or (f'loaded {heavy}' if heavy else 0))\n"
    )
    shape, model = FieldShape(1, base_channels=8), tmp_path / "model.safetensors"
    description = ModelDescription(shape, ("a",), "builtin", "builtin-0")
    save_model(model, VelocityField(shape).state_dict(), description)
    photo = tmp_path / "photo.png"
    procedural_picture("scene", 96, 1).save(photo)
    arguments = ["--model", model, "--out", tmp_path / "out", photo]
    ran = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(**{**command(), "args": ran}, check=False)
    assert done.returncode == 0, done.stderr
