/**
 * Tornado templates, rendered here: see parse.ts for the syntax, python/ for the expressions, objects/ for what pandas
 * DataFrames and estimators are to a template.
 *
 *     const template = parseTemplate(source, 'template.html')
 *     await renderTemplate(template, { handler: new Namespace('MLHandler', { model: … }), data: new DataFrame(frame) })
 */
export { TemplateError } from './errors'
export type { Template } from './nodes'
export { DataFrame } from './objects/DataFrame'
export { ModelObject } from './objects/model'
export { Namespace } from './objects/Namespace'
export { parseTemplate } from './parse'
export type { Value } from './python/values'
export { renderTemplate } from './render'
