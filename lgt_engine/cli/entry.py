"""The command line ``lgt``: one parser, and the promise that no traceback reaches a person.

Exit status: 0 done, 2 bad input or configuration, 3 training failed but the last good model is
kept. With everything saved: 130 interrupted by Ctrl-C, 141 because nobody reads the output any
more, 143 because the system asked (SIGTERM, a closed terminal, a shutdown).
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lgt_engine import __version__
from lgt_engine.config.sections import DEVICES
from lgt_engine.errors import LGTError, is_out_of_memory, out_of_memory_error

from .output import UNREAD, output_that_never_fails, tell_error

_STYLIZE_EXAMPLE = """examples:
  lgt stylize --model runs/first --style ink --out stylized holiday/*.jpg
  lgt stylize --model runs/first --refine 40 --out stylized photo.jpg
  lgt stylize --style-picture wave.jpg --out stylized photo.jpg
  lgt stylize --model runs/first --clip --out walk.webp walk.gif
"""
_TRAIN_EXAMPLE = """examples:
  lgt train --config config.json
  lgt train --config config.json --set training.max_minutes=3
  lgt train --config config.json --resume
  lgt train --config ink.json wave.json
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    asked = time.monotonic()  # nothing of weight is loaded before
    with output_that_never_fails():
        return _main(argv, asked)


def _main(argv: Sequence[str] | None, asked: float) -> int:
    arguments = build_parser().parse_args(argv)
    arguments.asked = asked
    # Libraries must not chat between our lines.
    for library in ("diffusers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    try:
        status: int = arguments.run(arguments)
    except LGTError as error:
        if error.exit_code != UNREAD:
            tell_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("lgt: interrupted.", file=sys.stderr)
        return 130
    except ImportError as error:
        from lgt_engine.system.missing_packages import missing_package  # seldom needed

        missing = missing_package(error)
        print(f"lgt: {missing}", file=sys.stderr)
        return missing.exit_code
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        told = out_of_memory_error()
        print(f"lgt: {told}", file=sys.stderr)
        return told.exit_code
    return status


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    parser = argparse.ArgumentParser(prog="lgt", description="Learn a picture style and apply it.")
    parser.add_argument("--version", action="version", version=f"lgt {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_train(commands)
    _add_stylize(commands)
    _add_evaluate(commands)
    _add_plan(commands)
    _add_info(commands)
    _add_codec(commands)
    return parser


_MODEL_HELP = "model.safetensors or a run folder"
_Commands = argparse._SubParsersAction


def _lazily(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """Import a command's module only when it runs: ``--help`` must not wait for torch."""

    def run(arguments: argparse.Namespace) -> int:
        from importlib import import_module

        status: int = getattr(import_module(f".{module}", __package__), function)(arguments)
        return status

    return run


def _add_train(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "train",
        help="train styles",
        epilog=_TRAIN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--config",
        type=Path,
        nargs="+",
        required=True,
        metavar="FILE",
        help="config.json; several are trained one after another, and one that fails does not "
        "stop the next",
    )
    parser.add_argument("--resume", action="store_true", help="continue the run in save_dir")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        dest="overrides",
        help="override one setting; may be repeated",
    )
    parser.set_defaults(run=_lazily("train", "train"))


def _add_stylize(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "stylize",
        help="stylize pictures",
        epilog=_STYLIZE_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", type=Path, metavar="M", help=_MODEL_HELP)
    source.add_argument(
        "--style-picture",
        type=Path,
        nargs="+",
        action="extend",
        metavar="FILE",
        help="pictures of one style instead of a model: a preview without training",
    )
    _add_where(parser)
    _add_looks(parser.add_argument_group("what the pictures look like"))
    _add_results(parser.add_argument_group("which pictures, and where they go"))
    # Not "+": what is missing may have been taken for a picture of the style, which is told then.
    parser.add_argument("inputs", type=Path, nargs="*", metavar="INPUT", help="files or folders")
    parser.set_defaults(run=_lazily("stylize", "stylize"))


def _add_looks(group: argparse._ArgumentGroup) -> None:
    which = group.add_mutually_exclusive_group()
    which.add_argument("--style", metavar="NAME", help="style; default: the model's first")
    which.add_argument(
        "--blend",
        metavar="NAME:W,NAME:W",
        help="a mixture of styles; a name may stand in quotes: '\"ink, dark\":1,wave:2'",
    )
    group.add_argument(
        "--guidance",
        type=_number,
        metavar="G",
        help="strength: 0 the photo, 1 normal, 1.5 full, 2 exaggerated",
    )
    group.add_argument(
        "--keep-colours",
        type=_number,
        default=0.0,
        metavar="SHARE",
        help="0 the style's palette, 1 the photo's colours; lightness is the result's",
    )
    group.add_argument(
        "--mask",
        type=Path,
        metavar="FILE",
        help="a grey picture, stretched over each photo: where it is white, the style is as strong "
        "as --guidance says, where it is black, the photo stays; a refined picture is mixed with "
        "the photo that way",
    )
    group.add_argument("--steps", type=int, metavar="N", help="integration steps")
    group.add_argument("--seed", type=int, default=0)
    group.add_argument(
        "--max-side",
        type=int,
        metavar="PX",
        help="work on a copy of at most this size and scale the result",
    )
    _add_refining(group)


def _add_refining(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--refine",
        type=int,
        metavar="STEPS",
        help="optimise each picture on the style energy, from the photo: slower, and far closer to "
        "the style; 25 steps take about half a minute on a CPU. 0 leaves it out; with "
        "--style-picture it is 25 unless given",
    )
    group.add_argument(
        "--from-network",
        action="store_true",
        help="refine the network's picture instead of the photo in the style's colours",
    )


def _add_results(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--format",
        choices=("png", "jpg", "webp", "ora", "gif", "mp4", "mov", "webm", "mkv"),
        help="default: as the input; ora (OpenRaster) has photo and result as layers; gif and what "
        "follows are for clips, and a clip as png is animated PNG",
    )
    group.add_argument(
        "--clip",
        action="store_true",
        help="make whole clips of GIF, WebP and PNG files that move and of videos, without "
        "flicker; else their first frame is stylized. Videos need the extra lgt-studio[video] and "
        "are named as files. With one clip, --out may be a file, such as out.webp",
    )
    group.add_argument("--overwrite", action="store_true", help="replace earlier results")
    group.add_argument(
        "--force", action="store_true", help="make what is done and unchanged once more"
    )
    group.add_argument(
        "--keep-location", action="store_true", help="keep where photos were taken in the results"
    )
    group.add_argument(
        "--shard",
        metavar="I/N",
        help="only the I-th of N parts of the pictures, for N processes or machines",
    )
    group.add_argument("--out", type=Path, required=True, metavar="DIR")
    group.add_argument(
        "--watch",
        type=Path,
        metavar="FOLDER",
        help="stylize the pictures in a folder and those that appear there, until Ctrl-C",
    )


def _number(text: str) -> float:
    from .common import number  # loads what prints, which --help does not wait for

    try:
        return number(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from error


def _add_evaluate(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("evaluate", help="measure a model beside reference rows")
    _add_model(parser)
    parser.add_argument("--photos", type=Path, required=True, metavar="DIR")
    parser.add_argument("--styles", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--guidance",
        default="1",
        metavar="G,G,…",
        help="guidance scales; with decimal commas 0;0,5;1",
    )
    parser.add_argument("--steps", type=int, metavar="N")
    parser.add_argument("--limit", type=int, default=12, metavar="N", help="photos used")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here too")
    parser.set_defaults(run=_lazily("evaluate", "evaluate_model"))


def _add_plan(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("plan", help="predict training memory")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--vram", default="8GiB", help="budget, for example 8GiB or 6000MiB")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SECTION.KEY=VALUE", dest="overrides"
    )
    parser.set_defaults(run=_lazily("information", "plan"))


def _add_info(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("info", help="what a model file says about itself")
    parser.add_argument("model", type=Path)
    parser.set_defaults(run=_lazily("information", "info"))


def _add_codec(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("codec", help="list or download image codecs")
    actions = parser.add_subparsers(required=True, metavar="action")
    listing = actions.add_parser("list", help="codecs and whether they are on this machine")
    listing.set_defaults(run=_lazily("information", "list_codecs"))
    download = actions.add_parser("download", help="fetch a codec from its public hub")
    download.add_argument("kind")
    download.set_defaults(run=_lazily("information", "download_codec"))


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, metavar="M", help=_MODEL_HELP)
    _add_where(parser)


def _add_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codec", metavar="KIND", help="another codec: a kind, or a folder")
    parser.add_argument(
        "--device",
        default="auto",
        choices=DEVICES,
        help="default: auto; cuda is NVIDIA, or AMD with ROCm, xpu is Intel, mps is Apple",
    )
