"""Keep what a style adds to the frames of a clip still, where the photos only move.

A network sees each frame by itself, on the codec's grid of 8 pixels: strokes of a photo that moved
by 3 pixels are other strokes. What a style adds, result − photo, is therefore carried along the
motion from frame to frame and follows the newest frame slowly. The motion is estimated from the
photos: phase correlation of windows proposes whole-pixel shifts, and each place takes the one under
which its surroundings agree best. Where none agrees, as in what a moving object uncovers or after a
cut, the newest frame is taken as it is.

Shifts are whole pixels so that nothing is blurred by carrying it. What is averaged over frames is
softer than each of them; fine differences are therefore made as strong as in the newest frame.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from lgt_engine.images import to_image, to_tensor

#: Share of the carried difference where the photos agree. Differences that are new in each frame
#: then change from frame to frame by about a quarter of what they would.
_CARRIED = 0.88
#: Side of the square whose mean a fine difference differs from, and the most that those are made
#: stronger to be as strong as in the frame alone.
_FINE, _STRONGEST = 5, 3.0
#: Mean difference of two photos, in units of [−1, 1], at which a place counts as half another one.
_AGREEMENT = 0.06
#: Sides of the square around a pixel that decides on its shift, and on how far it agrees.
_MATCHED, _COMPARED = 17, 5
#: Sides of the windows that are correlated; the first finds fast motion, the second small objects.
_WINDOWS = (256, 64)
#: Shifts that are tried; in a zoom or a turn every place has another one.
_SHIFTS = 24
#: What a shift must gain over a more frequent one: in flat places noise would choose.
_MARGIN = 0.004

_Shift = tuple[int, int]


class Steadying:
    """The memory of one clip; its frames must come in order and have one size."""

    def __init__(self) -> None:
        self._photo: Tensor | None = None
        self._added: Tensor | None = None

    def steadied(self, photo: Image.Image, result: Image.Image) -> Image.Image:
        """The next frame of the clip without flicker.

        Parameters
        ----------
        photo : PIL.Image.Image
            RGB.
        result : PIL.Image.Image
            RGB, of the same size: what the network made of the photo alone.

        Returns
        -------
        PIL.Image.Image
            RGB. Of the first frame ``result`` itself; equal for equal frames that follow each
            other.
        """
        seen = to_tensor(photo)
        added = newest = to_tensor(result) - seen
        if self._photo is not None and self._added is not None:
            before, carried = carry(self._photo, seen, self._added)
            added = carried + (1 - _share(before, seen)) * (newest - carried)
        self._photo, self._added = seen, added  # strengthened, it would grow from frame to frame
        return to_image(seen + _as_strong(added, newest))


def _share(before: Tensor, now: Tensor) -> Tensor:
    """How much of the carried difference stays in each place, ``[1, H, W]``."""
    off = _mean_around((before - now).abs().mean(0, keepdim=True), _COMPARED)
    # What came from outside of the picture is NaN.
    return _CARRIED * torch.exp2(-((off / _AGREEMENT) ** 2)).nan_to_num(0.0)


def _as_strong(added: Tensor, newest: Tensor) -> Tensor:
    """``added`` with its fine differences as strong around each place as those of ``newest``."""
    fine, wanted = (values - _mean_around(values, _FINE) for values in (added, newest))
    has, should = (_mean_around(each.square().mean(0, True), _MATCHED) for each in (fine, wanted))
    gain = (should / has.clamp_min(1e-9)).sqrt().clamp(1.0, _STRONGEST)
    return added + (gain - 1) * fine


def carry(before: Tensor, now: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """A photo and values of its pixels, moved to where they are in the next photo.

    Parameters
    ----------
    before, now : Tensor
        Two photos, ``[3, H, W]`` in [−1, 1].
    values : Tensor
        ``[C, H, W]`` of ``before``.

    Returns
    -------
    (Tensor, Tensor)
        ``before`` and ``values`` moved. Where nothing of ``before`` comes to, the photo is NaN and
        the values are 0.
    """
    old, new = before.mean(0), now.mean(0)
    both = torch.cat([before, values])
    best = torch.full_like(new, torch.inf)
    moved = torch.cat([torch.full_like(before, torch.nan), torch.zeros_like(values)])
    for shift in likely_shifts(old, new):
        off = (_shifted(old[None], shift)[0] - new).abs()
        outside = off.isnan()
        cost = _mean_around(off.nan_to_num(0.0)[None], _MATCHED)[0].masked_fill(outside, torch.inf)
        better = cost < best - _MARGIN
        better |= best.isinf() & ~outside
        best = torch.where(better, cost, best)
        moved = torch.where(better, _shifted(both, shift), moved)
    return moved[: len(before)], moved[len(before) :]


def likely_shifts(before: Tensor, now: Tensor) -> list[_Shift]:
    """Whole-pixel shifts (down, right) by which parts of a picture may have moved.

    Parameters
    ----------
    before, now : Tensor
        Two grey pictures, ``[H, W]``.

    Returns
    -------
    list of (int, int)
        Standing still first, then by how many windows moved so; at most :data:`_SHIFTS`.
    """
    votes: Counter[_Shift] = Counter()
    for side in _WINDOWS:
        votes.update(_window_shifts(before, now, side))
    votes.pop((0, 0), None)
    return [(0, 0), *(shift for shift, _ in votes.most_common(_SHIFTS - 1))]


def _window_shifts(before: Tensor, now: Tensor, side: int) -> list[_Shift]:
    """The peak of the phase correlation of each pair of windows, which overlap by half."""
    height, width = (min(side, length) for length in now.shape)
    old, new = (_windows(picture, height, width) for picture in (before, now))
    hann = torch.outer(torch.hann_window(height), torch.hann_window(width))
    spectra = [torch.fft.rfft2((w - w.mean((-2, -1), keepdim=True)) * hann) for w in (old, new)]
    cross = spectra[1] * spectra[0].conj()
    peaks = torch.fft.irfft2(cross / (cross.abs() + 1e-6), s=(height, width)).flatten(1).argmax(1)
    down, right = np.divmod(peaks.numpy(), width)
    down, right = (np.where(d > n // 2, d - n, d) for d, n in ((down, height), (right, width)))
    return [(int(y), int(x)) for y, x in zip(down, right, strict=True)]


def _windows(picture: Tensor, height: int, width: int) -> Tensor:
    rows = picture.unfold(0, height, max(1, height // 2))
    return rows.unfold(1, width, max(1, width // 2)).reshape(-1, height, width)


def _shifted(planes: Tensor, shift: _Shift) -> Tensor:
    """Planes ``[C, H, W]`` moved down and right; NaN where nothing comes to."""
    moved = torch.full_like(planes, torch.nan)
    (height, width), (down, right) = planes.shape[-2:], shift
    to = slice(max(0, down), height + min(0, down)), slice(max(0, right), width + min(0, right))
    of = slice(max(0, -down), height - max(0, down)), slice(max(0, -right), width - max(0, right))
    moved[:, to[0], to[1]] = planes[:, of[0], of[1]]
    return moved


def _mean_around(planes: Tensor, side: int) -> Tensor:
    """Mean of the square around each pixel of planes ``[C, H, W]``."""
    padded = F.pad(planes[None], (side // 2,) * 4, mode="replicate")
    return F.avg_pool2d(padded, side, stride=1)[0]
