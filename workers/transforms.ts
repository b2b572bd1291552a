/** A handler's transform: a function of a danfojs DataFrame, by name or as an expression. */
import { fromDataFrame, loadDanfo, toDataFrame, type Danfo } from '$lib/frame/dataframe'
import type { Frame } from '$lib/frame/Frame'

type DataFrame = ReturnType<typeof toDataFrame>
type Transform = (data: DataFrame, danfo: Danfo) => unknown

/** `mymodule.transform_func`; `data.…` is an expression. */
const dotted = /^(?!data\.)([\w$-]+(?:\.[\w$-]+)*)\.([A-Za-z_$][\w$]*)(?:\(data\))?$/

async function find(spec: string, folder: string): Promise<Transform> {
  const [, module, name] = dotted.exec(spec) ?? []
  if (!module) return new Function('data', 'dfd', `return (${spec})`) as Transform
  const url = new URL(`${folder}/${module.replaceAll('.', '/')}.js`, location.href).href
  const exported = (await import(/* @vite-ignore */ url)) as Record<string, unknown>
  if (typeof exported[name] === 'function') return exported[name] as Transform
  throw new Error(
    `${module}.js exports no function ${name}; it exports ${Object.keys(exported).join(', ') || 'nothing'}`
  )
}

/** The transform that `data.transform` of gramex.yaml in `folder` names. It may return a DataFrame or change the one given. */
export async function loadTransform(spec: string, folder: string): Promise<(frame: Frame) => Promise<Frame>> {
  const [danfo, transform] = await Promise.all([loadDanfo(), find(spec, folder)])
  return async (frame) => {
    const data = toDataFrame(frame, danfo)
    const result = (await transform(data, danfo)) ?? data
    if (result instanceof danfo.DataFrame) return fromDataFrame(result)
    throw new Error(`it returned ${typeof result}, not a DataFrame`)
  }
}
