"""Latents in memory: references of every style, photos, and fair draws of both.

The founding lesson lives here: the reference of a sample is drawn from the TARGET style's real
latents and is never the sample's own source.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Generator, Tensor


def build_style_indices_cache(style_ids: Tensor) -> dict[int, Tensor]:
    """Style label → indices of its latents, so that a draw costs O(1).

    Parameters
    ----------
    style_ids : Tensor
        ``[N]`` integer labels ≥ 0.
    """
    order = style_ids.argsort(stable=True)
    labels, counts = style_ids[order].unique_consecutive(return_counts=True)
    return dict(zip(labels.tolist(), order.split(counts.tolist()), strict=True))


@dataclass(frozen=True)
class InMemoryLatentDataset:
    """All latents of a run, float32, on the CPU.

    Attributes
    ----------
    style_names : tuple of str
        Names in label order.
    style_latents, style_pixels : Tensor
        ``[N, C, h, w]`` crops of the styles' pictures, and ``[N, 3, S, S]`` uint8 the same crops.
    style_ids, style_pictures : Tensor
        ``[N]`` label and picture number of each crop.
    content_latents, content_pixels : Tensor
        ``[M, C, h, w]`` crops of the photos (or of style pictures where there are no photos), and
        ``[M, 3, S, S]`` uint8 the same crops.
    content_styles, content_pictures : Tensor
        ``[M]`` label of the style a content crop comes from (−1: a photo) and picture number;
        numbers are shared with ``style_pictures``.
    validation_pixels : Tensor
        ``[V, 3, H, W]`` in [−1, 1]: photos that are never trained on.
    judge_pixels : dict of str to Tensor
        Style name → ``[J, 3, H, W]``: crops for measuring, cut apart from the training crops.
    """

    style_names: tuple[str, ...]
    style_latents: Tensor
    style_pixels: Tensor
    style_ids: Tensor
    style_pictures: Tensor
    content_latents: Tensor
    content_pixels: Tensor
    content_styles: Tensor
    content_pictures: Tensor
    validation_pixels: Tensor
    judge_pixels: dict[str, Tensor]

    @cached_property
    def style_indices(self) -> dict[int, Tensor]:
        """See :func:`build_style_indices_cache`."""
        return build_style_indices_cache(self.style_ids)

    @cached_property
    def _crops_by_picture(self) -> dict[int, dict[int, Tensor]]:
        """Style label → picture number → indices of its crops."""
        return {
            label: {
                picture: indices[chosen]
                for picture, chosen in build_style_indices_cache(
                    self.style_pictures[indices]
                ).items()
            }
            for label, indices in self.style_indices.items()
        }

    @cached_property
    def _content_for(self) -> dict[int, Tensor]:
        """Style label → content crops not of that style (all, when there are no others)."""
        everything = torch.arange(len(self.content_latents))
        result = {}
        for label in range(len(self.style_names)):
            foreign = everything[self.content_styles != label]
            result[label] = foreign if len(foreign) else everything
        return result

    def sample_references(
        self,
        style: int,
        count: int,
        *,
        exclude_pictures: frozenset[int] = frozenset(),
        generator: Generator | None = None,
    ) -> Tensor:
        """References of one style, spread evenly over its pictures.

        Pictures are visited in random order before any is visited again (stratified), so a
        picture with many crops has no more say than another.

        Parameters
        ----------
        style : int
            Label.
        count : int
        exclude_pictures : frozenset of int
            Pictures that are sources of this step; left out unless the style has no other.
        generator : torch.Generator, optional

        Returns
        -------
        Tensor
            ``[count, C, h, w]``.
        """
        pictures = self._crops_by_picture[style]
        allowed = [number for number in pictures if number not in exclude_pictures] or list(
            pictures
        )
        order: list[int] = []
        while len(order) < count:
            order += torch.randperm(len(allowed), generator=generator).tolist()
        chosen = []
        for position in order[:count]:
            crops = pictures[allowed[position]]
            chosen.append(int(crops[torch.randint(len(crops), (1,), generator=generator)]))
        return self.style_latents[torch.tensor(chosen)]

    def sample_content(
        self, style: int, count: int, *, generator: Generator | None = None
    ) -> tuple[Tensor, frozenset[int]]:
        """Sources to be carried to ``style``, and the numbers of their pictures.

        Returns
        -------
        indices : Tensor
            ``[count]`` into the content crops, without repetition while there are enough.
        pictures : frozenset of int
            For :meth:`sample_references` to leave out.
        """
        candidates = self._content_for[style]
        order: list[int] = []
        while len(order) < count:
            order += torch.randperm(len(candidates), generator=generator).tolist()
        chosen = candidates[torch.tensor(order[:count])]
        return chosen, frozenset(self.content_pictures[chosen].tolist())
