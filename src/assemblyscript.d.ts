/** AssemblyScript, compiled by tools/assemblyscript.mjs: a WebAssembly module as base64 text. */
declare module '*?base64' {
  const text: string
  export default text
}

/** The same for WebAssembly with relaxed SIMD. */
declare module '*?base64-relaxed' {
  const text: string
  export default text
}
