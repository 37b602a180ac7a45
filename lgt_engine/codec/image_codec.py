"""The image codec: pixels ↔ scaled latents. Owns scaling, dtype, batching and tiling."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor

from lgt_engine.errors import CodecError, pass_on_full_memory
from lgt_engine.ops.crops import reflect_pad
from lgt_engine.progress import ProgressGenerator, as_part, run_to_end

from .tiling import in_tiles
from .weights import CONFIG_NAME, load_autoencoder_tiny, read_codec_config

if TYPE_CHECKING:
    from lgt_engine.config import CodecConfig

#: Kinds fetched from a model hub, only on request: name → (repository, megabytes, licence).
DOWNLOADS = {
    "taesd": ("madebyollin/taesd", 10, "MIT"),
    "sd-vae-ft-mse": ("stabilityai/sd-vae-ft-mse", 335, "MIT"),
}
KINDS = ("builtin", *DOWNLOADS, "folder")
#: Kinds whose latents the built-in decoder can draw: those of Stable Diffusion 1.
SHARED_LATENTS = ("builtin", *DOWNLOADS)
#: What a downloaded codec consists of.
CODEC_FILES = ("config.json", "diffusion_pytorch_model.safetensors")

#: Cells repeated around latents before decoding.
_EDGE = 1
#: Cells mirrored around pixels before encoding.
_MIRRORED = 2


class Codec:
    """A pretrained autoencoder of images.

    Parameters
    ----------
    model : TinyAutoencoder, diffusers ``AutoencoderTiny`` or ``AutoencoderKL``
    kind : str
        One of :data:`KINDS`.

    Attributes
    ----------
    codec_id : str
        Changes whenever the weights do; part of every cache key.
    latent_channels : int
    downsampling : int
        Pixels a latent cell covers along each side.
    pixels_at_once : int
        Larger pictures are computed in tiles, larger batches in parts.
    tile_cells : int
        Side of a tile at most, in latent cells.
    """

    def __init__(self, model: Any, kind: str) -> None:
        self.kind = kind
        self._model = model.eval().requires_grad_(False).to(memory_format=torch.channels_last)
        self.scaling = float(model.config.scaling_factor)
        self.latent_channels = int(model.config.latent_channels)
        self.downsampling = 2 ** (
            len(model.config.encoder_block_out_channels) - 1
            if _is_tiny(model)
            else len(model.config.block_out_channels) - 1
        )
        self.codec_id = f"{kind}-{_fingerprint(model)}"
        self._tiny = _is_tiny(model)
        self.pixels_at_once = 1024 * 1024
        self.tile_cells = 96
        self._model.tile_sample_min_size = self.tile_cells * self.downsampling
        self._model.tile_latent_min_size = self.tile_cells

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        device: torch.device = self._model.device
        return device

    def to(self, device: torch.device | str) -> Codec:
        """Move the weights; returns self."""
        self._model.to(device)
        return self

    @torch.no_grad()
    def encode(self, pixels: Tensor) -> Tensor:
        """Pixels → latents.

        Parameters
        ----------
        pixels : Tensor
            ``[B, 3, H, W]`` in [−1, 1]; H and W multiples of :attr:`downsampling`.

        Returns
        -------
        Tensor
            ``[B, C, H/8, W/8]`` float32, on the codec's device, scaled to about unit variance.

        Raises
        ------
        ValueError
            When H or W is not a multiple of :attr:`downsampling`.
        """
        return run_to_end(self.encode_with_progress(pixels))

    @torch.no_grad()
    def encode_with_progress(self, pixels: Tensor) -> ProgressGenerator[Tensor]:
        """:meth:`encode` with a share after each piece of a large picture or batch."""
        if pixels.shape[-1] % self.downsampling or pixels.shape[-2] % self.downsampling:
            raise ValueError(f"{tuple(pixels.shape[-2:])} is not a multiple of {self.downsampling}")
        # The encoder sees zeros beyond a picture and marks its edges: a network would tell them.
        padded = reflect_pad(pixels, _MIRRORED * self.downsampling)
        each = pixels.shape[-2] * pixels.shape[-1]
        parts = yield from self._all(self._encode, padded, each)
        inner = slice(_MIRRORED, -_MIRRORED)
        return torch.cat(parts)[..., inner, inner].contiguous()

    def _encode(self, pixels: Tensor) -> Tensor:
        encoded = self._model.encode(_laid_out(pixels).to(self.device).float())
        latents: Tensor = encoded.latents if self._tiny else encoded.latent_dist.mean
        return latents.float() * self.scaling

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Latents → pixels.

        Parameters
        ----------
        latents : Tensor
            ``[B, C, h, w]`` scaled latents.

        Returns
        -------
        Tensor
            ``[B, 3, 8h, 8w]`` float32 in [−1, 1], on the codec's device.
        """
        return run_to_end(self.decode_with_progress(latents))

    @torch.no_grad()
    def decode_with_progress(self, latents: Tensor) -> ProgressGenerator[Tensor]:
        """:meth:`decode` with a share after each piece of a large picture or batch."""
        # The decoder sees zeros beyond a picture and draws a line there: repeat its edge.
        padded = F.pad(latents, (_EDGE,) * 4, mode="replicate")
        pixels = latents.shape[-2] * latents.shape[-1] * self.downsampling**2
        parts = yield from self._all(self._decode, padded, pixels)
        rim = _EDGE * self.downsampling
        return torch.cat(parts)[..., rim:-rim, rim:-rim].contiguous()

    def _decode(self, latents: Tensor) -> Tensor:
        scaled = _laid_out(latents).to(self.device).float() / self.scaling
        pixels: Tensor = self._model.decode(scaled).sample.float()
        return pixels.clamp(-1, 1)

    def draw(self, latents: Tensor) -> Tensor:
        """:meth:`decode` with gradients and without its limits: colours may leave [−1, 1].

        Parameters
        ----------
        latents : Tensor
            ``[B, C, h, w]`` scaled latents, on the codec's device.

        Returns
        -------
        Tensor
            ``[B, 3, 8h, 8w]`` float32.
        """
        padded = F.pad(latents, (_EDGE,) * 4, mode="replicate")
        pixels: Tensor = self._model.decode(_laid_out(padded) / self.scaling).sample
        rim = _EDGE * self.downsampling
        return pixels[..., rim:-rim, rim:-rim].float()

    def round_trip(self, pixels: Tensor) -> Tensor:
        """``decode(encode(pixels))``: what the codec alone does to a picture."""
        return self.decode(self.encode(pixels))

    def _all(
        self, call: Callable[[Tensor], Tensor], batch: Tensor, pixels_each: int
    ) -> ProgressGenerator[list[Tensor]]:
        size = max(1, self.pixels_at_once // pixels_each)
        made = []
        for start in range(0, len(batch), size):
            end = min(len(batch), start + size)
            work = self._each(call, batch[start:end], pixels_each)
            made.append((yield from as_part(work, start / len(batch), end / len(batch))))
        return made

    def _each(
        self, call: Callable[[Tensor], Tensor], some: Tensor, pixels: int
    ) -> ProgressGenerator[Tensor]:
        """One picture or a few small ones; a large one in pieces."""
        large = pixels > self.pixels_at_once
        if not self._tiny:
            # It normalises over the whole picture: diffusers blends its overlapping tiles.
            (self._model.enable_tiling if large else self._model.disable_tiling)()
        if not (self._tiny and large):
            made = call(some)
            yield 1.0
            return made
        encoding = call == self._encode
        cells = (self.downsampling, 1) if encoding else (1, self.downsampling)
        return (yield from in_tiles(call, some, self.tile_cells, *cells))


def _is_tiny(model: Any) -> bool:
    return hasattr(model.config, "encoder_block_out_channels")


def _laid_out(x: Tensor) -> Tensor:
    # channels_last halves the time of the narrow convolutions on a CPU.
    return x.contiguous(memory_format=torch.channels_last)


def _fingerprint(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]


def load_codec(kind: str | CodecConfig = "builtin", path: str | Path | None = None) -> Codec:
    """Load a codec.

    Parameters
    ----------
    kind : str or CodecConfig
        ``builtin`` (offline, with the program), ``taesd`` or ``sd-vae-ft-mse`` (must have been
        downloaded once with ``lgt codec download``), or ``folder``.
    path : path, optional
        The folder, for kind ``folder``: as written by diffusers' ``save_pretrained``, or holding
        ``encoder.safetensors`` and ``decoder.safetensors`` in the original TAESD layout.

    Raises
    ------
    CodecError
        When the codec is unknown, damaged, or not on this machine yet.
    """
    if not isinstance(kind, str):
        return load_codec(kind.kind, kind.path)
    if kind == "builtin":
        with resources.as_file(resources.files("lgt_resources") / "codec") as folder:
            return Codec(load_autoencoder_tiny(folder), kind)
    if kind == "folder":
        if path is None:
            raise CodecError("The codec kind 'folder' needs a path.", next_step="Set codec.path.")
        return Codec(_load_folder(Path(path)), kind)
    if kind in DOWNLOADS:
        return Codec(_load_downloaded(kind), kind)
    raise CodecError(f"There is no codec '{kind}'.", next_step=f"Use one of {', '.join(KINDS)}.")


def codec_of_model(kind: str) -> Codec:
    """The codec that a model was trained with, by the kind that its file names.

    Raises
    ------
    CodecError
        When only the person knows where it is, or it is not on this machine.
    """
    if kind == "folder":
        raise CodecError(
            "The model was trained with a codec from a folder.",
            next_step="Name it with --codec FOLDER, or 'builtin' if its latents are those of "
            "Stable Diffusion 1.",
        )
    return load_codec(kind)


def is_downloaded(kind: str) -> bool:
    """Whether a downloadable codec is on this machine."""
    from huggingface_hub import try_to_load_from_cache

    repository = DOWNLOADS[kind][0]
    return all(isinstance(try_to_load_from_cache(repository, name), str) for name in CODEC_FILES)


def _load_folder(folder: Path) -> Any:
    if (folder / CONFIG_NAME).is_file() and b"AutoencoderKL" in read_codec_config(folder):
        from diffusers import AutoencoderKL

        return _from_pretrained(AutoencoderKL, str(folder), f"The codec folder {folder}")
    return load_autoencoder_tiny(folder)


def _load_downloaded(kind: str) -> Any:
    from diffusers import AutoencoderKL, AutoencoderTiny

    repository, megabytes, licence = DOWNLOADS[kind]
    family = AutoencoderTiny if kind == "taesd" else AutoencoderKL
    if not is_downloaded(kind):
        raise CodecError(
            f"The codec '{kind}' ({repository}, about {megabytes} MB, licence {licence}) is not on "
            "this machine yet.",
            safe="Nothing was downloaded.",
            next_step=f"Type 'lgt codec download {kind}' while online, or use the codec 'builtin'.",
        )
    return _from_pretrained(family, repository, f"The codec '{kind}'")


def _from_pretrained(family: Any, source: str, label: str) -> Any:
    try:
        model, report = family.from_pretrained(
            source, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
    except Exception as error:  # diffusers raises many kinds; all mean the same to a person
        pass_on_full_memory(error)
        raise CodecError(
            f"{label} cannot be loaded: {error}", next_step="Check that it holds an image codec."
        ) from error
    # diffusers fills what is missing with random numbers and only logs it.
    if report["missing_keys"] or report["mismatched_keys"]:
        raise CodecError(
            f"{label} cannot be loaded: its weights do not belong to its config.json.",
            next_step="Check that it holds an image codec.",
        )
    return model


def drawing(codec: Codec) -> Codec:
    """The codec whose decoder draws in training.

    Codecs of the built-in one's latent space train with the built-in decoder, which is far
    smaller; their own draws the pictures that people see.
    """
    needs_builtin = codec.kind != "builtin" and codec.kind in SHARED_LATENTS
    return load_codec("builtin") if needs_builtin else codec
