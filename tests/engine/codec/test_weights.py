"""The shipped codec weights: whole and small. The bench ``codec.py`` measures how good they are."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderTiny

from lgt_engine.tools.codec_training.picture_pool import held_out_pixels

ROOT = Path(__file__).resolve().parents[3]
BUILTIN = ROOT / "resources" / "codec"


def test_weights_are_small_and_load_with_diffusers_alone() -> None:
    size = sum(path.stat().st_size for path in BUILTIN.glob("*.safetensors"))
    assert 0 < size <= 6_000_000
    model = AutoencoderTiny.from_pretrained(BUILTIN)
    with torch.inference_mode():
        pixels = held_out_pixels([], side=128)[:2]
        latents = model.encode(pixels).latents
        assert latents.shape == (2, 4, 16, 16)
        decoded = model.decode(latents).sample
    assert decoded.shape == pixels.shape
    assert bool(torch.isfinite(decoded).all())
