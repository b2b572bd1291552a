"""A short BERT encoder in torch whose word embeddings are frozen 4-bit numbers.

The checkpoint it starts from is all-MiniLM-L6-v2 (Apache 2.0): six layers of width 384, of which the first `layers` are kept.
`export.py` writes what is trained here in the form that src/lib/transformers reads.
"""

import os
import time
from contextlib import contextmanager

import numpy as np
import torch
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrize

torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', '1')))

WIDTH, HEADS, HIDDEN = 384, 12, 1536
MAX_LENGTH = 128  # tokens of a window, [CLS] and [SEP] among them
GROUP = 32  # numbers of an embedding row that share one scale
ROUNDED_GROUP = 64  # numbers of a weight's row that share one step where weights have 4 bits


def quantise4(rows):
    """Rows (n, 384) to 4-bit codes 0..15 and one scale for each group of 32: value = (code - 8) * scale."""
    groups = rows.reshape(len(rows), -1, GROUP)
    best = None
    for shrink in (1.0, 0.92, 0.85, 0.78):  # clipping the largest a little lowers the error of the rest
        scales = (np.abs(groups).max(2, keepdims=True) * shrink / 7.5).astype(np.float16).astype(np.float32)
        codes = np.clip(np.round(groups / scales + 8), 0, 15)
        error = (((codes - 8) * scales - groups) ** 2).sum(2, keepdims=True)
        if best is None:
            best = [codes, scales, error]
            continue
        take = error < best[2]
        best = [np.where(take, new, old) for new, old in zip((codes, scales, error), best)]
    return best[0].reshape(rows.shape).astype(np.uint8), best[1][:, :, 0].astype(np.float16)


def dequantise4(codes, scales):
    return (codes.astype(np.float32) - 8) * np.repeat(scales.astype(np.float32), GROUP, axis=1)


def read_words(folder):
    """The word embeddings (16,000, 384) that vocabulary.py wrote, two codes a byte."""
    tensors = load_arrays(f'{folder}/words.safetensors')
    codes = np.stack([tensors['codes'] & 15, tensors['codes'] >> 4], 2).reshape(-1, WIDTH)
    return dequantise4(codes, tensors['scales'])


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, 1e-12)
        self.up = nn.Linear(WIDTH, HIDDEN)
        self.down = nn.Linear(HIDDEN, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x, mask, dropout):
        n, t, _ = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(2, 3)) * (WIDTH // HEADS) ** -0.5
        y = weights.masked_fill(~mask, -1e4).softmax(3).to(v.dtype) @ v
        y = self.out(y.transpose(1, 2).reshape(n, t, WIDTH))
        x = self.norm1(x + F.dropout(y, dropout, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(y, dropout, self.training))


class Encoder(nn.Module):
    """Token ids (n, t), shapes (n, t) and `more` (n, t, 384) or None, mask (n, t) -> hidden states after each layer, each (n, t, 384)."""

    def __init__(self, words, layers, shapes=0):
        super().__init__()
        self.register_buffer('words', torch.from_numpy(words), persistent=False)
        self.position = nn.Parameter(torch.zeros(MAX_LENGTH, WIDTH))
        self.shape = nn.Embedding(shapes, WIDTH) if shapes else None
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.dropout = 0.1
        if shapes:
            nn.init.zeros_(self.shape.weight)

    def forward(self, ids, mask, shapes=None, more=None):
        x = self.words[ids] + self.position[: ids.shape[1]]
        if self.shape is not None:
            x = x + self.shape(shapes)
        if more is not None:
            x = x + more
        x = F.dropout(self.norm(x), self.dropout, self.training)
        states = []
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :], self.dropout)
            states.append(x)
        return states


class Rounded(nn.Module):
    """Weights as 4 bits hold them: code - 8 steps, a code of 0..15, one step for each 64; gradients go by it as if it were not there."""

    def forward(self, weight):
        groups = weight.float().view(len(weight), -1, ROUNDED_GROUP)
        with torch.no_grad():
            # Clipping the largest a little lowers the error of the rest.
            steps = (groups.abs().amax(2, keepdim=True) * 0.92 / 7.5).clamp_min(1e-8).half().float()
            codes = torch.clamp(torch.round(groups / steps + 8), 0, 15)
            change = ((codes - 8) * steps - groups).view_as(weight)
        return weight + change.to(weight.dtype)


def coded(x):
    """Rows of activations as the site's layers multiply them: codes of 7 bits between the least and the largest, 0 among them."""
    with torch.no_grad():
        values = x.float()
        least = values.amin(-1, keepdim=True).clamp_max(0)
        step = (values.amax(-1, keepdim=True).clamp_min(0) - least).clamp_min(1e-9) / 127
        zero = torch.round(-least / step)
        change = (torch.clamp(torch.round(values / step) + zero, 0, 127) - zero) * step - values
    return x + change.to(x.dtype)


@contextmanager
def rounded(encoder):
    """Trains the layers' weights to be of 4 bits, as they are at the end, and to do with activations of 7 bits."""
    linears = [linear for layer in encoder.layers for linear in (layer.qkv, layer.out, layer.up, layer.down)]
    for linear in linears:
        parametrize.register_parametrization(linear, 'weight', Rounded())
    hooks = [linear.register_forward_pre_hook(lambda _, inputs: (coded(inputs[0]),)) for linear in linears]
    yield
    for hook in hooks:
        hook.remove()
    for linear in linears:
        parametrize.remove_parametrizations(linear, 'weight', leave_parametrized=True)


def load_minilm(encoder, minilm):
    """Fill all but the word embeddings from the checkpoint in the folder `minilm`: its first layers, as many as the encoder has."""
    source = load_file(f'{minilm}/model.safetensors')
    with torch.no_grad():
        kind = source['embeddings.token_type_embeddings.weight'][0]
        encoder.position.copy_(source['embeddings.position_embeddings.weight'][:MAX_LENGTH] + kind)
        copy(encoder.norm, source, 'embeddings.LayerNorm')
        for number, layer in enumerate(encoder.layers):
            at = f'encoder.layer.{number}'
            for part in ('weight', 'bias'):
                heads = [source[f'{at}.attention.self.{name}.{part}'] for name in ('query', 'key', 'value')]
                getattr(layer.qkv, part).copy_(torch.cat(heads))
            copy(layer.out, source, f'{at}.attention.output.dense')
            copy(layer.norm1, source, f'{at}.attention.output.LayerNorm')
            copy(layer.up, source, f'{at}.intermediate.dense')
            copy(layer.down, source, f'{at}.output.dense')
            copy(layer.norm2, source, f'{at}.output.LayerNorm')


def copy(module, source, name):
    module.weight.copy_(source[f'{name}.weight'])
    module.bias.copy_(source[f'{name}.bias'])


def train(model, batches, steps, rate, step_loss, report=100, warmup=0.06):
    """AdamW with linear warm-up and decay in bfloat16; `step_loss(model, batch)` gives the loss of one batch."""
    decay = [p for p in model.parameters() if p.dim() > 1 and p.requires_grad]
    rest = [p for p in model.parameters() if p.dim() <= 1 and p.requires_grad]
    groups = [{'params': decay, 'weight_decay': 0.01}, {'params': rest, 'weight_decay': 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=rate, fused=True)
    ramp = max(1, int(warmup * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / ramp, max(0.0, (steps - s) / max(1, steps - ramp)))
    )
    model.train()
    start, total = time.time(), 0.0
    for step, batch in zip(range(1, steps + 1), batches):
        with torch.autocast('cpu', torch.bfloat16):
            loss = step_loss(model, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += loss.item()
        if step % report == 0:
            print(f'step {step}/{steps} loss {total / report:.4f} {time.time() - start:.0f} s', flush=True)
            total = 0.0
    model.eval()


def pad(rows, fill=0):
    width = max(map(len, rows))
    return torch.tensor([list(row) + [fill] * (width - len(row)) for row in rows])


def buckets(lengths, tokens, rng):
    """One epoch of batches of indices: rows of like length, about `tokens` tokens each, in random order."""
    lengths = np.asarray(lengths)
    order = np.argsort(lengths + rng.uniform(-2, 2, len(lengths)), kind='stable')
    cuts, start = [], 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop - start + 1) * lengths[order[stop]] <= tokens and stop - start < 128:
            stop += 1
        cuts.append(order[start:stop])
        start = stop
    for number in rng.permutation(len(cuts)):
        yield cuts[number]
