import { reducedDistance, type Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'
import type { BinaryTree } from './_binaryTree'

/** What encloses the rows of a node: a box in a k-d tree, a ball in a ball tree. */
export type Shape = 'box' | 'ball'

interface NodeShape {
  /** Measures the node's rows and writes what encloses them. */
  enclose(tree: BinaryTree, X: Matrix, node: number, metric: Metric): void
  /** A reduced distance that no row of the node falls short of. */
  leastReduced(tree: BinaryTree, node: number, point: Float64Array, metric: Metric): number
  /** A distance that no row of the node exceeds. */
  most(tree: BinaryTree, node: number, point: Float64Array, metric: Metric): number
}

/** |value|ᵖ, without the cost of a power where it is 1 or 2. */
const power = (value: number, p: number): number =>
  p === 2 ? value * value : p === 1 ? value : Math.pow(value, p)

const box: NodeShape = {
  enclose(tree, X, node) {
    const cols = X.shape[1]
    const { corner, extent, rows } = tree
    const at = node * cols
    corner.fill(Infinity, at, at + cols)
    extent.fill(-Infinity, at, at + cols)
    for (let r = tree.start[node]; r < tree.end[node]; r++)
      for (let j = 0; j < cols; j++) {
        const value = X.data[rows[r] * cols + j]
        corner[at + j] = Math.min(corner[at + j], value)
        extent[at + j] = Math.max(extent[at + j], value)
      }
  },
  leastReduced({ corner, extent }, node, point, { p }) {
    const at = node * point.length
    let sum = 0
    for (let j = 0; j < point.length; j++) {
      const outside = Math.max(corner[at + j] - point[j], point[j] - extent[at + j], 0)
      sum = p === Infinity ? Math.max(sum, outside) : sum + power(outside, p!)
    }
    return sum
  },
  most({ corner, extent }, node, point, metric) {
    const at = node * point.length
    let sum = 0
    for (let j = 0; j < point.length; j++) {
      const across = Math.max(Math.abs(corner[at + j] - point[j]), Math.abs(point[j] - extent[at + j]))
      sum = metric.p === Infinity ? Math.max(sum, across) : sum + power(across, metric.p!)
    }
    return metric.toDistance(sum)
  }
}

const ball: NodeShape = {
  enclose(tree, X, node, metric) {
    const cols = X.shape[1]
    const { corner: centre, extent: radius, rows, start, end } = tree
    const at = node * cols
    for (let r = start[node]; r < end[node]; r++)
      for (let j = 0; j < cols; j++) centre[at + j] += X.data[rows[r] * cols + j]
    for (let j = 0; j < cols; j++) centre[at + j] /= end[node] - start[node]
    const reduced = new Float64Array(end[node] - start[node])
    metric.fill(centre, at, X.data, rows, start[node], end[node], cols, reduced)
    radius[node] = metric.toDistance(reduced.reduce((a, b) => Math.max(a, b), 0))
  },
  leastReduced({ corner, extent }, node, point, metric) {
    const cols = point.length
    const toCentre = metric.toDistance(reducedDistance(metric, point, 0, corner, node, cols))
    return metric.toReduced(Math.max(0, toCentre - extent[node]))
  },
  most({ corner, extent }, node, point, metric) {
    const cols = point.length
    return metric.toDistance(reducedDistance(metric, point, 0, corner, node, cols)) + extent[node]
  }
}

export const shapes: Readonly<Record<Shape, NodeShape>> = { box, ball }
