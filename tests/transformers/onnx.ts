/** Tiny ONNX models made by hand: each piece's logits are its row of a table; for text classification their mean. */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)]
const bytes = (field: number, value: Iterable<number>): number[] => {
  const list = [...value]
  return [...varint((field << 3) | 2), ...varint(list.length), ...list]
}
const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value))

const [FLOAT, INT64] = [1, 7]

/** ValueInfoProto of a tensor whose dimensions have names. */
const value = (name: string, type: number, ...dims: string[]): number[] => {
  const shape = dims.flatMap((dim) => bytes(1, text(2, dim)))
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, type), ...bytes(2, shape)]))]
}

const node = (op: string, inputs: string[], output: string, attributes: number[] = []): number[] => [
  ...inputs.flatMap((name) => text(1, name)),
  ...text(2, output),
  ...text(4, op),
  ...attributes
]

type Table = readonly (readonly number[])[]

/** TensorProto of a matrix. */
const matrix = (name: string, rows: Table): number[] => [
  ...number(1, rows.length),
  ...number(1, rows[0].length),
  ...number(2, FLOAT),
  ...text(8, name),
  ...bytes(9, new Uint8Array(Float32Array.from(rows.flat()).buffer))
]

/** The mean over the pieces. */
function meanNode(input: string): number[] {
  const axes = bytes(5, [...text(1, 'axes'), ...number(8, 1), ...number(20, 7)])
  const keep = bytes(5, [...text(1, 'keepdims'), ...number(3, 0), ...number(20, 2)])
  return node('ReduceMean', [input], 'logits', [...axes, ...keep])
}

function model(nodes: number[][], tensors: number[][], dims: string[]): Uint8Array {
  const graph = [
    ...nodes.flatMap((n) => bytes(1, n)),
    ...text(2, 'tiny'),
    ...tensors.flatMap((tensor) => bytes(5, tensor)),
    ...bytes(11, value('input_ids', INT64, 'batch', 'length')),
    ...bytes(11, value('attention_mask', INT64, 'batch', 'length')),
    ...bytes(12, value('logits', FLOAT, ...dims))
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))])
}

/** @param table (pieces, labels) @param pooled whether one row a text comes out, else one a piece */
export const tinyOnnx = (table: Table, pooled: boolean): Uint8Array =>
  pooled
    ? model(
        [node('Gather', ['table', 'input_ids'], 'rows'), meanNode('rows')],
        [matrix('table', table)],
        ['batch', 'labels']
      )
    : model(
        [node('Gather', ['table', 'input_ids'], 'logits')],
        [matrix('table', table)],
        ['batch', 'length', 'labels']
      )

/** The mean over the pieces of their rows of `table` times `weights`. */
export const productOnnx = (table: Table, weights: Table): Uint8Array =>
  model(
    [
      node('Gather', ['table', 'input_ids'], 'rows'),
      node('MatMul', ['rows', 'weights'], 'products'),
      meanNode('products')
    ],
    [matrix('table', table), matrix('weights', weights)],
    ['batch', 'labels']
  )

/** A tensor that says it has 2⁴⁰ rows and brings none of them. */
export const hugeOnnx = (): Uint8Array => {
  const tensor = [
    ...number(1, 2 ** 40),
    ...number(1, 2),
    ...number(2, FLOAT),
    ...text(8, 'table'),
    ...bytes(9, [])
  ]
  return model(
    [node('Gather', ['table', 'input_ids'], 'rows'), meanNode('rows')],
    [tensor],
    ['batch', 'labels']
  )
}

/** Asks for 32 GiB of zeros when it runs. */
export const hungryOnnx = (): Uint8Array => {
  const sizes = [...number(1, 2), ...number(2, INT64), ...text(8, 'sizes')]
  const raw = new Uint8Array(BigInt64Array.of(1n, 2n ** 33n).buffer)
  const zeros = node('ConstantOfShape', ['sizes'], 'logits')
  return model([zeros], [[...sizes, ...bytes(9, raw)]], ['batch', 'labels'])
}
