/**
 * The rooms of docs/architecture.md as lint rules: what each folder may import from the others.
 * Inside a room imports are relative; from another room they are written `$lib/<room>/…`.
 */
const allowed = {
  'src/lib/numeric': [],
  'src/lib/frame': ['formats/pickle', 'formats/numpy', 'formats/errors'],
  'src/lib/estimator': [],
  'src/lib/sklearn': ['estimator', 'numeric'],
  'src/lib/statsmodels': ['estimator', 'numeric'],
  'src/lib/transformers': ['estimator', 'frame', 'numeric'],
  'src/lib/formats': ['numeric'],
  'src/lib/mlhandler': ['estimator', 'sklearn', 'statsmodels', 'transformers', 'frame', 'formats', 'numeric'],
  'src/lib/storage': ['mlhandler', 'frame'],
  'src/lib/backend': ['numeric', 'sklearn'],
  'src/lib/client': ['mlhandler/router', 'mlhandler/headers'],
  'src/lib/components': ['client'],
  'src/routes': ['components', 'client']
}

/** Rooms that must run under Node, in a worker and in a service worker alike. */
const pure = ['numeric', 'frame', 'estimator', 'sklearn', 'statsmodels', 'formats', 'mlhandler']

const message = (room, names) =>
  `${room} may import only ${names.length ? names.map((n) => '$lib/' + n).join(', ') : 'itself'} (docs/architecture.md, Rooms).`

const importRule = ([room, names]) => {
  const self = room.split('/').at(-1)
  const open = [...names, self].join('|')
  return {
    files: [`${room}/**`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^\\$lib/(?!(?:${open})(?:/|$))`,
              allowTypeImports: true,
              message: message(room, names)
            },
            { regex: '^(?:\\.\\./)+(?:workers|src|tests|lib)/', message: message(room, names) }
          ]
        }
      ]
    }
  }
}

const pureRule = {
  files: pure.map((room) => `src/lib/${room}/**`),
  rules: {
    'no-restricted-globals': [
      'error',
      ...['window', 'document', 'navigator', 'fetch', 'indexedDB', 'localStorage', 'Worker'].map((name) => ({
        name,
        message: 'This room runs under Node, in a worker and in a service worker alike.'
      }))
    ]
  }
}

export const rooms = [...Object.entries(allowed).map(importRule), pureRule]
