"""Make a trained student decoder crisper without further training.

What a student cannot know of a picture it blurs. An unsharp mask gives the gradients their energy
back; here it is built into the decoder's last convolution, by least squares, so that it costs
nothing when pictures are decoded.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from diffusers import AutoencoderTiny
from torch import Tensor, nn

from .losses import sharpened
from .picture_pool import PoolItem

_PIXELS = 9000  # of each picture that take part
_PICTURES = 120
_RIDGE = 1e-6


@torch.inference_mode()
def sharpen_decoder(
    model: AutoencoderTiny, items: Sequence[PoolItem], amount: float, seed: int = 0
) -> None:
    """Fit the last convolution to what it gives now, sharpened by ``amount``.

    Parameters
    ----------
    model : AutoencoderTiny
        Changed in place.
    items : sequence of PoolItem
        Photos to fit on; their latents come from the model's own encoder.
    amount : float
        See :func:`lgt_engine.tools.codec_training.losses.sharpened`.
    seed : int
        Of the choice of pictures and pixels.
    """
    generator = torch.Generator().manual_seed(seed)
    last = [layer for layer in model.decoder.modules() if isinstance(layer, nn.Conv2d)][-1]
    seen: dict[str, Tensor] = {}
    hook = last.register_forward_hook(lambda _layer, given, made: seen.update(x=given[0], y=made))
    size = last.weight[0].numel() + 1
    normal = torch.zeros(size, size, dtype=torch.float64)
    wanted = torch.zeros(size, last.out_channels, dtype=torch.float64)
    for _ in range(_PICTURES):
        item = items[int(torch.randint(len(items), (1,), generator=generator))]
        model.decoder(model.encoder(item.pixels[None].float() / 127.5 - 1.0))
        inputs = F.unfold(seen["x"], 3, padding=1)[0].T
        goal = sharpened(seen["y"], amount)[0].flatten(1).T
        pick = torch.randint(len(goal), (_PIXELS,), generator=generator)
        rows = F.pad(inputs[pick], (0, 1), value=1.0).double()  # the last column is the bias
        normal += rows.T @ rows
        wanted += rows.T @ goal[pick].double()
    hook.remove()
    normal += _RIDGE * normal.diagonal().mean() * torch.eye(size, dtype=torch.float64)
    solution = torch.linalg.solve(normal, wanted).float()
    last.weight.copy_(solution[:-1].T.reshape(last.weight.shape))
    assert last.bias is not None
    last.bias.copy_(solution[-1])
