/** tfjs behind numeric's interface: dense products in float32 on WebGPU or WebGL. */
import type { Tensor2D } from '@tensorflow/tfjs'
import { FLOAT32, type Backend, type LinearOperator } from '$lib/numeric/backend'
import { cpuDistances, type Distances, type Metric } from '$lib/numeric/distances'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { columnMeans, isEuclidean, largest, squaredNorm } from './rows'

/** tfjs' own 'cpu' backend is for tests: it rounds as a GPU does. */
export type TfjsDevice = 'webgpu' | 'webgl' | 'cpu'
type Tf = typeof import('@tensorflow/tfjs')

/** Beyond it sums of squares leave float32's range. */
const LARGEST = 1e15

/** Loads tfjs and makes the device ready. Throws where there is no such device. */
export async function openTfjs(device: TfjsDevice): Promise<Backend> {
  const tf = await import('@tensorflow/tfjs')
  if (device === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu')
  if (!(await tf.setBackend(device)) || tf.getBackend() !== device)
    throw new Error(`${device} is not available in this browser`)
  await tf.ready()
  return new TfjsBackend(tf, device)
}

class TfjsBackend implements Backend {
  readonly name: string
  private readonly loss: Loss

  constructor(
    private readonly tf: Tf,
    private readonly device: TfjsDevice
  ) {
    this.name = device === 'cpu' ? 'tfjs-cpu' : device
    this.loss = new Loss(tf.backend())
  }

  hold(X: Matrix): LinearOperator {
    const [rows, cols] = X.shape
    const held = this.upload(X.data, rows, cols)
    const { matMul, mul } = this.tf
    return {
      device: this.name,
      roundoff: FLOAT32,
      shape: X.shape,
      matmat: (W, k) => this.compute(() => matMul(held, this.upload(W, cols, k))),
      rmatmat: (R, k) => this.compute(() => matMul(held, this.upload(R, rows, k), true)),
      gram: async (weights) =>
        symmetric(
          cols,
          await this.compute(() =>
            matMul(held, weights ? mul(held, this.upload(weights, rows, 1)) : held, true)
          )
        ),
      dispose: () => held.dispose()
    }
  }

  async matmul(A: Matrix, B: Matrix): Promise<Matrix> {
    const product = await this.compute(() =>
      this.tf.matMul(this.upload(A.data, ...A.shape), this.upload(B.data, ...B.shape))
    )
    return matrix(A.shape[0], B.shape[1], product)
  }

  /** Squared Euclidean distances as ‖x‖² + ‖y‖² − 2x·y, whose products alone are rounded; other metrics are computed here. */
  between(X: Matrix, Y: Matrix, metric: Metric): Distances | Promise<Distances> {
    return isEuclidean(metric) ? this.euclidean(X, Y) : cpuDistances.between(X, Y, metric)
  }

  private euclidean(X: Matrix, Y: Matrix): Distances {
    const cols = Y.shape[1]
    const centre = columnMeans(Y)
    const shifted = ({ data, shape }: Matrix, from = 0, to = shape[0]): Matrix =>
      matrix(
        to - from,
        cols,
        data.subarray(from * cols, to * cols).map((value, at) => value - centre[at % cols])
      )
    const near = shifted(Y)
    const norms = Float64Array.from({ length: Y.shape[0] }, (_, j) => squaredNorm(row(near, j)))
    const furthest = Math.sqrt(norms.reduce((a, b) => Math.max(a, b), 0))
    const held = this.upload(near.data, ...near.shape)
    return {
      block: async (from, to) => {
        const asked = shifted(X, from, to)
        const out = await this.compute(() =>
          this.tf.matMul(this.upload(asked.data, ...asked.shape), held, false, true)
        )
        for (let i = 0, at = 0; i < to - from; i++) {
          const own = squaredNorm(row(asked, i))
          for (let j = 0; j < norms.length; j++, at++) out[at] = own + norms[j] - 2 * out[at]
        }
        return out
      },
      // Two products of rounded factors, and their sum in any order (Higham, Accuracy and Stability, 2nd ed., 3.1).
      error: (i) =>
        2 * (cols + 4) * FLOAT32 * Math.sqrt(squaredNorm(row(shifted(X, i, i + 1), 0))) * furthest,
      dispose: () => held.dispose()
    }
  }

  private upload(values: Float64Array, rows: number, cols: number): Tensor2D {
    if (!(largest(values) < LARGEST)) throw new RangeError('The values are too large for float32')
    this.use()
    return this.tf.tensor2d(Float32Array.from(values), [rows, cols])
  }

  /** The result of `work` in float64; what it made on the way is freed. */
  private async compute(work: () => Tensor2D): Promise<Float64Array> {
    this.use()
    const result = this.tf.tidy(work)
    try {
      const values = await this.loss.unless(result.data())
      return Float64Array.from(values)
    } finally {
      result.dispose()
    }
  }

  /** tfjs has one backend at a time for all; once a backend is ready the switch is immediate. */
  private use(): void {
    this.loss.check()
    if (this.tf.getBackend() !== this.device) void this.tf.setBackend(this.device)
  }
}

/** Rounding may leave the halves a little different. */
function symmetric(n: number, data: Float64Array): Matrix {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i]
  return matrix(n, n, data)
}

interface Context {
  readonly canvas: EventTarget
  isContextLost(): boolean
}

interface GpuParts {
  readonly device?: GPUDevice
  getGPGPUContext?(): { readonly gl: Context }
}

/** Notices that the device behind a tfjs backend is gone. tfjs waits for a lost context's results for ever. */
class Loss {
  private lost = false
  private readonly waiting = new Set<(reason: Error) => void>()
  private readonly gl: Context | undefined

  constructor(backend: unknown) {
    const { device, getGPGPUContext } = backend as GpuParts
    this.gl = getGPGPUContext?.call(backend).gl
    const lose = (): void => {
      this.lost = true
      for (const reject of this.waiting) reject(lossError())
    }
    void device?.lost.then(lose)
    this.gl?.canvas.addEventListener('webglcontextlost', lose)
  }

  /** Throws when it is gone. */
  check(): void {
    if (this.lost || this.gl?.isContextLost()) throw lossError()
  }

  /** The result, or an error as soon as it is gone. */
  async unless<T>(result: Promise<T>): Promise<T> {
    this.check()
    let reject!: (reason: Error) => void
    const lost = new Promise<never>((_, decline) => this.waiting.add((reject = decline)))
    try {
      const value = await Promise.race([result, lost])
      this.check()
      return value
    } finally {
      this.waiting.delete(reject)
    }
  }
}

const lossError = (): Error => new Error('the device was lost')
