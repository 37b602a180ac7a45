"""Tiny autoencoder weights on disk: both layouts in, one layout out, never pickle.

Two layouts of the same network are met in the wild: the diffusers folder (``config.json`` and
``diffusion_pytorch_model.safetensors``) and the original pair ``encoder.safetensors`` and
``decoder.safetensors``, whose keys are positions in two sequential networks.
"""

from __future__ import annotations

import inspect
import itertools
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from safetensors.torch import save
from torch import Tensor

from lgt_engine.errors import CodecError, pass_on_full_memory
from lgt_engine.io.atomic_files import write_atomically
from lgt_engine.io.safetensors_header import SafetensorsError, read_header
from lgt_engine.io.safetensors_tensors import names_of_non_finite, read_weights, shapes_only

from .network import TinyAutoencoder

if TYPE_CHECKING:
    from diffusers import AutoencoderTiny

_Network: TypeAlias = "TinyAutoencoder | AutoencoderTiny"

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "diffusion_pytorch_model.safetensors"
ORIGINAL_NAMES = ("encoder.safetensors", "decoder.safetensors")

_MAX_CHANNELS = 4096
_MAX_BLOCKS = 64
_MAX_STAGES = 16
_MAX_CONFIG_BYTES = 1 << 20
_MAX_ORIGINAL_BYTES = 256 << 20

_SETTINGS = frozenset(inspect.signature(TinyAutoencoder).parameters)
_UNHARMED = "Nothing was changed."
_BLOCK_KEY = re.compile(r"^(\d+)\.conv\.0\.weight$")
_CONV_KEY = re.compile(r"^(\d+)\.weight$")


def load_autoencoder_tiny(folder: Path, kind: type[_Network] | None = None) -> _Network:
    """Load a tiny autoencoder from a folder of either layout.

    Parameters
    ----------
    folder : Path
        A diffusers folder, or a folder with the original ``encoder.safetensors`` and
        ``decoder.safetensors`` (of any width and number of blocks).
    kind : type, optional
        :class:`~lgt_engine.codec.network.TinyAutoencoder` or ``diffusers.AutoencoderTiny``; None
        is the first where it fits.

    Returns
    -------
    TinyAutoencoder or AutoencoderTiny
        In evaluation mode, fp32, on the CPU, without gradients. Pixels [B, 3, 8h, 8w] in
        [-1, 1]; latents [B, C, h, w].

    Raises
    ------
    CodecError
        If the folder is missing, incomplete, damaged or of another kind of network.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CodecError(
            f"The codec folder '{folder}' does not exist.",
            safe=_UNHARMED,
            next_step="Give a folder with the weights of a tiny autoencoder.",
        )
    if (folder / CONFIG_NAME).is_file():
        model = _load_diffusers_layout(folder, kind)
    elif all((folder / name).is_file() for name in ORIGINAL_NAMES):
        model = _load_original_layout(folder, kind or TinyAutoencoder)
    else:
        raise CodecError(
            f"The folder '{folder}' holds no tiny autoencoder.",
            safe=_UNHARMED,
            next_step=f"It needs {CONFIG_NAME} and {WEIGHTS_NAME}, or "
            f"{' and '.join(ORIGINAL_NAMES)}.",
        )
    return model.float().eval().requires_grad_(False)


def save_autoencoder_tiny(model: AutoencoderTiny, folder: Path) -> None:
    """Write a diffusers folder with fp16 weights, each file replaced in one step.

    Parameters
    ----------
    model : AutoencoderTiny
        The network; it is not changed.
    folder : Path
        Made if missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = {key: value.detach().half().contiguous() for key, value in model.state_dict().items()}
    write_atomically(folder / WEIGHTS_NAME, save(state, {"format": "pt"}))
    # diffusers keeps entries that its own constructor does not take, and warns of them on loading.
    config = {key: value for key, value in model.config.items() if key in _SETTINGS}
    config = {"_class_name": "AutoencoderTiny", **config}
    write_atomically(folder / CONFIG_NAME, json.dumps(config, indent=2, default=list) + "\n")


def _load_diffusers_layout(folder: Path, kind: type[_Network] | None) -> _Network:
    """Load ``config.json`` and safetensors weights; the class named in the file must fit."""
    try:
        config = json.loads(read_codec_config(folder))
    except (ValueError, RecursionError) as error:
        raise _damaged(folder / CONFIG_NAME, "it is not JSON") from error
    if not isinstance(config, dict) or config.get("_class_name") != "AutoencoderTiny":
        named = config.get("_class_name") if isinstance(config, dict) else None
        named = named[:60] if isinstance(named, str) else "network of unknown class"
        raise CodecError(
            f"'{folder}' holds a {named}, not an AutoencoderTiny.",
            safe=_UNHARMED,
            next_step="Choose a folder with an AutoencoderTiny.",
        )
    weights = folder / WEIGHTS_NAME
    if absurd := _absurd_size(config):
        raise _damaged(folder / CONFIG_NAME, f"{absurd} cannot be the size of a tiny autoencoder")
    try:
        with shapes_only():  # nothing is allocated for sizes that the weights do not have
            network = kind or _network_for(config)
            model = network(**{k: v for k, v in config.items() if k in _SETTINGS})
        odd = _odd_shape(model.config)
    except (TypeError, ValueError, IndexError, KeyError, RuntimeError, AttributeError) as error:
        pass_on_full_memory(error)
        raise _damaged(folder / CONFIG_NAME, str(error)) from error
    if odd:
        raise _damaged(folder / CONFIG_NAME, odd)
    _fill(model, _read(weights, model), weights)
    return model


def _network_for(config: dict[str, Any]) -> type[_Network]:
    if TinyAutoencoder.fits(config):
        return TinyAutoencoder
    from diffusers import AutoencoderTiny

    other: type[_Network] = AutoencoderTiny
    return other


def read_codec_config(folder: Path) -> bytes:
    """Bytes of a codec's ``config.json``.

    Raises
    ------
    CodecError
        If it cannot be read or is far too long.
    """
    path = folder / CONFIG_NAME
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_CONFIG_BYTES + 1)
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    if len(data) > _MAX_CONFIG_BYTES:
        raise _damaged(path, "it is far too long")
    return data


def _odd_shape(config: Any) -> str:
    """Why a network of this configuration is no codec of pictures, if it is none."""
    sides = (config.encoder_block_out_channels, config.decoder_block_out_channels)
    blocks = (config.num_encoder_blocks, config.num_decoder_blocks)
    if len({len(each) for each in (*sides, *blocks)}) != 1:
        return "its two halves are not of the same depth"
    if (config.in_channels, config.out_channels) != (3, 3):
        return "it is not for pictures of three colours"
    scaling = config.scaling_factor
    if not isinstance(scaling, int | float) or not 0 < scaling < math.inf:
        return "its scaling_factor is not a number above 0"
    return ""


def _absurd_size(config: dict[str, Any]) -> str:
    """The first setting that asks for layers or channels that no such network has."""
    for key, value in config.items():
        counts = value if isinstance(value, list) else [value]
        if len(counts) > _MAX_STAGES:
            return key
        low, high = (0, _MAX_BLOCKS) if key.endswith("_blocks") else (1, _MAX_CHANNELS)
        if key.endswith(("_blocks", "_channels")) and not all(
            type(n) is int and low <= n <= high for n in counts
        ):
            return key
    return ""


def _load_original_layout(folder: Path, kind: type[_Network]) -> _Network:
    """Load the original pair of files, deriving widths and depths from the tensors."""
    encoder_path, decoder_path = (folder / name for name in ORIGINAL_NAMES)
    encoder, decoder = _read(encoder_path), _read(decoder_path)
    # In the original decoder, position 0 is the clamp, which diffusers keeps outside the layers.
    decoder = {_shift(key, decoder_path): value for key, value in decoder.items()}
    try:
        encoder_blocks, encoder_width, _ = _shape_of(encoder, is_decoder=False)
        decoder_blocks, decoder_width, latent_channels = _shape_of(decoder, is_decoder=True)
    except (KeyError, IndexError, ValueError) as error:
        raise _damaged(folder, f"unexpected tensors: {error}") from error
    with shapes_only():
        model = kind(
            latent_channels=latent_channels,
            num_encoder_blocks=encoder_blocks,
            num_decoder_blocks=decoder_blocks,
            encoder_block_out_channels=(encoder_width,) * len(encoder_blocks),
            decoder_block_out_channels=(decoder_width,) * len(decoder_blocks),
        )
    state = {f"encoder.layers.{key}": value for key, value in encoder.items()}
    state |= {f"decoder.layers.{key}": value for key, value in decoder.items()}
    _fill(model, state, folder)
    return model


def _shape_of(state: dict[str, Tensor], *, is_decoder: bool) -> tuple[tuple[int, ...], int, int]:
    """Derive (blocks per stage, width, latent channels) from a sequential network's tensors.

    Every plain convolution between two stages changes the resolution: in an encoder it begins a
    stage, in a decoder it ends one. The first (and, in an encoder, last) convolutions are the
    ones that leave or reach ``width`` channels.
    """
    blocks = {int(m[1]) for key in state if (m := _BLOCK_KEY.match(key))}
    convs = sorted(int(m[1]) for key in state if (m := _CONV_KEY.match(key)))
    first, last = state[f"{convs[0]}.weight"], state[f"{convs[-1]}.weight"]
    width = int(first.shape[0])
    latent_channels = int(first.shape[1] if is_decoder else last.shape[0])
    if (last.shape[0] if is_decoder else first.shape[1]) != 3:
        raise ValueError("the pictures' side does not have three channels")
    counts = tuple(
        sum(1 for block in blocks if low < block < high) for low, high in itertools.pairwise(convs)
    )
    return counts, width, latent_channels


def _shift(key: str, path: Path) -> str:
    """Move a decoder key one position down (``i.rest`` to ``(i-1).rest``)."""
    position, _, rest = key.partition(".")
    if not position.isdigit():
        raise _damaged(path, f"unexpected tensor '{key}'")
    return f"{int(position) - 1}.{rest}"


def _read(path: Path, model: _Network | None = None) -> dict[str, Tensor]:
    """Read one safetensors file as fp32 tensors, those of ``model`` where it is known."""
    if not path.is_file():
        raise CodecError(
            f"The codec's weights '{path}' are missing.",
            safe=_UNHARMED,
            next_step="Copy the folder again, weights as safetensors.",
        )
    try:
        header = read_header(path)
        if model is not None:
            header.require_weights({k: tuple(v.shape) for k, v in model.state_dict().items()})
        elif header.file_bytes > _MAX_ORIGINAL_BYTES:
            raise SafetensorsError("it is far larger than a tiny autoencoder")
        weights = read_weights(path, header)
        return {key: value.to(torch.float32) for key, value in weights.items()}
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    except (SafetensorsError, RuntimeError) as error:
        pass_on_full_memory(error)
        raise _damaged(path, str(error)) from error


def _fill(model: _Network, state: dict[str, Tensor], path: Path) -> None:
    """Put tensors into the network, all of them and nothing else, and all finite."""
    try:
        model.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        pass_on_full_memory(error)
        raise _damaged(path, str(error).splitlines()[-1].strip()) from error
    if any(names_of_non_finite(state)):
        raise _damaged(path, "some weights are not finite numbers")


def _damaged(path: Path, why: str) -> CodecError:
    return CodecError(
        f"The codec file '{path}' cannot be used: {why}.",
        safe=_UNHARMED,
        next_step="Copy the file again from where it came, or choose another codec.",
    )
