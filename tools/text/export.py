"""Write a trained model as src/lib/transformers reads it: 8-bit weights with one scale a row, the rest in half precision.

    python export.py FOLDER OUT sentiment|entities [CHECKPOINT]
"""

import json
import shutil
import sys

import numpy as np
import torch
from safetensors.numpy import save_file

from bert import HEADS, WIDTH

LABELS = {
    'sentiment': ['NEGATIVE', 'POSITIVE'],
    'entities': ['O'] + [f'{p}-{t}' for t in ('PER', 'LOC', 'ORG', 'MISC') for p in 'BI'],
}


def quantise8(rows):
    scales = np.maximum(np.abs(rows).max(1), 1e-9) / 127
    return np.round(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def tensors(state):
    """Names without `encoder.`; each matrix of a layer as weight (8 bits) and scale."""
    found = {}
    for name, value in state.items():
        name, value = name.removeprefix('encoder.'), value.float().numpy()
        if name.startswith('layers.') and name.endswith('.weight') and value.ndim == 2:
            found[name], found[name.removesuffix('weight') + 'scale'] = quantise8(value)
        elif name in ('position', 'shape.weight'):
            found[name.removesuffix('.weight')] = value.astype(np.float16)
        else:
            found[name] = value.astype(np.float32)
    return found


def main(folder, out, task, checkpoint=None):
    state = torch.load(checkpoint or f'{folder}/{task}.pt', weights_only=True)
    found = tensors(state)
    layers = sum(1 for name in found if name.endswith('.qkv.weight'))
    save_file(found, f'{out}/{task}.safetensors')
    for name in ('vocab.txt', 'words.safetensors'):
        shutil.copy(f'{folder}/{name}', f'{out}/{name}')
    with open(f'{out}/{task}.json', 'w') as file:
        json.dump({'task': task, 'labels': LABELS[task], 'layers': layers, 'heads': HEADS}, file)
        file.write('\n')
    print(f'{task}: {sum(t.nbytes for t in found.values())} bytes, {layers} layers of width {WIDTH}')


if __name__ == '__main__':
    main(*sys.argv[1:])
