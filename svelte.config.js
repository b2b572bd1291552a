import adapter from '@sveltejs/adapter-static'

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter({ fallback: '404.html' }),
    // For the pages. All that a page shows is the site's own; the one host beside it has the models that a person asks for.
    csp: {
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'worker-src': ['self', 'blob:'],
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:'],
        'connect-src': ['self', 'https://huggingface.co', 'https://*.hf.co'],
        'object-src': ['none'],
        'base-uri': ['self']
      }
    },
    // The client registers it: the engine must be listening before the first request is routed.
    serviceWorker: { register: false },
    // Its base modules: the package's own entry brings plotly along.
    alias: { 'danfojs-base': 'node_modules/danfojs/dist/danfojs-base' },
    paths: { base: /** @type {'' | `/${string}`} */ (process.env.BASE_PATH ?? ''), relative: false },
    typescript: {
      config: (config) => ({
        ...config,
        include: [...config.include, '../tools/**/*.mjs', '../*.ts', '../*.js'],
        exclude: [
          ...(config.exclude ?? []),
          '../src/lib/backend/wasm/kernels/**',
          '../src/lib/transformers/kernels/**',
          '../src/service-worker.ts',
          '../src/service-worker/**'
        ]
      })
    }
  }
}
