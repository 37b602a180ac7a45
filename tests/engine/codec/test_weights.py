"""The shipped codec weights: whole, small, and as close to the reference codec as promised."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderTiny

from lgt_engine.codec.weights import load_autoencoder_tiny
from lgt_engine.tools.codec_training import losses
from lgt_engine.tools.codec_training.picture_pool import held_out_pixels, split_photos

ROOT = Path(__file__).resolve().parents[3]
BUILTIN = ROOT / "resources" / "codec"
REFERENCE = ROOT.parent / "shared" / "weights" / "taesd"
PHOTOS = ROOT.parent / "shared" / "data" / "photos"


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


def test_model_card_says_how_the_weights_were_made() -> None:
    card = (BUILTIN / "MODEL_CARD.md").read_text(encoding="utf-8")
    for word in ("MIT", "student", "random", "held out", "PSNR", "Limits"):
        assert word in card


@pytest.mark.skipif(
    not (REFERENCE.is_dir() and PHOTOS.is_dir()),
    reason="the reference codec and the photos are not beside this repository",
)
def test_figures_on_photos_held_out_from_training() -> None:
    pixels = held_out_pixels(split_photos(PHOTOS)[1][:6])
    ours, reference = load_autoencoder_tiny(BUILTIN), load_autoencoder_tiny(REFERENCE)
    with torch.inference_mode():
        theirs = torch.cat([reference.encoder(each[None]) for each in pixels])
        latents = torch.cat([ours.encoder(each[None]) for each in pixels])
        usual = torch.cat([reference.decoder(each[None]) for each in theirs]).clamp(-1.0, 1.0)
        trip = torch.cat([ours.decoder(each[None]) for each in latents]).clamp(-1.0, 1.0)
    assert losses.latent_error(latents, theirs) <= 0.35
    assert losses.psnr(trip, pixels).mean() >= losses.psnr(usual, pixels).mean() - 1.0
    energy = losses.gradient_energy(trip).mean() / losses.gradient_energy(usual).mean()
    assert 0.9 <= float(energy) <= 1.1
