import { describe, expect, test } from 'vitest'
import {
  balancedSubsampleWeight,
  computeClassWeight,
  computeSampleWeight
} from '$lib/sklearn/utils/classWeight'

const classes = ['a', 'b', 'c']
const codes = [0, 0, 0, 1, 2, 2]

describe('computeClassWeight', () => {
  test('null weighs all alike', () =>
    expect([...computeClassWeight(null, classes, codes)]).toEqual([1, 1, 1]))

  test('balanced weighs by n_samples / (n_classes · count)', () =>
    expect([...computeClassWeight('balanced', classes, codes)]).toEqual([6 / 9, 6 / 3, 6 / 6]))

  test('a mapping weighs its classes, the others 1', () =>
    expect([...computeClassWeight({ b: 3 }, classes, codes)]).toEqual([1, 3, 1]))

  test('labels that are numbers are named by their text', () =>
    expect([...computeClassWeight({ '10': 3 }, [2, 10], [0, 1])]).toEqual([1, 3]))

  test('a mapping that names no class and leaves one out is refused by name', () =>
    expect(() => computeClassWeight({ b: 3, x: 1 }, classes, codes)).toThrow(
      'class_weight has no weight for "a", "c"'
    ))
})

test('computeSampleWeight gives each row its class weight', () =>
  expect([...computeSampleWeight({ c: 2 }, classes, codes)]).toEqual([1, 1, 1, 1, 2, 2]))

test('balancedSubsampleWeight weighs by the drawn sizes, and rows of a class that was not drawn 0', () =>
  expect([...balancedSubsampleWeight(3, codes, [2, 0, 1, 1, 0, 0])]).toEqual([
    4 / 6,
    4 / 6,
    4 / 6,
    4 / 2,
    0,
    0
  ]))
