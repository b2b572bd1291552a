/**
 * The work of a transformer's layers, for WebAssembly with SIMD (simdKernels.ts) and in plain JavaScript (plainKernels.ts).
 *
 * All ways round alike: in a product each row of activations becomes whole numbers of 7 bits (`FINEST`), between the row's least
 * number and its largest, with a step and a zero of its own.
 */
import { plainKernels } from './plainKernels'
import { openSimdKernels } from './simdKernels'
import type { Weights } from './weights'

/** A fully connected layer: y = x·Wᵀ + bias. */
export interface Linear extends Weights {
  readonly bias: Float32Array
}

/** What layer normalisation learned: (width) each. */
export interface Norm {
  readonly weight: Float32Array
  readonly bias: Float32Array
}

/** All arrays come from `place` or `room` of the same kernels; matrices are row-major. */
export interface Kernels {
  /** Whether SIMD is in use; without it answers take longer. */
  readonly simd: boolean
  /** The array where the kernels can use it. */
  place<T extends Float32Array | Int32Array | Int8Array>(values: T): T
  /** Room for activations. What stands in it at first means nothing. */
  room(length: number): Float32Array
  /** y (rows, outputs) = x (rows, inputs)·Wᵀ + bias. `y` has room for a multiple of four rows. */
  linear(layer: Linear, x: Float32Array, rows: number, y: Float32Array): void
  /** GELU, x·Φ(x) (Hendrycks & Gimpel 2016), of `count` numbers in place. */
  gelu(x: Float32Array, count: number): void
  /** x = the layer normalisation (Ba, Kiros & Hinton 2016) of each row of x + y, (rows, width) both. */
  addAndNormalize(norm: Norm, x: Float32Array, y: Float32Array, rows: number): void
  /**
   * Scaled dot-product attention with several heads (Vaswani et al. 2017, 3.2) of the sequence of `length` rows from row
   * `first` on. `qkv` (rows, 3·width): queries, keys and values side by side; `out` (rows, width).
   */
  attend(
    qkv: Float32Array,
    out: Float32Array,
    first: number,
    length: number,
    width: number,
    heads: number
  ): void
}

export interface KernelSizes {
  /** Rows that a call may have at most, a multiple of four. */
  readonly rows: number
  /** Numbers of a row at most. */
  readonly widest: number
  /** What `place` and `room` will be asked for in all. */
  readonly bytes: number
}

/** @param simd false forces plain JavaScript. */
export const openKernels = ({ simd = true, ...sizes }: KernelSizes & { simd?: boolean }): Kernels =>
  (simd && (openSimdKernels('relaxed', sizes) ?? openSimdKernels('plain', sizes))) || plainKernels
