"""What ``lgt plan`` predicts against the peak of real training steps, in fresh processes.

On a GPU the peak is the allocator's; on a CPU it is the growth of the resident size, to which
threads and the allocator's own habits add what no plan can know.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from timing import MIB, Place, Row

_HERE = Path(__file__).resolve().parent
#: Name → arguments of :func:`made_up.make_config`.
CONFIGURATIONS: dict[str, dict[str, object]] = {
    "default, batch 8": {"batch": 8},
    "default, batch 48": {"batch": 48},
    "float32, batch 16": {"batch": 16, "precision": "float32"},
    "3 steps, batch 16": {"batch": 16, "ode_integration_steps": 3},
    "base 96, batch 16": {"batch": 16, "base_channels": 96},
    "512 px, batch 8": {"batch": 8, "image_size": 512},
    "checkpointing, batch 48": {"batch": 48, "use_gradient_checkpointing": True},
    "base 128, 5 steps, checkpointing, batch 48": {
        "batch": 48,
        "base_channels": 128,
        "ode_integration_steps": 5,
        "use_gradient_checkpointing": True,
    },
}
_HEAVY = ("base 128",)

_CHILD = """
import json, sys
sys.path[:0] = {paths}
import torch
torch.set_num_threads(1)
from made_up import make_config, make_stepper
from timing import Place, peak_mib
place = Place(torch.device({device!r}), 1, True)
stepper = None
def run():
    global stepper
    stepper = make_stepper(make_config(**json.loads({arguments!r})), 2, place.device)
    for _ in range(3):
        stepper.step(0.0)
print(peak_mib(run, place))
"""


def measure(place: Place) -> list[Row]:
    """One row a configuration."""
    from made_up import make_config

    from lgt_engine.training.memory_plan import plan_memory

    rows = []
    for name, arguments in CONFIGURATIONS.items():
        group = "memory: plan against peak"
        heavy = name.startswith(_HEAVY) or (place.quick and arguments["batch"] != 8)
        if place.device.type == "cpu" and heavy:
            rows.append(Row(group, name, note="left out: too slow for a CPU"))
            continue
        batch = int(str(arguments["batch"]))
        plan = plan_memory(make_config(**arguments), 2, place.device.type)  # type: ignore[arg-type]
        planned = plan.peak_bytes(batch) / MIB
        peak = _peak(arguments, place)
        values = {"planned MiB": planned, "peak MiB": peak, "error %": 100 * (planned / peak - 1)}
        rows.append(Row(group, name, values))
    return rows


def _peak(arguments: dict[str, object], place: Place) -> float:
    paths = [str(_HERE), str(_HERE.parents[1])]
    program = _CHILD.format(paths=paths, device=place.device.type, arguments=json.dumps(arguments))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
