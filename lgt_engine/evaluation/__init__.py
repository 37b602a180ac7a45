"""Does it look like the style, and is the photo still there? See :mod:`.judging`."""

from .feature_distance import ContentJudge, Features
from .pixel_metrics import (
    contrast_ratio,
    gradient_correlation,
    gradient_energy,
    luminance,
    psnr,
    saturation_ratio,
    structure,
)
from .projections import wasserstein_1d
from .style_distance import (
    Confusion,
    Gains,
    StyleDistance,
    StyleJudge,
    confusion_matrix,
    gains,
    spearman,
)

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
