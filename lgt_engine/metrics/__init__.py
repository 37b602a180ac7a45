"""Does it look like the style, and is the photo still there? See :mod:`.judging`."""

from .judging import (
    Confusion,
    Gains,
    StyleDistance,
    StyleJudge,
    confusion_matrix,
    gains,
    spearman,
)
from .looks import ContentJudge, Features
from .pictures import (
    contrast_ratio,
    gradient_correlation,
    gradient_energy,
    luminance,
    psnr,
    saturation_ratio,
    structure,
)
from .projection import wasserstein_1d

__all__ = [
    "Confusion",
    "ContentJudge",
    "Features",
    "Gains",
    "StyleDistance",
    "StyleJudge",
    "confusion_matrix",
    "contrast_ratio",
    "gains",
    "gradient_correlation",
    "gradient_energy",
    "luminance",
    "psnr",
    "saturation_ratio",
    "spearman",
    "structure",
    "wasserstein_1d",
]
