"""Writes tests/fixtures/sklearn/sampling.json: what sample_without_replacement draws, by each of its ways."""
import numpy as np
from sklearn.utils.random import sample_without_replacement
from sklearn_data import FIXTURES, write

CASES = [(2000, 15), (1000, 10), (500, 3), (50, 20), (40, 39), (1000, 995), (300, 300), (1, 1), (5, 0)]

if __name__ == '__main__':
    write(FIXTURES / 'sampling.json', [
        dict(n=n, size=size, seed=seed, drawn=sample_without_replacement(n, size, random_state=np.random.RandomState(seed)))
        for seed, (n, size) in enumerate(CASES)])
