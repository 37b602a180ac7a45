"""The student codec's two halves: made, kept in state files, and joined for use."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny
from diffusers.models.autoencoders.vae import DecoderTiny, EncoderTiny
from diffusers.models.unets.unet_2d_blocks import AutoencoderTinyBlock
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from lgt_engine.errors import CodecError

PARTS = ("encoder", "decoder")
LATENT_CHANNELS = 4


def make_part(part: str, width: int, blocks: tuple[int, ...]) -> nn.Module:
    """Make an encoder (pixels to latents) or a decoder with random weights.

    Parameters
    ----------
    part : str
        ``encoder`` or ``decoder``.
    width : int
        Channels throughout.
    blocks : tuple of int
        Residual blocks at each resolution, in the order of computation.
    """
    widths = (width,) * len(blocks)
    network: nn.Module
    if part == "encoder":
        network = EncoderTiny(3, LATENT_CHANNELS, blocks, widths, "relu")
    else:
        network = DecoderTiny(LATENT_CHANNELS, 3, blocks, widths, 2, "relu", "nearest")
        last = list(network.parameters())[-1]
        nn.init.constant_(last, 0.5)  # the last bias, mid grey: the network counts from 0 to 1
    for name, parameter in network.named_parameters():
        if parameter.ndim == 4 and ".conv." not in name:
            # Keep the signal's size between stages: the default shrinks it threefold at each.
            nn.init.kaiming_normal_(parameter, nonlinearity="linear")
    for block in network.modules():
        if isinstance(block, AutoencoderTinyBlock):
            _begin_small(block)
    for parameter in network.parameters():
        if parameter.ndim == 4 and parameter.shape[0] == parameter.shape[1]:
            # Inputs are never negative: centred filters keep half of each layer above zero.
            parameter.data -= parameter.data.mean(dim=(1, 2, 3), keepdim=True)
    return channels_last(network)


def grow(network: nn.Module, smaller: nn.Module) -> nn.Module:
    """Fill a part from one that has at most as many blocks in every stage, in place.

    Blocks that the smaller one lacks come last in their stage and begin almost as the identity.

    Parameters
    ----------
    network, smaller : nn.Module
        Two encoders or two decoders of the same width.
    """
    pairs = list(zip(_runs(network), _runs(smaller), strict=True))
    if any(len(ours) < len(theirs) for ours, theirs in pairs):
        raise CodecError("The codec to begin with has more blocks than the one to be trained.")
    try:
        for ours, theirs in pairs:
            for mine, given in itertools.zip_longest(ours, theirs):
                if given is not None:
                    mine.load_state_dict(given.state_dict())
                else:
                    mine.conv[4].weight.data.mul_(0.15)
    except RuntimeError as error:
        raise CodecError("The codec to begin with is of another width.") from error
    return channels_last(network)


def _runs(network: nn.Module) -> list[list[Any]]:
    """Layers grouped so that only runs of blocks differ between networks of different depth."""
    runs: list[list[Any]] = [[]]
    for layer in network.layers:  # type: ignore[union-attr]
        if isinstance(layer, AutoencoderTinyBlock):
            runs[-1].append(layer)
        else:
            runs += [[layer], []]
    return runs


def channels_last(network: nn.Module) -> nn.Module:
    """Lay the convolutions' weights out channels last, the faster way here, in place."""
    for parameter in network.parameters():
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def _begin_small(block: AutoencoderTinyBlock) -> None:
    """Begin near the identity; the ReLU that closes a block would else stop its gradients."""
    for position in (0, 2, 4):
        nn.init.zeros_(block.conv[position].bias)
    for position in (0, 2):
        nn.init.kaiming_normal_(block.conv[position].weight, nonlinearity="relu")
    with torch.no_grad():
        block.conv[4].weight.mul_(0.5)


def read_state(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Read a trainer's state file: what it says of itself, and its tensors."""
    try:
        with safe_open(path, "pt") as file:
            about = json.loads(file.metadata()["about"])
            return about, {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise CodecError(
            f"The training state '{path}' cannot be read: {error}.",
            safe="It was left as it is.",
            next_step="Finish the other part first, or delete the file to begin anew.",
        ) from error


def below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Tensors whose names begin with ``prefix``, without it."""
    return {key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)}


def load_part(path: Path) -> nn.Module:
    """Load the averaged weights of a state file, ready to use."""
    about, tensors = read_state(path)
    config = about["config"]
    network = make_part(config["part"], int(config["width"]), tuple(config["blocks"]))
    network.load_state_dict(below(tensors, "average."))
    return network.eval().requires_grad_(False)


def join(out: Path) -> AutoencoderTiny:
    """Join both parts of a training folder into one codec, fp32, in evaluation mode."""
    shape: dict[str, tuple[int, tuple[int, ...]]] = {}
    for part in PARTS:
        config = read_state(out / f"{part}.state.safetensors")[0]["config"]
        shape[part] = (int(config["width"]), tuple(config["blocks"]))
    model = AutoencoderTiny(
        latent_channels=LATENT_CHANNELS,
        num_encoder_blocks=shape["encoder"][1],
        num_decoder_blocks=shape["decoder"][1],
        encoder_block_out_channels=(shape["encoder"][0],) * len(shape["encoder"][1]),
        decoder_block_out_channels=(shape["decoder"][0],) * len(shape["decoder"][1]),
    )
    for part in PARTS:
        state = load_part(out / f"{part}.state.safetensors").state_dict()
        getattr(model, part).load_state_dict(state)
    return model.eval().requires_grad_(False)
