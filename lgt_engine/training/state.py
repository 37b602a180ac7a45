"""Everything that training changes, as one thing that can be saved, restored and rolled back."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor, nn

from lgt_engine.config import TrainConfig
from lgt_engine.errors import CheckpointError, pass_on_full_memory
from lgt_engine.io.safetensors_header import SafetensorsError, SafetensorsHeader, TensorFacts
from lgt_engine.io.safetensors_tensors import names_of_non_finite, shapes_only, tensor_facts
from lgt_engine.model.checkpoint import FORMAT_VERSION, read_document, read_tensors
from lgt_engine.model.velocity_field import FieldShape, VelocityField

_ADAM_BETAS = (0.9, 0.99)
_MIN_RATE_SHARE = 0.02
_MAX_COUNT = 2**31
_NOISE = ", noise_channels="
_NO_NOISE = f"{_NOISE}0"


def make_optimiser(network: nn.Module, config: TrainConfig) -> torch.optim.AdamW:
    """AdamW, fused where the device has it; gates, biases and embeddings do not decay."""
    decayed = [
        p
        for name, p in network.named_parameters()
        if p.dim() > 1 and not name.startswith(("style.", "palette"))
    ]
    chosen = {id(p) for p in decayed}
    rest = [p for p in network.parameters() if id(p) not in chosen]
    groups = [
        {"params": decayed, "weight_decay": config.training.weight_decay},
        {"params": rest, "weight_decay": 0.0},
    ]
    device = next(network.parameters()).device.type
    return torch.optim.AdamW(
        groups,
        lr=config.training.learning_rate,
        betas=_ADAM_BETAS,
        fused=device in ("cpu", "cuda", "xpu"),
    )


def run_fingerprint(styles: tuple[str, ...], codec_id: str, shape: FieldShape) -> str:
    """What must not change under a resumed run."""
    # Without noise it is that of runs from before there was any.
    return repr((styles, codec_id, shape)).replace(_NO_NOISE, "")


def as_begun(config: TrainConfig, state: Path) -> TrainConfig:
    """The configuration for going on with a run whose network sees no noise, where it sees none.

    Raises
    ------
    CheckpointError
        When the state cannot be read.
    """
    if _NOISE in str(read_document(state).get("fingerprint")):
        return config
    return replace(config, model=replace(config.model, noise_channels=0))


@dataclass
class Counters:
    """Plain numbers of the state; all of them survive a resume.

    Attributes
    ----------
    step : int
        Updates done.
    seconds : float
        Training time behind them.
    rate_share : float
        Of the configured learning rate; halved at every roll-back.
    rollbacks, rollback_step : int
        Roll-backs since the last good stretch, and the step of the last one.
    batch_size, accumulation : int
        In force; an out-of-memory error trades one for the other.
    best_score : float
        Of the best validation so far.
    """

    batch_size: int
    accumulation: int
    step: int = 0
    seconds: float = 0.0
    rate_share: float = 1.0
    rollbacks: int = 0
    rollback_step: int = 0
    best_score: float = -math.inf


@dataclass
class TrainingState:
    """Network, averaged weights, optimiser, random numbers and counters.

    One CPU generator makes every draw of a run (batches, directions, noise), so a restored state
    continues exactly where it was.
    """

    network: VelocityField
    optimiser: torch.optim.AdamW
    counters: Counters
    generator: Generator
    ema: dict[str, Tensor] = field(default_factory=dict)

    @classmethod
    def create(cls, network: VelocityField, config: TrainConfig, batch_size: int) -> TrainingState:
        """A fresh state; ``network`` must already be initialised and on its device."""
        generator = Generator().manual_seed(config.training.seed)
        ema = {name: value.detach().clone() for name, value in network.state_dict().items()}
        counters = Counters(batch_size, config.training.accumulation)
        return cls(network, make_optimiser(network, config), counters, generator, ema)

    def set_learning_rate(self, config: TrainConfig, progress: float) -> float:
        """Linear warm-up, then a cosine over ``progress`` ∈ [0, 1]; returns the rate."""
        training = config.training
        warm = min(1.0, (self.counters.step + 1) / max(training.warmup_steps, 1))
        cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
        shape = _MIN_RATE_SHARE + (1 - _MIN_RATE_SHARE) * cosine
        rate = training.learning_rate * warm * shape * self.counters.rate_share
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        return rate

    @torch.no_grad()
    def update_average(self, decay: float) -> None:
        """Exponential moving average of the weights, faster during the first steps."""
        step = self.counters.step
        weight = 1 - min(decay, (1 + step) / (10 + step))
        averaged = list(self.ema.values())
        current = [value.detach() for value in self.network.state_dict().values()]
        torch._foreach_lerp_(averaged, current, weight)

    def averaged_network(self) -> VelocityField:
        """A copy of the network with the averaged weights, for validation and preview."""
        device = next(self.network.parameters()).device
        with shapes_only():
            copy = VelocityField(self.network.shape)
        copy.load_state_dict({k: v.to(device, copy=True) for k, v in self.ema.items()}, assign=True)
        return copy.requires_grad_(False).eval()

    def tensors(self) -> dict[str, Tensor]:
        """All tensors under flat names."""
        found = self._without_moments()
        for index, moments in self.optimiser.state_dict()["state"].items():
            found |= {f"optimiser.{index}.{k}": v for k, v in moments.items()}
        return found

    def _without_moments(self) -> dict[str, Tensor]:
        found = {f"network.{k}": v for k, v in self.network.state_dict().items()}
        found |= {f"ema.{k}": v for k, v in self.ema.items()}
        return {**found, "generator": self.generator.get_state()}

    def snapshot(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """A copy to roll back to."""
        copied = {name: value.detach().clone() for name, value in self.tensors().items()}
        return copied, dict(vars(self.counters))

    def restore(self, tensors: dict[str, Tensor], counters: dict[str, Any]) -> None:
        """Go back to a snapshot or a saved state."""
        prefixed: dict[str, dict[str, Tensor]] = {"network": {}, "ema": {}, "optimiser": {}}
        for name, value in tensors.items():
            head, _, rest = name.partition(".")
            if head in prefixed:
                prefixed[head][rest] = value
        # Not by load_state_dict, which makes a full memory look like wrong weights.
        for name, value in self.network.state_dict().items():
            value.copy_(prefixed["network"][name])
        for name, value in self.ema.items():
            value.copy_(prefixed["ema"][name])
        moments: dict[int, dict[str, Tensor]] = {}
        for name, value in prefixed["optimiser"].items():
            index, _, key = name.partition(".")
            moments.setdefault(int(index), {})[key] = value.clone()
        state = self.optimiser.state_dict()
        state["state"] = moments
        self.optimiser.load_state_dict(state)
        self.generator.set_state(tensors["generator"].cpu())
        self.counters = Counters(**counters)

    def document(self, fingerprint: str, styles: tuple[str, ...]) -> dict[str, Any]:
        """What a file with :meth:`tensors` says besides them.

        Parameters
        ----------
        fingerprint : str
            Of the data and settings that must not change under a resumed run.
        styles : tuple of str
            Names in label order.
        """
        return {
            "format": FORMAT_VERSION,
            "kind": "state",
            "counters": dict(vars(self.counters)),
            "fingerprint": fingerprint,
            "styles": list(styles),
        }

    def load(self, path: Path, fingerprint: str) -> None:
        """Continue from a saved state.

        Raises
        ------
        CheckpointError
            When the file is damaged or belongs to another model size or other data.
        """
        document = read_document(path)
        if document.get("kind") != "state":
            raise CheckpointError(f"{path} is not a training state.", safe="The file is untouched.")
        if document.get("fingerprint") != fingerprint:
            raise CheckpointError(
                f"{path} was saved with other styles, another codec or another network size.",
                safe="The file is untouched.",
                next_step="Resume with the settings in the run's config.json, or choose a new "
                "save_dir.",
            )
        tensors, _ = read_tensors(path, self._check_tensors)
        try:
            _check_counters(document["counters"])
            for name in names_of_non_finite(tensors):
                raise ValueError(f"{name} holds numbers that are not finite")
            self.restore(tensors, document["counters"])
        except (KeyError, RuntimeError, ValueError, TypeError) as error:
            pass_on_full_memory(error)
            raise CheckpointError(
                f"{path} does not hold a whole training state: {error}",
                safe="The file is untouched.",
                next_step="Start a new run in another save_dir.",
            ) from error

    def _check_tensors(self, header: SafetensorsHeader) -> None:
        """Raise SafetensorsError unless the tensors are those that this state saves."""
        expected = {name: tensor_facts(value) for name, value in self._without_moments().items()}
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        moments = {name.split(".")[1] for name in header.tensors if name.startswith("optimiser.")}
        for index in moments:
            if not index.isdecimal() or int(index) >= len(parameters):
                raise SafetensorsError("it holds moments of unknown weights")
            weight = tensor_facts(parameters[int(index)])
            expected |= {f"optimiser.{index}.{key}": weight for key in ("exp_avg", "exp_avg_sq")}
            expected[f"optimiser.{index}.step"] = TensorFacts("F32", ())
        if header.tensors != expected:
            raise SafetensorsError("tensors are missing, unknown, or of other shapes or types")


def _check_counters(values: Any) -> None:
    """Raise TypeError, KeyError or ValueError unless these are counters of a real run."""
    if not isinstance(values, dict):
        raise TypeError("there are no counters")
    if values.keys() != {item.name for item in fields(Counters)}:
        raise KeyError("counters are missing or unknown")
    counters = Counters(**values)
    whole = (counters.step, counters.rollbacks, counters.batch_size, counters.accumulation)
    if not all(type(value) is int for value in (*whole, counters.rollback_step)):
        raise TypeError("counters must be whole numbers")
    if min(counters.step, counters.rollbacks) < 0 or min(whole[2:]) < 1:
        raise ValueError("counters are out of range")
    if max(*whole, abs(counters.rollback_step)) > _MAX_COUNT:
        raise ValueError("counters are out of range")
    if not (0 <= counters.seconds < math.inf and 0 < counters.rate_share <= 1):
        raise ValueError("counters are out of range")
    if not counters.best_score < math.inf:
        raise ValueError("counters are out of range")
