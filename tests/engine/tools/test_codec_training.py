"""The student codec's trainer, on a teacher and students small enough for seconds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save_file

from lgt_engine.codec.weights import load_autoencoder_tiny, save_autoencoder_tiny
from lgt_engine.errors import CodecError, DataError
from lgt_engine.tools.codec_training import losses
from lgt_engine.tools.codec_training.command import (
    CodecProgress,
    CodecTrainer,
    CodecTrainingConfig,
    export,
    main,
)
from lgt_engine.tools.codec_training.optimizer import orthogonalize
from lgt_engine.tools.codec_training.picture_pool import (
    Crops,
    PoolItem,
    draw_crops,
    held_out_pixels,
    load_pool,
    split_photos,
)
from lgt_engine.tools.codec_training.sharpening import sharpen_decoder
from lgt_engine.tools.codec_training.student import PARTS, grow, load_part, make_part
from lgt_engine.tools.procedural.pictures import procedural_picture


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random codec of width 8, in a diffusers folder; its latents do depend on the picture."""
    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("teacher")
    model = _codec((1, 1, 0, 1), (1, 0, 1, 0), 8)
    model.encoder.load_state_dict(make_part("encoder", 8, (1, 1, 0, 1)).state_dict())
    save_autoencoder_tiny(model, folder)
    return folder


def _codec(encoder: tuple[int, ...], decoder: tuple[int, ...], width: int) -> AutoencoderTiny:
    return AutoencoderTiny(
        num_encoder_blocks=encoder,
        num_decoder_blocks=decoder,
        encoder_block_out_channels=(width,) * 4,
        decoder_block_out_channels=(width,) * 4,
    )


def _config(teacher: Path, out: Path, part: str = "encoder") -> CodecTrainingConfig:
    blocks = (0, 1, 0, 0) if part == "encoder" else (0, 0, 1, 0)
    return CodecTrainingConfig(
        teacher,
        out,
        part=part,
        minutes=9.0,
        steps=60,
        warmup=5,
        width=8,
        blocks=blocks,
        batch=2,
        crop=64,
        pictures=4,
        refresh=20,
        validate=60.0,
        original=1.0,
        weights=losses.DecoderWeights(1.0, 0.0, 0.0, 0.0),
    )


def test_both_parts_learn_and_the_export_loads(teacher: Path, tmp_path: Path) -> None:
    for part in ("encoder", "decoder"):
        trainer = CodecTrainer(_config(teacher, tmp_path / "run", part))
        run = trainer.run()
        next(run)  # the pool is made
        pool = load_pool(tmp_path / "run" / "pool" / "procedural0.safetensors")
        crops = draw_crops([pool], [1.0], 8, 64, torch.Generator().manual_seed(3))
        before = _loss(trainer, crops)
        records = list(run)
        assert records[-1].stage == "done"
        assert records[-1].step == 60
        trainer.spread = 1.0  # as it was before the run, which measures it
        assert _loss(trainer, crops) < 0.95 * before
    assert "round trip psnr" in records[-1].figures

    export(tmp_path / "run", tmp_path / "codec")
    model = AutoencoderTiny.from_pretrained(tmp_path / "codec")
    student = load_part(tmp_path / "run" / "encoder.state.safetensors")
    pixels = held_out_pixels([])
    with torch.inference_mode():
        ours = model.encode(pixels).latents
        assert ours.shape == (8, 4, 32, 32)
        assert torch.allclose(ours, student(pixels), atol=2e-2)
        assert model.decode(ours).sample.shape == pixels.shape
    again = load_autoencoder_tiny(tmp_path / "codec")
    assert next(again.parameters()).dtype is torch.float32
    assert not again.training


def test_sharpening_changes_the_last_convolution_and_gives_what_it_says() -> None:
    """The fit on smooth features is exact: a decoder of one pixel's reach is sharpened in full."""
    model = AutoencoderTiny(
        encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(0, 1), num_decoder_blocks=(1, 0),
    ).eval()  # fmt: skip
    pixels = held_out_pixels([], side=64)
    items = [
        PoolItem(((p + 1) * 127.5).round().to(torch.uint8), torch.zeros(4, 32, 32), torch.zeros(0))
        for p in pixels
    ]
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.inference_mode():
        plain = model.decoder(model.encoder(pixels))
        sharpen_decoder(model, items, 0.5)
        crisp = model.decoder(model.encoder(pixels))
    changed = {n for n, v in model.state_dict().items() if not torch.equal(v, before[n])}
    assert len(changed) == 2, "the last convolution's weight and bias, nothing else"
    gain = losses.gradient_energy(crisp).mean() / losses.gradient_energy(plain).mean()
    whole = losses.sharpened(plain, 0.5)
    full = losses.gradient_energy(whole).mean() / losses.gradient_energy(plain).mean()
    assert 1.0 + 0.3 * (float(full) - 1.0) < float(gain) <= 1.1 * float(full)
    assert float((crisp - whole).square().mean()) < 0.5 * float((plain - whole).square().mean())


def test_sharpening_keeps_flat_pictures() -> None:
    flat = torch.full((1, 3, 16, 16), 0.3)
    assert torch.allclose(losses.sharpened(flat, 0.7), flat)
    edge = torch.zeros(1, 1, 5, 6)
    edge[..., 3:] = 1.0
    crisp = losses.sharpened(edge, 0.6)[0, 0, 2]
    assert torch.allclose(crisp, torch.tensor([0.0, 0.0, -0.2, 1.2, 1.0, 1.0]), atol=1e-6)


def _loss(trainer: CodecTrainer, crops: Crops) -> float:
    is_encoder = trainer.config.part == "encoder"
    with torch.inference_mode():
        terms = trainer._encoder_terms(crops) if is_encoder else trainer._decoder_terms(crops)
        return float(sum(terms.values()))


def test_resume_after_an_interruption(teacher: Path, tmp_path: Path) -> None:
    config = _config(teacher, tmp_path)
    first = CodecTrainer(replace(config, validate=0.3, steps=0))
    run = first.run()
    record: CodecProgress = next(r for r in run if r.stage == "validate")
    run.close()  # what Ctrl-C and a closed window come to
    second = CodecTrainer(config)
    second.resume()
    assert second.step == first.step >= record.step > 0
    assert second.seconds == pytest.approx(first.seconds)
    assert torch.equal(second.generator.get_state(), first.generator.get_state())
    for ours, theirs in zip(second.student.parameters(), first.student.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    for key, value in first.optimizer.state.items():
        assert torch.equal(second.optimizer.state[key], value)
    last = list(CodecTrainer(replace(config, steps=second.step + 3)).run())[-1]
    assert last.step == second.step + 3


def test_resume_refuses_another_network(teacher: Path, tmp_path: Path) -> None:
    config = _config(teacher, tmp_path)
    CodecTrainer(config).save()
    with pytest.raises(CodecError, match="another network"):
        CodecTrainer(replace(config, width=16)).resume()
    (tmp_path / "encoder.state.safetensors").write_bytes(b"not a state")
    with pytest.raises(CodecError, match="cannot be read"):
        CodecTrainer(config).resume()


@pytest.mark.parametrize("part", PARTS)
def test_a_grown_part_begins_near_the_smaller_one(part: str) -> None:
    torch.manual_seed(0)
    smaller = make_part(part, 8, (1, 0, 2, 1))
    grown = grow(make_part(part, 8, (1, 1, 3, 1)), smaller)
    far = make_part(part, 8, (1, 1, 3, 1))
    x = torch.rand(2, 3, 64, 64) if part == "encoder" else torch.randn(2, 4, 16, 16)
    with torch.inference_mode():
        wanted = smaller(x)
        assert (grown(x) - wanted).square().mean() < 0.3 * (far(x) - wanted).square().mean()
    same = grow(make_part(part, 8, (1, 0, 2, 1)), smaller)
    assert all(map(torch.equal, same.parameters(), smaller.parameters()))
    with pytest.raises(CodecError, match="more blocks"):
        grow(make_part(part, 8, (1, 0, 1, 1)), smaller)
    with pytest.raises(CodecError, match="another width"):
        grow(make_part(part, 16, (1, 0, 2, 1)), smaller)


def test_command_line(teacher: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = ["--out", str(tmp_path / "run"), "--teacher", str(teacher)]
    small = ["--steps", "3", "--width", "8", "--batch", "1", "--crop", "64", "--pictures", "2"]
    assert main([*shared, "--part", "encoder", "--blocks", "0,0,0,0", *small]) == 0
    assert "held out: latent error" in capsys.readouterr().out
    assert main([*shared, "--part", "export", "--to", str(tmp_path / "codec")]) == 2
    assert "decoder.state" in capsys.readouterr().err
    assert main([*shared, "--part", "decoder", "--blocks", "0,0,0,0", *small]) == 0
    assert main([*shared, "--part", "export", "--to", str(tmp_path / "codec")]) == 0
    assert load_autoencoder_tiny(tmp_path / "codec").config.num_decoder_blocks == [0, 0, 0, 0]
    assert main(["--out", str(tmp_path), "--part", "encoder"]) == 2
    assert "no teacher" in capsys.readouterr().err
    again = ["--out", str(tmp_path / "again"), "--teacher", str(teacher), *small]
    begin = ["--begin", str(tmp_path / "codec"), "--blocks", "0,1,0,0"]
    assert main([*again, *begin]) == 0
    assert load_autoencoder_tiny(tmp_path / "again" / "codec").config.num_encoder_blocks[1] == 1
    assert main(["--out", str(tmp_path), "--part", "decoder"]) == 2
    assert "no teacher" in capsys.readouterr().err


@pytest.mark.parametrize("width", [8, 24])
def test_original_layout_of_any_shape(width: int, tmp_path: Path) -> None:
    model = _codec((0, 2, 1, 3), (2, 0, 3, 1), width)
    _save_original(model, tmp_path)
    loaded = load_autoencoder_tiny(tmp_path)
    assert loaded.config.num_encoder_blocks == (0, 2, 1, 3)
    assert loaded.config.num_decoder_blocks == (2, 0, 3, 1)
    pixels = held_out_pixels([], side=64)[:1]
    with torch.inference_mode():
        latents = model.encoder(pixels)
        assert torch.allclose(loaded.encoder(pixels), latents, atol=1e-6)
        assert torch.allclose(loaded.decoder(latents), model.decoder(latents), atol=1e-6)


def _save_original(model: AutoencoderTiny, folder: Path) -> None:
    """Write the pair of files whose keys are positions; the decoder's begin one later."""
    encoder = {k.removeprefix("layers."): v for k, v in model.encoder.state_dict().items()}
    decoder = {}
    for key, value in model.decoder.state_dict().items():
        position, _, rest = key.removeprefix("layers.").partition(".")
        decoder[f"{int(position) + 1}.{rest}"] = value
    save_file(encoder, folder / "encoder.safetensors")
    save_file(decoder, folder / "decoder.safetensors")


def test_bad_folders_are_named(teacher: Path, tmp_path: Path) -> None:
    with pytest.raises(CodecError, match="does not exist"):
        load_autoencoder_tiny(tmp_path / "nowhere")
    with pytest.raises(CodecError, match="no tiny autoencoder"):
        load_autoencoder_tiny(tmp_path)
    config = (teacher / "config.json").read_text()
    (tmp_path / "config.json").write_text(config.replace("AutoencoderTiny", "AutoencoderKL"))
    with pytest.raises(CodecError, match="AutoencoderKL, not an AutoencoderTiny"):
        load_autoencoder_tiny(tmp_path)
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(CodecError, match="are missing"):
        load_autoencoder_tiny(tmp_path)
    weights = (teacher / "diffusion_pytorch_model.safetensors").read_bytes()
    (tmp_path / "diffusion_pytorch_model.safetensors").write_bytes(weights[:-100])
    with pytest.raises(CodecError, match="cannot be used"):
        load_autoencoder_tiny(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(CodecError, match="cannot be used"):
        load_autoencoder_tiny(tmp_path)


def test_original_layout_with_foreign_tensors(tmp_path: Path) -> None:
    for name in ("encoder", "decoder"):
        save_file({"1.weight": torch.zeros(4, 4)}, tmp_path / f"{name}.safetensors")
    with pytest.raises(CodecError):
        load_autoencoder_tiny(tmp_path)
    save_file({"layer.weight": torch.zeros(4)}, tmp_path / "decoder.safetensors")
    with pytest.raises(CodecError, match=r"layer\.weight"):
        load_autoencoder_tiny(tmp_path)


def test_every_fourth_photo_is_held_out(tmp_path: Path) -> None:
    for index in range(9):
        procedural_picture("scene", 16, index).save(tmp_path / f"{index}.png")
    train, held_out = split_photos(tmp_path)
    assert [path.stem for path in held_out] == ["0", "4", "8"]
    assert len(train) == 6
    assert not set(train) & set(held_out)
    with pytest.raises(DataError):
        split_photos(tmp_path / "nowhere")


def test_crops_lie_on_the_latents_grid() -> None:
    rows, columns = torch.meshgrid(torch.arange(6), torch.arange(9), indexing="ij")
    latents = torch.stack([rows, columns, rows, columns]).half()
    shown = (rows * 9 + columns).to(torch.uint8)
    pixels = shown.repeat_interleave(8, 0).repeat_interleave(8, 1)[None].repeat(3, 1, 1)
    pool = [PoolItem(pixels, latents, pixels)]
    crops = draw_crops([pool], [1.0], 16, 32, torch.Generator().manual_seed(0))
    ours = ((crops.pixels[:, 0, ::8, ::8] + 1.0) * 127.5).round()
    assert torch.equal(ours, crops.latents[:, 0] * 9 + crops.latents[:, 1])
    inner = crops.mask[:, 0, 1:-1, 1:-1]
    assert bool((inner == 1).all())
    at_top = crops.latents[:, 0, 0, 0] == 0
    assert torch.equal(crops.mask[:, 0, 0, 1] == 1, at_top)


def test_losses_have_known_answers() -> None:
    pixels = torch.zeros(1, 3, 32, 32)
    pixels[..., ::2] = 1.0
    assert losses.gradient_energy(pixels).item() == pytest.approx(1.0)
    assert losses.psnr(pixels * 0.0, pixels).item() == pytest.approx(9.031, abs=1e-3)
    weights = losses.DecoderWeights(square=4.0, detail=1.0, sharpness=1.0, pattern=1.0)
    terms = losses.decoder_loss(pixels, pixels, pixels, weights)
    assert all(value.item() == 0.0 for value in terms.values())
    terms = losses.decoder_loss(torch.full_like(pixels, 0.5), pixels, pixels, weights)
    assert terms["detail"].item() > 0.5
    assert terms["square"].item() == pytest.approx(1.0)
    assert terms["sharpness"].item() == pytest.approx(0.99, abs=1e-3), "all is lacking"
    chequered = torch.zeros(1, 3, 32, 32)
    chequered[..., ::2, ::2] = chequered[..., 1::2, 1::2] = 0.5
    flat = torch.full_like(chequered, 0.25)
    assert losses.decoder_loss(chequered, flat, flat, weights)["pattern"].item() > 1.0
    reference = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    assert losses.latent_error(reference, reference) == 0.0
    wrong = reference + 0.5 * reference.std()
    assert losses.latent_error(wrong, reference) == pytest.approx(0.5, rel=1e-4)


def test_orthogonalized_matrices_have_singular_values_near_one() -> None:
    stack = torch.randn(3, 16, 144, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalize(stack))
    assert float(values.min()) > 0.5
    assert float(values.max()) < 1.4
