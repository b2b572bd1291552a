/* The one hot loop of the text models: 16-bit activations times 8-bit weights, summed in 32 bits.
 * kernel.mjs compiles it and writes src/lib/transformers/kernel-wasm.ts. */

#include <wasm_simd128.h>

typedef signed char int8;
typedef short int16;
typedef int int32;

static int32 sum(v128_t v) {
  return wasm_i32x4_extract_lane(v, 0) + wasm_i32x4_extract_lane(v, 1) + wasm_i32x4_extract_lane(v, 2) +
         wasm_i32x4_extract_lane(v, 3);
}

#define STEP(r, o, a, b) s##r##o = wasm_i32x4_add(s##r##o, wasm_i32x4_dot_i16x8(a, b))

/* y (rows, out) = x (rows, in) * w (out, in) transposed. rows a multiple of 4, out of 2, in of 8. */
void multiply(const int16 *x, const int8 *w, int32 *y, int rows, int in, int out) {
  for (int o = 0; o < out; o += 2) {
    const int8 *w0 = w + o * in, *w1 = w0 + in;
    for (int r = 0; r < rows; r += 4) {
      const int16 *x0 = x + r * in, *x1 = x0 + in, *x2 = x1 + in, *x3 = x2 + in;
      v128_t s00 = wasm_i32x4_splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
      for (int k = 0; k < in; k += 8) {
        v128_t b0 = wasm_i16x8_load8x8(w0 + k), b1 = wasm_i16x8_load8x8(w1 + k);
        v128_t a0 = wasm_v128_load(x0 + k), a1 = wasm_v128_load(x1 + k);
        v128_t a2 = wasm_v128_load(x2 + k), a3 = wasm_v128_load(x3 + k);
        STEP(0, 0, a0, b0), STEP(0, 1, a0, b1), STEP(1, 0, a1, b0), STEP(1, 1, a1, b1);
        STEP(2, 0, a2, b0), STEP(2, 1, a2, b1), STEP(3, 0, a3, b0), STEP(3, 1, a3, b1);
      }
      int32 *y0 = y + r * out + o;
      y0[0] = sum(s00), y0[1] = sum(s01), y0 += out;
      y0[0] = sum(s10), y0[1] = sum(s11), y0 += out;
      y0[0] = sum(s20), y0[1] = sum(s21), y0 += out;
      y0[0] = sum(s30), y0[1] = sum(s31);
    }
  }
}
