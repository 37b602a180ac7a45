"""Picture files ↔ pixels: everything that concerns picture files is importable from here.

Importing this package does not import torch: a window opens without it.
"""

from .folders import FolderScan, iter_picture_files, scan_folder
from .formats import MAX_PIXELS, MIN_SIDE, PICTURE_SUFFIXES, shown_name
from .reading import (
    Picture,
    centre_crop_square,
    fit_inside,
    open_picture,
    picture_from_pil,
    scaled_to,
    to_image,
    to_tensor,
)
from .writing import fitting_path, is_result, read_made_with, save_picture

__all__ = [
    "MAX_PIXELS",
    "MIN_SIDE",
    "PICTURE_SUFFIXES",
    "FolderScan",
    "Picture",
    "centre_crop_square",
    "fit_inside",
    "fitting_path",
    "is_result",
    "iter_picture_files",
    "open_picture",
    "picture_from_pil",
    "read_made_with",
    "save_picture",
    "scaled_to",
    "scan_folder",
    "shown_name",
    "to_image",
    "to_tensor",
]
