"""From pictures to pictures: codec, stylization, the way from slider to picture, cold start."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from made_up import make_config, make_network
from PIL import Image
from timing import Place, Row, median_seconds, peak_mib

from lgt_engine.codec.image_codec import Codec, load_codec
from lgt_engine.control import Control
from lgt_engine.inference.stylizer import Stylizer
from lgt_engine.model.checkpoint import ModelDescription, save_model
from lgt_engine.tools.procedural.pictures import procedural_picture

_SIDES = (256, 512, 1024, 2048)
_STYLES = ("ink", "wave")
_TWELVE_MEGAPIXELS = (4000, 3000)
_ENGINE = Path(__file__).resolve().parents[2]


def measure(place: Place, options: argparse.Namespace) -> list[Row]:
    """All rows about pictures."""
    with tempfile.TemporaryDirectory() as folder:
        model = write_model(Path(folder))
        rows = _codec(place, options.reference)
        rows += _stylization(place, model, large=options.large)
        rows += _slider(place, model, Path(folder))
        rows += _cold_start(model, Path(folder))
    return rows


def write_model(folder: Path) -> Path:
    """A model file of the default size whose styles move."""
    config = make_config()
    network = make_network(config, len(_STYLES), torch.device("cpu"))
    codec = load_codec()
    description = ModelDescription(
        network.shape, _STYLES, codec.kind, codec.codec_id, config=config.to_dict()
    )
    path = folder / "model.safetensors"
    save_model(path, network.state_dict(), description)
    return path


def photo(size: tuple[int, int]) -> Image.Image:
    """A drawn scene of any size, quickly."""
    return procedural_picture("scene", (256, 256), 1).resize(size, Image.Resampling.BICUBIC)


def _codec(place: Place, reference: Path | None) -> list[Row]:
    codecs = {"LGT builtin": load_codec().to(place.device)}
    if reference is not None:
        codecs["reference AutoencoderTiny"] = load_codec("folder", reference).to(place.device)
    rows = []
    for side in (256,) if place.quick else (256, 512):
        pixels = torch.rand(4, 3, side, side, generator=torch.Generator().manual_seed(0)) * 2 - 1
        latents = torch.randn(4, 4, side // 8, side // 8)
        jobs: dict[str, Callable[[Codec], object]] = {
            f"encode {side}": lambda codec, pixels=pixels: codec.encode(pixels),
            f"decode {side}": lambda codec, latents=latents: codec.decode(latents),
        }
        for group, job in jobs.items():
            runs = {
                name: (lambda codec=codec, job=job: job(codec)) for name, codec in codecs.items()
            }
            seconds = median_seconds(runs, place)
            rows += [
                Row(f"codec {group}", name, {"time ms": 1e3 * value}, f"4 pictures of {side} px")
                for name, value in seconds.items()
            ]
    if reference is None:
        rows.append(Row("codec", "reference", note="left out: give --reference DIR"))
    return rows


def _stylization(place: Place, model: Path, *, large: bool) -> list[Row]:
    sizes = [(side, side) for side in (_SIDES[:3] if place.quick else _SIDES)]
    if large:
        sizes.append(_TWELVE_MEGAPIXELS)
    stylizer = Stylizer.open(model, device=place.device.type)
    rows = []
    for width, height in sizes:
        picture = photo((width, height))

        def run(picture: Image.Image = picture) -> None:
            stylizer._last = None  # what a new picture costs, not the second look at one
            stylizer.stylize(picture)

        seconds = median_seconds({"": run}, place, repeats=1 if width > 1024 else None)[""]
        values = {"time ms": 1e3 * seconds, "peak MiB": peak_mib(run, place)}
        rows.append(Row("stylize, file to file without the file", f"{width} × {height}", values))
    return rows


def _slider(place: Place, model: Path, folder: Path) -> list[Row]:
    """The window's own path: guidance changes, a QImage comes back."""
    from lgt_app.workers.looks import Look
    from lgt_app.workers.rendering import PreviewFiles, RenderRequest

    source = folder / "photo.png"
    photo((1600, 1600)).save(source)
    files, guidance = PreviewFiles(), [0.0]

    def move(purpose: str, side: int) -> None:
        guidance[0] = 0.5 + (guidance[0] + 0.07) % 1.0
        look = Look(_STYLES[0], guidance=guidance[0])
        device = place.device.type
        request = RenderRequest(purpose, model, 1, source, look, side, device, files=files)
        list(request(Control()))

    passes = {
        "quick pass of a 512 px view (256)": ("live", 256),
        "full pass, 512 px": ("full", 512),
        "full pass, 1024 px": ("full", 1024),
    }
    return [
        Row("slider to picture", name, {"time ms": 1e3 * seconds})
        for name, job in passes.items()
        for seconds in median_seconds({"": lambda job=job: move(*job)}, place).values()
    ]


def _cold_start(model: Path, folder: Path) -> list[Row]:
    picture = folder / "small.png"
    photo((256, 256)).save(picture)
    program = (
        f"import sys; sys.path[:0] = [{str(_ENGINE)!r}]\n"
        "from PIL import Image\nfrom lgt_engine import Stylizer\n"
        f"Stylizer.open({str(model)!r}, device='cpu').stylize(Image.open({str(picture)!r}))\n"
    )
    bare = "import torch"
    programs = {"to the first picture of 256 px": program, "import torch alone": bare}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(3):
        for name, text in programs.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", text], check=True, capture_output=True)
            times[name].append(time.perf_counter() - began)
    return [
        Row("cold start, process and all", name, {"seconds": sorted(values)[1]})
        for name, values in times.items()
    ]
