"""Fit a network on labelled examples: with a seed, a checkpoint after each epoch, and resumption from it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from retrieval.fitting.labels import IGNORED, LabelledWindow
from retrieval.fitting.layers import LowerLayers, attention_mask, half_precision, hidden_of, padding_mask
from retrieval.fitting.network import UpperTagger, crf_loss
from retrieval.quotes.tagging.windows import CLS

Report = Callable[[str], None]
N = TypeVar("N", bound=nn.Module)
E = TypeVar("E", bound=Sized)


@dataclass(frozen=True)
class FitSettings:
    """Chosen on the held-out tenth of the labelled articles; docs/model-card.md lists what was tried."""

    epochs: int = 6
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.06
    pieces_a_batch: int = 3000
    pointer_weight: float = 1.0
    seed: int = 7


@dataclass(frozen=True)
class WindowTensors:
    """One window as tensors; `hidden` is the output of the frozen layers, which run once for all epochs."""

    hidden: Tensor
    features: Tensor
    content: Tensor
    source: Tensor
    cue: Tensor
    to_source: Tensor
    to_cue: Tensor

    def __len__(self) -> int:
        return len(self.content)


def inputs(example: LabelledWindow) -> tuple[Tensor, Tensor]:
    """Return the ids (n,) and features (n, 3) of a window, with the [CLS] first."""
    at = slice(example.window.start, example.window.end)
    ids = torch.cat([torch.tensor([CLS]), torch.from_numpy(example.read.ids[at])])
    features = torch.from_numpy(example.read.features[at])
    return ids, torch.cat([torch.zeros(1, features.shape[1], dtype=features.dtype), features])


def prepare(examples: Sequence[LabelledWindow], lower: LowerLayers, report: Report) -> list[WindowTensors]:
    """Run the frozen layers on every window, once for all epochs."""
    read = [inputs(example) for example in examples]
    hidden = hidden_of([ids for ids, _ in read], lambda ids, real: lower(ids, attention_mask(real)), report=report)
    return [_window(example, own, features) for example, own, (_, features) in zip(examples, hidden, read, strict=True)]


def _window(example: LabelledWindow, hidden: Tensor, features: Tensor) -> WindowTensors:
    start, end = example.window.start, example.window.end
    targets = example.targets

    def tags(values: object) -> Tensor:
        return torch.cat([torch.zeros(1, dtype=torch.long), torch.as_tensor(values)[start:end]])

    def pointer(values: object) -> Tensor:
        pointed = torch.as_tensor(values)[start:end]
        seen = (pointed >= start) & (pointed < end)
        own = torch.where(seen, pointed - start + 1, IGNORED)
        return torch.cat([torch.tensor([IGNORED]), torch.where(pointed == -1, 0, own)])

    return WindowTensors(
        hidden,
        features,
        tags(targets.content),
        tags(targets.source),
        tags(targets.cue),
        pointer(targets.to_source),
        pointer(targets.to_cue),
    )


def batches(windows: Sequence[E], settings: FitSettings, epoch: int) -> Iterator[list[E]]:
    """Yield batches of examples of similar length, shuffled by seed and epoch."""
    chance = random.Random(f"{settings.seed} {epoch}")  # noqa: S311  an order, not a secret
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]) + chance.random() * 40)
    made: list[list[E]] = [[]]
    for i in order:
        longest = max(len(w) for w in [*made[-1], windows[i]])
        if longest * (len(made[-1]) + 1) > settings.pieces_a_batch and made[-1]:
            made.append([])
        made[-1].append(windows[i])
    chance.shuffle(made)
    yield from made


def loss_of(upper: UpperTagger, batch: Sequence[WindowTensors], settings: FitSettings) -> Tensor:
    """Return the mean loss per piece."""

    def padded(rows: list[Tensor], fill: float = 0) -> Tensor:
        return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=fill)

    real = padding_mask([len(w) for w in batch])
    with half_precision():
        scores = upper(
            padded([w.hidden for w in batch]).float(), padded([w.features for w in batch]), attention_mask(real)
        )
    content = padded([w.content for w in batch])
    loss = crf_loss(scores.content.float(), content, real, upper.transitions)
    for head, rows in ((scores.source, [w.source for w in batch]), (scores.cue, [w.cue for w in batch])):
        loss = loss + nn.functional.cross_entropy(
            head.float().flatten(0, 1), padded(rows, IGNORED).flatten(), ignore_index=IGNORED, reduction="sum"
        )
    for head, rows in ((scores.to_source, [w.to_source for w in batch]), (scores.to_cue, [w.to_cue for w in batch])):
        masked = head.float().masked_fill(~real[:, None, :], -1e9)
        loss = loss + settings.pointer_weight * nn.functional.cross_entropy(
            masked.flatten(0, 1), padded(rows, IGNORED).flatten(), ignore_index=IGNORED, reduction="sum"
        )
    return loss / real.sum()


def adam(
    network: nn.Module, steps: int, *, rate: float, head_rate: float, decay: float, warmup: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW and its schedule: `rate` for the encoder's layers, `head_rate` for the rest, warm-up and decay."""
    body, heads = (
        [p for name, p in network.named_parameters() if name.startswith("layers") is layers] for layers in (True, False)
    )
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": head_rate}], weight_decay=decay
    )
    warm = max(1, int(warmup * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    return optimiser, schedule


Loss = Callable[[N, Sequence[E], FitSettings], Tensor]


def fit(
    upper: N,
    windows: Sequence[E],
    settings: FitSettings,
    checkpoint: Path,
    *,
    loss_of: Loss[N, E],
    report: Report,
    after_epoch: Callable[[int], None] = lambda _: None,
) -> None:
    """Fit `upper` in place.  After an interruption the same call continues from the last epoch in `checkpoint`."""
    torch.manual_seed(settings.seed)
    steps = sum(1 for epoch in range(settings.epochs) for _ in batches(windows, settings, epoch))
    optimiser, schedule = adam(
        upper, steps, rate=settings.rate, head_rate=settings.head_rate, decay=settings.decay, warmup=settings.warmup
    )
    done = _resume(checkpoint, settings, upper, optimiser, schedule)
    for epoch in range(done, settings.epochs):
        upper.train()
        torch.manual_seed(settings.seed + epoch)
        began, seen, total = time.monotonic(), 0, 0.0
        for n, batch in enumerate(batches(windows, settings, epoch)):
            loss = loss_of(upper, batch, settings)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            size = sum(len(w) for w in batch)
            seen, total = seen + size, total + loss.item() * size
            if n % 50 == 0:
                report(f"epoch {epoch + 1}: {seen:,} pieces, loss {total / seen:.4f}, {time.monotonic() - began:.0f} s")
        _save(checkpoint, settings, epoch + 1, upper, optimiser, schedule)
        upper.eval()
        after_epoch(epoch + 1)


def mean_loss(upper: N, windows: Sequence[E], settings: FitSettings, loss_of: Loss[N, E]) -> float:
    """Return the mean loss over `windows`."""
    with torch.no_grad():
        losses = [(loss_of(upper, b, settings).item(), sum(map(len, b))) for b in batches(windows, settings, 0)]
    return sum(loss * size for loss, size in losses) / sum(size for _, size in losses)


def _save(file: Path, settings: FitSettings, epoch: int, *parts: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = {"settings": asdict(settings), "epoch": epoch, "parts": [p.state_dict() for p in parts]}  # type: ignore[attr-defined]
    partial = file.with_suffix(".part")
    torch.save(whole, partial)
    partial.replace(file)


def _resume(file: Path, settings: FitSettings, *parts: object) -> int:
    if not file.exists():
        return 0
    whole = torch.load(file, weights_only=True)
    if whole["settings"] != asdict(settings):
        return 0
    for part, state in zip(parts, whole["parts"], strict=True):
        part.load_state_dict(state)  # type: ignore[attr-defined]
    return int(whole["epoch"])
