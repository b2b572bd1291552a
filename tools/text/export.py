"""Write a trained model as src/lib/transformers reads it: weights of 8 bits with one scale a row or, where they were trained
so (bert.py, `Rounded`), of 4 bits with one step for each 64; the rest in half precision.

    python export.py WORK OUT sentiment|entities
"""

import json
import shutil
import sys

import numpy as np
import torch
from safetensors.numpy import save_file

import reading
from bert import HEADS, ROUNDED_GROUP, WIDTH

LABELS = {'sentiment': ['NEGATIVE', 'POSITIVE'], 'entities': reading.LABELS}


def quantise8(rows):
    scales = np.maximum(np.abs(rows).max(1), 1e-9) / 127
    return np.round(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def codes4(rows):
    """Rows of rounded weights to 4-bit codes, two a byte, and the steps that they were rounded to; None where they were not."""
    groups = rows.reshape(len(rows), -1, ROUNDED_GROUP)
    most = np.abs(groups).max(2, keepdims=True)
    best, codes, error = np.zeros_like(most), np.full(groups.shape, 8.0), np.where(most > 0, np.inf, 0)
    for largest in range(1, 9):  # the largest of a group is so many steps
        steps = (most / largest).astype(np.float16).astype(np.float32)
        tried = np.clip(np.round(groups / np.maximum(steps, 1e-12) + 8), 0, 15)
        off = np.abs((tried - 8) * steps - groups).max(2, keepdims=True)
        better = off < error
        best, codes, error = np.where(better, steps, best), np.where(better, tried, codes), np.where(better, off, error)
    if (error > 1e-3 * most + 1e-7).any():
        return None
    codes = codes.reshape(rows.shape).astype(np.uint8)
    return codes[:, ::2] | codes[:, 1::2] << 4, best[:, :, 0].astype(np.float16)


def tensors(state):
    """Names without `encoder.`; each matrix of a layer as weight (8 bits) and scale, or as codes (4 bits) and steps."""
    found = {}
    for name, value in state.items():
        name, value = name.removeprefix('encoder.'), value.float().numpy()
        if name.startswith('layers.') and name.endswith('.weight') and value.ndim == 2:
            part = name.removesuffix('weight')
            if rounded := codes4(value):
                found[f'{part}codes'], found[f'{part}steps'] = rounded
            else:
                found[name], found[f'{part}scale'] = quantise8(value)
        elif name.startswith('head.'):
            found[name] = value.astype(np.float32)
        else:
            found[name.removesuffix('.weight') if name == 'shape.weight' else name] = value.astype(np.float16)
    return found


def main(work, out, task):
    state = torch.load(f'{work}/{task}.pt', weights_only=True)
    found = tensors(state)
    layers = sum(1 for name in found if name.endswith('.qkv.bias'))
    save_file(found, f'{out}/{task}.safetensors')
    for name in ('vocab.txt', 'words.safetensors'):
        shutil.copy(f'{work}/{name}', f'{out}/{name}')
    with open(f'{out}/{task}.json', 'w') as file:
        json.dump({'task': task, 'labels': LABELS[task], 'layers': layers, 'heads': HEADS}, file)
        file.write('\n')
    print(f'{task}: {sum(t.nbytes for t in found.values())} bytes, {layers} layers of width {WIDTH}')


if __name__ == '__main__':
    main(*sys.argv[1:])
