"""Pictures in OKLab (Ottosson, 2020), and one picture in the colours of another there.

OKLab separates lightness L from the chroma plane (a, b). Where only chroma changes, CIELAB turns
blue to purple; in OKLab lines of one hue are straight, so a mixture of two colours runs through no
third one. Both directions are closed forms.

NumPy, not torch: these are many short operations. torch would divide each among threads that wait
for each other, which takes minutes for a large photo beside other busy programs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

#: ``[H, W, 3]`` sRGB, and planes ``[3, N]`` of OKLab or of linear light.
Levels = NDArray[np.uint8]
Planes = NDArray[np.float32]

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_CONES, _FROM_LAB = (np.linalg.inv(m).astype(np.float32) for m in (_TO_CONES, _TO_LAB))
_TO_CONES, _TO_LAB = _TO_CONES.astype(np.float32), _TO_LAB.astype(np.float32)
_VALUES = np.arange(256) / 255
#: Linear light of the 256 levels (IEC 61966-2-1).
_LINEAR = np.where(
    _VALUES <= 0.04045, _VALUES / 12.92, ((_VALUES + 0.055) / 1.055) ** 2.4
).astype(np.float32)  # fmt: skip
#: Linear light where the straight part of sRGB's curve ends.
_KNEE = 0.0031308
#: Linear light beyond [0, 1] that still counts as inside: of a colour on the rim, rounding alone.
_RIM = 1e-5
#: The share of the chroma that sRGB can show is first found to 1/32.
_HALVINGS = 5
#: Pixels worked on at once: they fit the processor's caches.
_PIECE = 2**14


def keep_colours(result: Levels, photo: Levels, share: float) -> Levels:
    """A picture with the lightness of one and the colours of another.

    Parameters
    ----------
    result, photo : ndarray of uint8
        ``[H, W, 3]`` sRGB, of one size.
    share : float
        0 is ``result`` itself; at 1 the chroma is that of ``photo``, in between is a mixture.

    Returns
    -------
    ndarray of uint8
        ``[H, W, 3]``. Where sRGB has no colour of that lightness and chroma, the chroma is made
        smaller until it has one; lightness and hue stay.
    """
    if not share:
        return result
    return mix_chroma(to_oklab(result), to_oklab(photo), share).reshape(result.shape)


def to_oklab(picture: Levels) -> Planes:
    """sRGB ``[H, W, 3]`` → ``[3, H · W]``: L in [0, 1], and a and b within [−0.4, 0.4]."""
    levels = picture.reshape(-1, 3).T
    lab = np.empty(levels.shape, np.float32)
    for piece in _pieces(lab.shape[1]):
        lab[:, piece] = _TO_LAB @ np.cbrt(_TO_CONES @ _LINEAR[levels[:, piece]])
    return lab


def mix_chroma(result: Planes, photo: Planes, share: float) -> Levels:
    """:func:`keep_colours` of what :func:`to_oklab` made, for many shares; returns ``[N, 3]``."""
    made = np.empty(result.shape[::-1], np.uint8)
    for piece in _pieces(len(made)):
        lab = np.float32(1 - share) * result[:, piece] + np.float32(share) * photo[:, piece]
        lab[0] = result[0, piece]
        made[piece] = np.rint(255 * from_oklab(lab)).T
    return made


def from_oklab(lab: Planes) -> Planes:
    """OKLab ``[3, N]`` → sRGB ``[3, N]`` in [0, 1]; the chroma shrinks where it must."""
    linear = _FROM_CONES @ (_FROM_LAB @ lab) ** 3
    outside = np.flatnonzero(~_fits(linear))
    if len(outside):
        linear[:, outside] = _reduced(lab[:, outside])
    linear = linear.clip(0, 1)
    curved = 1.055 * np.maximum(linear, _KNEE) ** np.float32(1 / 2.4) - 0.055
    # The curve is constant below the knee, where the straight part goes on.
    return np.asarray(curved + 12.92 * (np.minimum(linear, _KNEE) - _KNEE), np.float32)


def _reduced(lab: Planes) -> Planes:
    """Linear light of OKLab pixels ``[3, N]`` with as much of their chroma as sRGB can show.

    With a share s of the chroma, a cone's root is L + s·k, so that linear light is a cubic of s.
    """
    grey = lab[:1]
    cones = _FROM_LAB @ lab - grey
    first, second, third = (_FROM_CONES @ cones**power for power in (1, 2, 3))
    first, second, last = 3 * grey**2 * first, 3 * grey * second, grey**3

    def linear(share: Planes) -> Planes:
        return ((third * share + second) * share + first) * share + last

    share = np.zeros_like(grey)
    for halving in range(1, _HALVINGS + 1):
        step = np.float32(0.5**halving)
        share += step * _fits(linear(share + step))
    width = np.float32(0.5**_HALVINGS)  # so little of a cubic is almost straight
    low, high = linear(share), linear(share + width)
    limit = high.clip(0, 1)
    reached = np.ones_like(high)
    np.divide(limit - low, high - low, out=reached, where=limit != high)
    return linear(share + width * reached.min(0).clip(0, 1))


def _fits(linear: Planes) -> NDArray[np.bool_]:
    """Whether sRGB can show linear light ``[3, N]``; ``[N]``."""
    return np.asarray((linear.min(0) >= -_RIM) & (linear.max(0) <= 1 + _RIM))


def _pieces(count: int) -> Iterator[slice]:
    return (slice(start, start + _PIECE) for start in range(0, count, _PIECE))
