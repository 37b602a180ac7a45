"""Stylize pictures with a trained model, at their own size and aspect."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Generator, Tensor

from .checkpoint import ModelDescription, load_model
from .codec import Codec, load_codec
from .config import DataConfig
from .crops import mirrored, resize
from .devices import choose_device
from .errors import CodecError, DataError, OutOfMemoryError, is_out_of_memory
from .flow import integrate, start_state
from .gradual import Gradual, part, result_of
from .guidance import guided_velocity
from .images import MIN_SIDE, Picture, picture_from_pil, scaled_to, to_image, to_tensor
from .images.colour import WHITE, ground_colour
from .network import VelocityField, place
from .upsampling import enlarge

#: Short side of the working copy of a photo, in training crops.
_WORK_CROPS = 2.5
#: Latent cells mirrored around the picture while the network runs. Networks trained with zeros
#: beyond their crops put along an edge what the style has and the photo lacks (a blue band of 10
#: pixels with 4 cells in skies of rain_princess, traces with 8). With 12, edges differ from a far
#: larger margin as little as the middle does.
_MARGIN = 12


@dataclass(frozen=True)
class StylizeSettings:
    """How a picture is made; the defaults of the model fill what is None.

    Attributes
    ----------
    style : str or None
        Style name; the first when None and no blend is given.
    blend : mapping of str to float or None
        Style name → weight ≥ 0 instead of one style; weights are normalised.
    guidance_scale : float or None
        0 the photo (through the codec), 1 the style as learned; above, bolder.
    num_steps : int or None
        Integration steps ≥ 1.
    seed : int
        Of the noise, where the model's path uses noise.
    max_side : int or None
        Work on a copy whose longer side is at most this and scale the result: less is broader
        strokes on a large photo. None chooses the size at which strokes are as large, next to the
        whole photo, as in the style (see :meth:`Stylizer.working_size`).
    """

    style: str | None = None
    blend: Mapping[str, float] | None = None
    guidance_scale: float | None = None
    num_steps: int | None = None
    seed: int = 0
    max_side: int | None = None


class Stylizer:
    """A model and its codec, ready for pictures.

    Use :meth:`open`. The latents of the last picture are kept, so that moving the guidance slider
    does not encode it again.
    """

    def __init__(self, network: VelocityField, description: ModelDescription, codec: Codec) -> None:
        self._network = network
        self.description = description
        self.codec = codec
        self._last: tuple[object, Tensor] | None = None

    @classmethod
    def open(
        cls, path: str | Path, *, device: str = "auto", codec: Codec | None = None
    ) -> Stylizer:
        """Open a model file.

        Parameters
        ----------
        path : path
            ``model.safetensors``, or a run folder that holds one.
        device : {"auto", "cpu", "cuda", "mps"}
        codec : Codec, optional
            Instead of the one the model was trained with; its latents must be of the same kind.

        Raises
        ------
        CheckpointError
            When the file is damaged, foreign or newer.
        CodecError
            When the codec is not on this machine.
        """
        path = Path(path)
        if path.is_dir():
            path = path / "model.safetensors"
        network, description = load_model(path)
        chosen = choose_device(device).torch_device
        codec = codec or _codec_of(description)
        if codec.latent_channels != description.shape.latent_channels:
            raise CodecError(
                f"The codec '{codec.kind}' has {codec.latent_channels} latent channels, the model "
                f"needs {description.shape.latent_channels}.",
                next_step=f"Use the codec '{description.codec_kind}'.",
            )
        return cls(place(network, chosen), description, codec.to(chosen))

    @property
    def styles(self) -> tuple[str, ...]:
        """Style names in label order."""
        return self.description.styles

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of codec and weights: two models of equally many steps are two models."""
        digest = hashlib.sha256(self.codec.codec_id.encode())
        for value in self._network.state_dict().values():
            digest.update(value.detach().float().cpu().numpy().tobytes())
        return digest.hexdigest()

    @property
    def ground(self) -> tuple[int, int, int]:
        """What shows through transparent pictures: the background that the model was trained on."""
        kept = self._data_setting("background")
        try:
            return ground_colour(kept) if isinstance(kept, str) else WHITE
        except ValueError:
            return WHITE

    def settings_in_force(self, settings: StylizeSettings) -> StylizeSettings:
        """``settings`` with the model's defaults filled in.

        Raises
        ------
        DataError
            When a style is unknown or a number is out of range.
        """
        inference = self.description.inference
        blend = dict(settings.blend) if settings.blend else {settings.style or self.styles[0]: 1.0}
        unknown = [name for name in blend if name not in self.styles]
        if unknown:
            raise DataError(
                f"The model has no style {', '.join(map(repr, unknown))}.",
                next_step=f"It has: {', '.join(self.styles)}.",
            )
        guidance = (
            inference.cfg_scale if settings.guidance_scale is None else settings.guidance_scale
        )
        steps = inference.num_steps if settings.num_steps is None else settings.num_steps
        if not 0 <= guidance <= 10:
            raise DataError(f"Guidance must be from 0 to 10, not {guidance:g}.")
        if not 1 <= steps <= 1000:
            raise DataError(f"Steps must be from 1 to 1000, not {steps}.")
        if not 0 < sum(blend.values()) < math.inf or not min(blend.values()) >= 0:
            raise DataError("The weights of a blend must be at least 0 and not all 0.")
        if settings.max_side is not None and settings.max_side < MIN_SIDE:
            raise DataError(
                f"The largest side must be at least {MIN_SIDE} pixels, not {settings.max_side}."
            )
        if not 0 <= settings.seed < 2**63:
            raise DataError(f"The seed must be from 0 to 2^63 - 1, not {settings.seed}.")
        return StylizeSettings(
            None, blend, float(guidance), int(steps), settings.seed, settings.max_side
        )

    def stylize(
        self,
        image: Image.Image | Picture,
        *,
        style: str | None = None,
        blend: Mapping[str, float] | None = None,
        guidance_scale: float | None = None,
        num_steps: int | None = None,
        seed: int = 0,
        max_side: int | None = None,
    ) -> Image.Image:
        """Stylize one picture; the arguments are those of :class:`StylizeSettings`.

        Returns
        -------
        PIL.Image.Image
            RGB, of exactly the input's size.

        Raises
        ------
        DataError
            When a style is unknown or a number is out of range.
        OutOfMemoryError
            When the picture is too large for the device; says what to do.
        """
        settings = StylizeSettings(style, blend, guidance_scale, num_steps, seed, max_side)
        return result_of(self.stylize_gradually(image, settings))

    def stylize_gradually(
        self, image: Image.Image | Picture, settings: StylizeSettings
    ) -> Gradual[Image.Image]:
        """:meth:`stylize` as a generator of shares in (0, 1] that returns the picture.

        Thrown away in the middle, it leaves nothing behind.
        """
        settings = self.settings_in_force(settings)
        picture = image if isinstance(image, Picture) else picture_from_pil(image)
        try:
            return (yield from self._stylize(picture, settings))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._last = None
            raise OutOfMemoryError(
                f"A picture of {picture.size[0]}×{picture.size[1]} is too large for this device's "
                "memory.",
                safe="Nothing was written.",
                next_step="Give a smaller max_side (--max-side 2048), or use the CPU.",
            ) from error

    @torch.inference_mode()
    def _stylize(self, picture: Picture, settings: StylizeSettings) -> Gradual[Image.Image]:
        work = scaled_to(picture.image, self._longer_side(picture.size, settings))
        larger = max(picture.size) > max(work.size)
        encoded, flowed, decoded = _shares(work.size, picture.size if larger else (0, 0))
        x_src = yield from part(self._encode(picture, work), 0.0, encoded)
        x_1 = self.flow_latents(x_src, settings)
        yield flowed
        out = yield from part(self.codec.decode_gradually(x_1), flowed, decoded)
        out = out[..., : work.height, : work.width]
        if not larger:
            return to_image(resize(out, picture.size[::-1]))
        return (yield from part(enlarge(out, work, picture.image), decoded, 1.0))

    @torch.inference_mode()
    def stylize_pixels(self, pixels: Tensor, settings: StylizeSettings) -> Tensor:
        """Small photos of one size as :meth:`stylize` makes them, without rounding to 8 bits.

        Parameters
        ----------
        pixels : Tensor
            ``[B, 3, H, W]`` in [−1, 1].
        settings : StylizeSettings

        Returns
        -------
        Tensor
            ``[B, 3, H, W]`` on the CPU.
        """
        settings = self.settings_in_force(settings)
        return self._coded(pixels, settings, lambda x_src: self.flow_latents(x_src, settings))

    @torch.inference_mode()
    def round_trip(self, pixels: Tensor) -> Tensor:
        """What the codec alone makes of photos ``[B, 3, H, W]`` in :meth:`stylize_pixels`."""
        return self._coded(pixels, StylizeSettings(), lambda x_src: x_src)

    def _coded(
        self, pixels: Tensor, settings: StylizeSettings, change: Callable[[Tensor], Tensor]
    ) -> Tensor:
        """Photos encoded as large as they are worked on, changed as latents, and decoded."""
        height, width = pixels.shape[-2:]
        scale = self._longer_side((width, height), settings) / max(width, height)
        work = resize(pixels, (round(scale * height), round(scale * width)))
        x_1 = change(self.codec.encode(_pad_to_multiple(work, self.codec.downsampling)))
        out = self.codec.decode(x_1)[..., : work.shape[-2], : work.shape[-1]]
        return resize(out.cpu(), (height, width))

    def _longer_side(self, size: tuple[int, int], settings: StylizeSettings) -> int:
        """Of the copy that is stylized."""
        if settings.max_side is None:
            return self.working_size(size)
        return min(settings.max_side, round(self._zoom * max(size)))

    @property
    def _zoom(self) -> float:
        """How far a photo is enlarged at most; a model older than the setting enlarges none."""
        zoom = self._data_setting("zoom")
        return float(zoom) if isinstance(zoom, int | float) and 1 <= zoom <= 4 else 1.0

    def _data_setting(self, name: str) -> object:
        """A setting of the training data; the file may come from anyone."""
        data = self.description.config.get("data")
        return data.get(name) if isinstance(data, dict) else None

    def working_size(self, size: tuple[int, int]) -> int:
        """Longer side of the copy that a picture of a size is stylized as by default.

        With the default zoom training sees photos with a short side of two to three and a third
        crops. A copy of :data:`_WORK_CROPS` is like them, and its strokes are as large next to the
        photo as in the style next to the picture. A small photo is enlarged by at most the zoom.
        """
        crop = self._data_setting("image_size")
        short = _WORK_CROPS * (crop if isinstance(crop, int) else DataConfig().image_size)
        return max(MIN_SIDE, round(max(size) * min(self._zoom, short / min(size))))

    def _encode(self, picture: Picture, work: Image.Image) -> Gradual[Tensor]:
        key = (picture.content_hash, picture.ground, work.size)
        if self._last is None or self._last[0] != key:
            pixels = _pad_to_multiple(to_tensor(work)[None], self.codec.downsampling)
            self._last = (key, (yield from self.codec.encode_gradually(pixels)))
        return self._last[1]

    @torch.inference_mode()
    def flow_latents(self, x_src: Tensor, settings: StylizeSettings) -> Tensor:
        """Carry latents ``[B, C, h, w]`` along the guided flow to x_1, of the same shape."""
        settings = self.settings_in_force(settings)
        assert settings.blend is not None
        assert settings.guidance_scale is not None
        assert settings.num_steps is not None
        if settings.guidance_scale == 0 and self.description.flow.path == "source":
            return x_src
        blend = {self.styles.index(name): weight for name, weight in settings.blend.items()}
        flow = self.description.flow
        start = flow.noise_start if flow.path == "noise" else 0.0
        padded = mirrored(x_src, _MARGIN)
        x_0 = start_state(
            padded,
            path=flow.path,
            variation=flow.variation,
            t=start,
            generator=Generator().manual_seed(settings.seed),
        )
        x_1 = integrate(
            guided_velocity(self._network, blend, settings.guidance_scale),
            x_0,
            num_steps=settings.num_steps,
            t_start=start,
            solver=flow.solver,
        )
        height, width = x_src.shape[-2:]
        return x_1[..., _MARGIN : _MARGIN + height, _MARGIN : _MARGIN + width]


def _shares(work: tuple[int, int], enlarged: tuple[int, int]) -> tuple[float, float, float]:
    """Where encoding, the flow and decoding end, as shares of the whole, from measured times."""
    pixels = work[0] * work[1]
    costs = (2.0 * pixels, 2.5 * pixels, 4.0 * pixels, 1.7 * enlarged[0] * enlarged[1])
    ends = [sum(costs[:count]) / sum(costs) for count in (1, 2, 3)]
    return ends[0], ends[1], ends[2]


def _codec_of(description: ModelDescription) -> Codec:
    if description.codec_kind == "folder":
        raise CodecError(
            "The model was trained with a codec from a folder.",
            next_step="Name it with --codec FOLDER, or 'builtin' if its latents are those of "
            "Stable Diffusion 1.",
        )
    return load_codec(description.codec_kind)


def _pad_to_multiple(pixels: Tensor, multiple: int) -> Tensor:
    bottom, right = -pixels.shape[-2] % multiple, -pixels.shape[-1] % multiple
    return F.pad(pixels, (0, right, 0, bottom), mode="replicate") if bottom or right else pixels
