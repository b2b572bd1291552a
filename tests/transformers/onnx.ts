/** A tiny ONNX model made by hand: each piece's logits are its row of a table; for text classification their mean. */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))]
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

/** @param table (pieces, labels) @param pooled whether one row a text comes out, else one a piece */
export function tinyOnnx(table: readonly (readonly number[])[], pooled: boolean): Uint8Array {
  const raw = new Uint8Array(Float32Array.from(table.flat()).buffer)
  const weights = [
    ...number(1, table.length),
    ...number(1, table[0].length),
    ...number(2, FLOAT),
    ...text(8, 'table'),
    ...bytes(9, raw)
  ]
  const axes = bytes(5, [...text(1, 'axes'), ...number(8, 1), ...number(20, 7)])
  const keep = bytes(5, [...text(1, 'keepdims'), ...number(3, 0), ...number(20, 2)])
  const nodes = pooled
    ? [
        node('Gather', ['table', 'input_ids'], 'rows'),
        node('ReduceMean', ['rows'], 'logits', [...axes, ...keep])
      ]
    : [node('Gather', ['table', 'input_ids'], 'logits')]
  const graph = [
    ...nodes.flatMap((n) => bytes(1, n)),
    ...text(2, 'tiny'),
    ...bytes(5, weights),
    ...bytes(11, value('input_ids', INT64, 'batch', 'length')),
    ...bytes(11, value('attention_mask', INT64, 'batch', 'length')),
    ...bytes(12, value('logits', FLOAT, 'batch', ...(pooled ? ['labels'] : ['length', 'labels'])))
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))])
}
