"""From folders of pictures to latents in memory."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor

from .codec import Codec
from .config import DataConfig, TrainConfig
from .control import Control
from .crops import judge_seed, style_crops, to_bytes
from .dataset import InMemoryLatentDataset
from .devices import autocast_dtype
from .errors import DataError, ImageError
from .events import Event, Notice, Progress
from .images import (
    PICTURE_SUFFIXES,
    centre_crop_square,
    open_picture,
    scan_folder,
    to_tensor,
)
from .images.litter import own_folder, visible_names
from .latent_cache import Crops, LatentCache, hash_file
from .remaining import Remaining

_JUDGE_CROPS = 16
_PHOTO = -1
_REJECTED_SHOWN = 5


@dataclass(frozen=True)
class _Source:
    """One picture and what it is for: a style's label, or a photo."""

    path: Path
    style: int


@dataclass(frozen=True)
class _Encoded:
    """The crops of one picture, and the hash of its bytes."""

    style: int
    content_hash: str
    crops: Crops
    first_of_several: bool = False


@dataclass(frozen=True)
class _Folders:
    styles: dict[str, tuple[Path, ...]]
    photos: tuple[Path, ...]


def build_dataset(
    config: TrainConfig, codec: Codec, control: Control
) -> Generator[Event, None, InMemoryLatentDataset]:
    """Read, crop and encode everything a run needs, reporting progress.

    Yields
    ------
    Notice, Progress

    Returns
    -------
    InMemoryLatentDataset

    Raises
    ------
    DataError
        When there is nothing to train on; names the folder and says what is expected.
    Cancelled
        When ``control`` asks to stop.
    """
    folders = yield from find_pictures(config.data)
    names = tuple(folders.styles)
    photos, validation = _split_photos(folders.photos, config.data.validation_photos)
    sources = [
        _Source(path, label) for label, name in enumerate(names) for path in folders.styles[name]
    ]
    sources += [_Source(path, _PHOTO) for path in photos]
    encoded = yield from _encode_all(sources, config, codec, control)
    present = {item.style for item in encoded}
    judge = {}
    for label, name in enumerate(names):
        control.raise_if_stopping()
        if label not in present:
            raise DataError(
                f"None of the pictures of the style '{name}' could be read.",
                next_step="Replace them with whole pictures.",
            )
        pictures = _judged_pictures(folders.styles[name], config.data)
        judge[name] = _judge_crops(pictures, config.data, judge_seed(label))
    if _PHOTO not in present:
        yield Notice("warning", "no_photos", _NO_PHOTOS)
    held_out = _validation_pixels(validation, judge, config.data)
    return _assemble(names, encoded, judge, held_out)


_NO_PHOTOS = (
    "There are no photos to train on, so the styles' own pictures, mirrored, stand in for them. "
    "The style will be learned better with a few dozen ordinary photos."
)


def find_pictures(data: DataConfig) -> Generator[Event, None, _Folders]:
    """The usable pictures of every style and the photos; tells what was left out and why."""
    root = data.data_root
    if root is None or not os.path.isdir(root):
        raise DataError(
            f"The data folder {root} does not exist.",
            next_step="Set data.data_root to a folder that holds one folder per style.",
        )
    photo_folder = _photo_folder(root, data.content_subdir)
    styles = {}
    for folder in (yield from _style_folders(root, data, photo_folder)):
        pictures, rejected = _scan(folder)
        if rejected:
            yield _rejection_notice(folder.name, rejected)
        if pictures:
            styles[folder.name] = pictures
        elif data.style_subdirs is None and not _has_picture_files(rejected):
            text = f"Left out: the folder {folder.name} holds no pictures."
            yield Notice("warning", "empty_folder", text)
        else:
            raise DataError(
                f"The style folder {folder} holds no picture that can be used.",
                next_step="Add at least one picture of 64 pixels or more, or remove the folder.",
            )
    if not styles:
        raise _no_styles(root, data)
    photos: tuple[Path, ...] = ()
    if os.path.isdir(photo_folder):
        photos, rejected = _scan(photo_folder)
        if rejected:
            yield _rejection_notice("photos", rejected)
    return _Folders(styles, photos)


def _scan(folder: Path) -> tuple[tuple[Path, ...], tuple[tuple[Path, str], ...]]:
    scan = scan_folder(folder)
    return scan.pictures, scan.rejected


def _has_picture_files(rejected: tuple[tuple[Path, str], ...]) -> bool:
    return any(path.suffix.lower() in PICTURE_SUFFIXES for path, _ in rejected)


def _photo_folder(root: Path, wanted: str) -> Path:
    """The folder of the photos, also when it is spelled with other capitals."""
    if os.path.isdir(root / wanted):
        return root / wanted
    alike = (name for name in _visible(root) if name.casefold() == wanted.casefold())
    return root / next((name for name in alike if os.path.isdir(root / name)), wanted)


def _style_folders(
    root: Path, data: DataConfig, photo_folder: Path
) -> Generator[Event, None, list[Path]]:
    if data.style_subdirs is not None:
        missing = [name for name in data.style_subdirs if not os.path.isdir(root / name)]
        if missing:
            raise DataError(
                f"There is no style folder {', '.join(repr(name) for name in missing)} in {root}.",
                next_step="Correct data.style_subdirs; it names sub-folders of data.data_root.",
            )
        return [root / name for name in data.style_subdirs]
    found = []
    for folder in sorted(root / name for name in _visible(root)):
        if not folder.is_dir() or (os.path.exists(photo_folder) and folder.samefile(photo_folder)):
            continue
        own = own_folder(folder)
        if own is None:
            found.append(folder)
            continue
        text = f"Left out: {folder.name} holds {own} of LGT's own. Name it in data.style_subdirs "
        yield Notice("info", "own_folder", text + "if it is a style all the same.")
    if not found:
        raise _no_styles(root, data)
    return found


def _visible(root: Path) -> list[str]:
    try:
        return visible_names(root)
    except OSError as error:
        raise DataError(
            f"The data folder {root} cannot be listed ({error.strerror or error}).",
            next_step="Allow yourself to read it, or set data.data_root to another folder.",
        ) from error


def _no_styles(root: Path, data: DataConfig) -> DataError:
    return DataError(
        f"The data folder {root} holds no style folders.",
        next_step=f"Make one folder per style in it, and a folder '{data.content_subdir}' of "
        "photos.",
    )


def _rejection_notice(where: str, rejected: tuple[tuple[Path, str], ...]) -> Notice:
    shown = "; ".join(f"{path.name}: {reason}" for path, reason in rejected[:_REJECTED_SHOWN])
    more = len(rejected) - _REJECTED_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return Notice("warning", "rejected", f"{where}: {len(rejected)} left out ({shown}{rest}).")


def _split_photos(
    photos: tuple[Path, ...], wanted: int
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Training and validation photos: every n-th one is held out, at most a quarter."""
    count = min(wanted, len(photos) // 4)
    if count == 0:
        return photos, photos[:wanted]
    step = len(photos) / count
    held = {photos[int(index * step)] for index in range(count)}
    return tuple(p for p in photos if p not in held), tuple(p for p in photos if p in held)


def _encode_all(
    sources: list[_Source], config: TrainConfig, codec: Codec, control: Control
) -> Generator[Event, None, list[_Encoded]]:
    """Latents of all pictures; those that fail are told and left out."""
    cache = LatentCache(config.data.cache_dir)
    per_style = {
        label: sum(source.style == label for source in sources)
        for label in {s.style for s in sources}
    }
    encoded = []
    remaining = Remaining()
    for done, source in enumerate(sources, start=1):
        while control.paused:
            control.wait_while_paused(timeout=1.0)
        control.raise_if_stopping()
        try:
            encoded.append(_encode(source, config, codec, cache, per_style[source.style]))
            if encoded[-1].first_of_several:
                text = f"{source.path.name} holds several pictures; the first one is used."
                yield Notice("info", "first_of_several", text)
        except ImageError as error:
            yield Notice("warning", "rejected", f"Left out: {error}")
        left = remaining.at(done / len(sources))
        yield Progress("Preparing pictures", done, len(sources), left)
    return encoded


def _encode(
    source: _Source, config: TrainConfig, codec: Codec, cache: LatentCache, pictures_of_kind: int
) -> _Encoded:
    """Crops of one picture as latents, from the cache where possible."""
    data = config.data
    # Where the device multiplies bfloat16 natively this halves the wait before the first step;
    # latents move by 1 % of their spread, the built-in encoder itself errs by a third.
    dtype = autocast_dtype(config.training.precision, codec.device)
    content_hash = hash_file(source.path)
    if source.style == _PHOTO:
        count, scales = data.crops_per_photo, data.close_photo_scales
    else:
        count = max(1, -(-data.crops_per_style // pictures_of_kind))
        scales = data.close_style_scales
    preprocessing = {
        "version": 3,
        "ground": data.ground,
        "size": data.image_size,
        "count": count,
        "scales": scales,
        "mirror": source.style == _PHOTO,
        "precision": str(dtype),
    }
    path = cache.path(content_hash, preprocessing, codec.codec_id)
    crops, several = cache.read(path), False
    cells = data.image_size // codec.downsampling
    expected = (count, codec.latent_channels, cells, cells)
    if crops is None or crops.latents.shape != expected:
        picture = open_picture(source.path, ground=data.ground)
        several = picture.has_more
        if picture.content_hash != content_hash:  # replaced between the two readings
            content_hash = picture.content_hash
            path = cache.path(content_hash, preprocessing, codec.codec_id)
        # Crops follow from the picture's own bytes, so the cache serves every run and seed.
        seed = int(content_hash[:8], 16)
        pixels = to_tensor(picture.image)
        cut = style_crops(pixels, size=data.image_size, count=count, scales=scales, seed=seed)
        if source.style == _PHOTO:
            cut[1::2] = cut[1::2].flip(-1)
        with torch.autocast(codec.device.type, dtype, enabled=dtype is not None):
            crops = Crops(to_bytes(cut), codec.encode(cut).cpu())
        cache.write(path, crops)
    return _Encoded(source.style, content_hash, crops, several)


def _judged_pictures(pictures: tuple[Path, ...], data: DataConfig) -> list[Tensor]:
    """Some of a style's pictures, spread over all, as pixels ``[3, H, W]``."""
    step = max(1, len(pictures) // _JUDGE_CROPS)
    chosen = list(_readable(pictures[::step], data))[:_JUDGE_CROPS]
    if not chosen:  # all of the picked ones are damaged
        chosen = list(islice(_readable(pictures, data), _JUDGE_CROPS))
    return chosen


def _judge_crops(pictures: list[Tensor], data: DataConfig, seed: int) -> Tensor:
    """Crops of the parts that training sees, at the scale of photos, of a seed of their own."""
    return style_crops(
        pictures, size=data.image_size, count=_JUDGE_CROPS, scales=data.style_scales, seed=seed
    )


def _readable(pictures: tuple[Path, ...], data: DataConfig) -> Iterator[Tensor]:
    for path in pictures:
        try:
            yield to_tensor(open_picture(path, ground=data.ground).image)
        except ImageError:
            continue


def _validation_pixels(
    photos: tuple[Path, ...], judge: dict[str, Tensor], data: DataConfig
) -> Tensor:
    """``[V, 3, S, S]``: held-out photos, or style crops where there are no photos at all."""
    found = []
    for path in photos:
        try:
            picture = open_picture(path, ground=data.ground)
            image = centre_crop_square(picture.image, data.image_size)
        except ImageError:
            continue
        found.append(to_tensor(image))
    if found:
        return torch.stack(found)
    return torch.cat([crops[:1] for crops in judge.values()])[: data.validation_photos]


def _assemble(
    names: tuple[str, ...],
    encoded: list[_Encoded],
    judge: dict[str, Tensor],
    validation: Tensor,
) -> InMemoryLatentDataset:
    of_styles = [item for item in encoded if item.style != _PHOTO]
    of_photos = [item for item in encoded if item.style == _PHOTO]
    content = of_photos or of_styles
    # Numbered by content: a picture that is both a photo and in a style is one picture, and so is
    # never its own reference.
    numbers = {item.content_hash: number for number, item in enumerate(encoded)}
    content_latents = torch.cat([item.crops.latents for item in content])
    content_pixels = torch.cat([item.crops.pixels for item in content])
    return InMemoryLatentDataset(
        style_names=names,
        style_latents=torch.cat([item.crops.latents for item in of_styles]),
        style_pixels=torch.cat([item.crops.pixels for item in of_styles]),
        style_ids=_per_crop(of_styles, [item.style for item in of_styles]),
        style_pictures=_per_crop(of_styles, [numbers[item.content_hash] for item in of_styles]),
        # Mirrored where style pictures stand in for photos, so that a source is never one of the
        # references, even when the style has one single picture.
        content_latents=content_latents if of_photos else content_latents.flip(-1),
        content_pixels=content_pixels if of_photos else content_pixels.flip(-1),
        content_styles=_per_crop(content, [item.style for item in content]),
        content_pictures=_per_crop(content, [numbers[item.content_hash] for item in content]),
        validation_pixels=validation,
        judge_pixels=judge,
    )


def _per_crop(items: list[_Encoded], values: list[int]) -> Tensor:
    """One value a picture → one a crop."""
    counts = torch.tensor([len(item.crops.latents) for item in items])
    return torch.tensor(values).repeat_interleave(counts)
