"""Stylize pictures with a trained model, at their own size and aspect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from lgt_engine.codec.image_codec import Codec, codec_of_model, load_codec
from lgt_engine.control import Control
from lgt_engine.energies import StyleTargets, from_tensors
from lgt_engine.energies.features import PerceptualFeatures, load_feature_network
from lgt_engine.errors import CodecError, is_out_of_memory, too_large
from lgt_engine.events import RefineProgress
from lgt_engine.images import Picture, picture_from_pil, scaled_to, to_tensor
from lgt_engine.images.colour import WHITE, parse_colour
from lgt_engine.model.checkpoint import ModelDescription, ModelFile, open_model, save_model
from lgt_engine.model.flow import carry
from lgt_engine.model.ode import integrate
from lgt_engine.model.velocity_field import VelocityField, move_to_device
from lgt_engine.ops.crops import padded_to_multiple, resize
from lgt_engine.progress import ProgressGenerator, as_part, run_to_end
from lgt_engine.system.devices import choose_device

from .masks import kept_share, mask_cells
from .refining import no_targets, refine_picture
from .settings import RefineSettings, ResolvedSettings, StylizeSettings
from .untrained import model_from_pictures
from .upsampling import fit_to_photo
from .working_size import data_setting, working_size

__all__ = ["StylizeSettings", "Stylizer"]

#: Latent cells mirrored around the picture while the network runs. Networks trained with zeros
#: beyond their crops put along an edge what the style has and the photo lacks (a blue band of 10
#: pixels with 4 cells in skies of rain_princess, traces with 8). With 12, edges differ from a far
#: larger margin as little as the middle does.
_MARGIN = 12
#: Where encoding and the flow end, as shares of rendering, from measured times.
_ENCODED, _FLOWED = 2.0 / 8.5, 4.5 / 8.5


class Stylizer:
    """A model and its codec, ready for pictures.

    Use :meth:`open`. The latents of the last picture are kept, so that moving the guidance slider
    does not encode it again.
    """

    def __init__(
        self,
        network: VelocityField,
        description: ModelDescription,
        codec: Codec,
        targets: Mapping[str, Tensor] | None = None,
    ) -> None:
        self._network = network
        self.description = description
        self.codec = codec
        self._targets = targets
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
        device : {"auto", "cpu", "cuda", "xpu", "mps"}
        codec : Codec, optional
            Instead of the one the model was trained with; its latents must be of the same kind.

        Raises
        ------
        CheckpointError
            When the file is damaged, foreign or newer.
        CodecError
            When the codec is not on this machine.
        """
        path = Path(path, "model.safetensors") if Path(path).is_dir() else Path(path)
        model, chosen = open_model(path), choose_device(device).torch_device
        description = model.description
        codec = codec or codec_of_model(description.codec_kind)
        if codec.latent_channels != description.shape.latent_channels:
            raise CodecError(
                f"The codec '{codec.kind}' has {codec.latent_channels} latent channels, the model "
                f"needs {description.shape.latent_channels}.",
                next_step=f"Use the codec '{description.codec_kind}'.",
            )
        return cls._of(model, codec.to(chosen))

    @classmethod
    def from_pictures(
        cls,
        styles: Mapping[str, Sequence[Path | Image.Image]],
        *,
        device: str = "auto",
        check: Callable[[], None] | None = None,
    ) -> Stylizer:
        """A preview of styles that nobody trained, by the base network.

        Its ``description.trained`` is False.

        Parameters
        ----------
        styles : mapping of str to sequence of Path or PIL.Image.Image
            Name → pictures of the style.
        device : {"auto", "cpu", "cuda", "xpu", "mps"}
        check : callable, optional
            Called now and then; may raise to end the work.

        Raises
        ------
        DataError, ImageError
            When there is no picture, or one cannot be read.
        CheckpointError
            When the base network is missing or damaged.
        """
        codec = load_codec("builtin").to(choose_device(device).torch_device)
        return cls._of(model_from_pictures(styles, codec, check), codec)

    @classmethod
    def _of(cls, model: ModelFile, codec: Codec) -> Stylizer:
        network = move_to_device(model.network, codec.device)
        return cls(network, model.description, codec, model.targets)

    def save(self, path: Path) -> None:
        """Write a file that :meth:`open` reads; raises CheckpointError when the disk refuses."""
        save_model(path, self._network.state_dict(), self.description, self._targets)

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
        kept = data_setting(self.description, "background")
        try:
            return parse_colour(kept) if isinstance(kept, str) else WHITE
        except ValueError:
            return WHITE

    def resolve_settings(self, settings: StylizeSettings) -> ResolvedSettings:
        """``settings`` with the model's defaults filled in.

        Raises
        ------
        DataError
            When a style is unknown or a number is out of range.
        """
        return settings.resolved(self.styles, self.description.inference)

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
        keep_colours: float = 0.0,
        mask: Image.Image | None = None,
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
        settings = StylizeSettings(
            style, blend, guidance_scale, num_steps, seed, max_side, keep_colours, mask
        )
        return run_to_end(self.stylize_with_progress(image, settings))

    @torch.inference_mode()
    def stylize_with_progress(
        self, image: Image.Image | Picture, settings: StylizeSettings
    ) -> ProgressGenerator[Image.Image]:
        """:meth:`stylize` as a generator of shares in (0, 1] that returns the picture.

        Thrown away in the middle, it leaves nothing behind.
        """
        resolved = self.resolve_settings(settings)
        photo = image if isinstance(image, Picture) else picture_from_pil(image)
        with self._told_of_full_memory(photo):
            side = working_size(self.description, photo.size, resolved.max_side)
            copy = scaled_to(photo.image, side)
            rendered = _rendered_share(copy.size, photo.size)
            work = self._render(to_tensor(copy)[None], resolved, photo)
            out = yield from as_part(work, 0.0, rendered)
            kept = self.kept_share(resolved.mask, copy.size)
            fitting = fit_to_photo(out, copy, photo.image, resolved.keep_colours, kept)
            return (yield from as_part(fitting, rendered, 1.0))

    def _render(
        self, pixels: Tensor, settings: ResolvedSettings | None, photo: Picture | None = None
    ) -> ProgressGenerator[Tensor]:
        """Photos ``[B, 3, h, w]``, as large as they are worked on, to pictures of that size.

        Without settings the flow is left out: what the codec alone makes of the photos.
        """
        height, width = pixels.shape[-2:]
        x = yield from as_part(self.encoded(pixels, photo), 0.0, _ENCODED)
        if settings is not None:
            x = self.integrate_latents(x, settings, self.cells(settings.mask, (width, height)))
        yield _FLOWED
        out = yield from as_part(self.codec.decode_with_progress(x), _FLOWED, 1.0)
        return out[..., :height, :width]

    @contextmanager
    def _told_of_full_memory(self, picture: Picture, side: int = 2048) -> Iterator[None]:
        try:
            yield
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._last = None
            raise too_large(picture.size, side) from error

    @property
    def can_refine(self) -> bool:
        """Whether the styles were measured, so that :meth:`refine` knows what to come closer to."""
        return self._targets is not None

    def refine(
        self,
        image: Image.Image | Picture,
        settings: StylizeSettings,
        refine: RefineSettings,
        control: Control | None = None,
    ) -> Iterator[RefineProgress]:
        """Optimise the latents of one picture on the style energy.

        The copy that is worked on has at most :data:`~lgt_engine.inference.refining.LARGEST_SIDE`
        pixels.

        Parameters
        ----------
        image : PIL.Image.Image or Picture
        settings : StylizeSettings
            At guidance 0 the result is the photo, at 1 the style, at 2 it keeps less of the photo.
        refine : RefineSettings
        control : Control, optional
            A stop ends the work; the last event then holds the picture that was reached.

        Raises
        ------
        DataError
            When a style is unknown or a number is out of range.
        CheckpointError
            When the model holds no measured styles; says what to do.
        OutOfMemoryError
            When the picture is too large for the device; says what to do.
        """
        resolved = self.resolve_settings(settings)
        refine.check()
        if self._targets is None:
            raise no_targets()
        picture = image if isinstance(image, Picture) else picture_from_pil(image)
        work = refine_picture(self, picture, resolved, refine, control or Control())
        return self._refine(picture, work)

    def _refine(self, picture: Picture, work: Iterator[RefineProgress]) -> Iterator[RefineProgress]:
        with self._told_of_full_memory(picture, 512):
            yield from work

    def targets(self, settings: ResolvedSettings) -> StyleTargets:
        """What the style or the blend looks like, as one style."""
        assert self._targets is not None
        labels = settings.labels
        return from_tensors(self._targets, list(labels)).mixed(list(labels.values()))

    @cached_property
    def features(self) -> PerceptualFeatures:
        """What the style energy sees pictures with, on the codec's device."""
        # Weights that are made in inference mode can take part in no gradient, ever after.
        with torch.inference_mode(False):
            return load_feature_network().to(self.codec.device)

    @torch.inference_mode()
    def stylize_pixels(self, pixels: Tensor, settings: StylizeSettings | None) -> Tensor:
        """Small photos of one size as :meth:`stylize` makes them, without rounding to 8 bits.

        In the style's own colours, whatever the settings keep of the photo's.

        Parameters
        ----------
        pixels : Tensor
            ``[B, 3, H, W]`` in [−1, 1].
        settings : StylizeSettings or None
            None is what the codec alone makes of the photos.

        Returns
        -------
        Tensor
            ``[B, 3, H, W]`` on the CPU.
        """
        resolved = None if settings is None else self.resolve_settings(settings)
        height, width = pixels.shape[-2:]
        max_side = None if resolved is None else resolved.max_side
        scale = working_size(self.description, (width, height), max_side) / max(width, height)
        copies = resize(pixels, (round(scale * height), round(scale * width)))
        return resize(run_to_end(self._render(copies, resolved)).cpu(), (height, width))

    def encoded(self, pixels: Tensor, photo: Picture | None = None) -> ProgressGenerator[Tensor]:
        """Latents of pixels ``[B, 3, h, w]``; those of a copy of the last ``photo`` are kept."""
        key = None if photo is None else (photo.content_hash, photo.ground, pixels.shape)
        if key is None or self._last is None or self._last[0] != key:
            padded = padded_to_multiple(pixels, self.codec.downsampling)
            self._last = (key, (yield from self.codec.encode_with_progress(padded)))
        return self._last[1]

    @torch.inference_mode()
    def integrate_latents(
        self, x_src: Tensor, settings: ResolvedSettings, mask: Tensor | None = None
    ) -> Tensor:
        """Carry latents ``[B, C, h, w]`` along the guided flow to x_1, of the same shape.

        ``mask`` is what :meth:`cells` makes of that of the settings.
        """
        return carry(
            self._network, x_src, settings.labels, settings.guidance_scale,
            flow=self.description.flow, num_steps=settings.num_steps, seed=settings.seed,
            margin=_MARGIN, mask=mask,
        )  # fmt: skip

    def cells(self, mask: Image.Image | None, size: tuple[int, int]) -> Tensor | None:
        """A mask in the cells of a copy of this width and height, on the codec's device."""
        if mask is None:
            return None
        return mask_cells(mask, size, self.codec.downsampling).to(self.codec.device)

    def kept_share(self, mask: Image.Image | None, size: tuple[int, int]) -> Image.Image | None:
        """What :func:`~lgt_engine.inference.upsampling.fit_to_photo` keeps of the photo."""
        return None if mask is None else kept_share(mask, size, self.codec.downsampling)

    @torch.inference_mode()
    def palette_latents(self, x_src: Tensor, settings: ResolvedSettings) -> Tensor:
        """Latents ``[B, C, h, w]`` in the colours of the style and otherwise as they are."""
        scale = min(settings.guidance_scale, 1.0)
        matrix, shift = self._network.palette(settings.labels)

        def velocity(x: Tensor, _t: Tensor) -> Tensor:
            return scale * (torch.einsum("dc,bchw->bdhw", matrix, x) + shift[:, None, None])

        steps, solver = settings.num_steps, self.description.flow.solver
        return integrate(velocity, x_src, num_steps=steps, solver=solver)


def _rendered_share(copy: tuple[int, int], photo: tuple[int, int]) -> float:
    """Where a rendered copy begins to be enlarged, as a share of the whole."""
    rendering, enlarging = 8.5 * copy[0] * copy[1], 1.7 * photo[0] * photo[1]
    return rendering / (rendering + enlarging * (max(photo) > max(copy)))
