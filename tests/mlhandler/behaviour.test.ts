/** What the behaviour page says of configuration and routes, in its order. The Titanic's examples are in titanic.test.ts. */
import { describe, expect, it } from 'vitest'
import { errorOf, post } from './site'
import { csv, emptySite, first, rows, smallSite, stored } from './small'

interface Params {
  opts: Record<string, unknown>
  params: { class: string; params: Record<string, unknown> }
  attrs: { feature_importances_?: number[]; n_features_in_?: number; coef_?: number[][] }
  stale: boolean
  rows: number
}
type Site = Awaited<ReturnType<typeof smallSite>>
const paramsOf = async (site: Site) => (await site.json('/h?_params')) as Params
const put = (site: Site, query: string) => site.fetch(`/h?_model&${query}`, { method: 'PUT' })
const train = (site: Site, query = '') => site.fetch(`/h?_action=train${query}`, { method: 'POST' })
const nested = (key: string) => `{"${key}":`.repeat(5000) + '1' + '}'.repeat(5000)
const features = async (site: Site) => (await paramsOf(site)).attrs.n_features_in_

describe('configuration', () => {
  it('takes every kwarg later: a handler of nothing but a pattern learns from what is sent', async () => {
    const site = await emptySite()
    expect(await errorOf(await site.fetch(`/h?${first}`))).toMatchObject({ status: 404, code: 'no_model' })
    expect(await errorOf(await train(site))).toMatchObject({ status: 400 })
    await put(site, 'class=DecisionTreeClassifier&target_col=y')
    expect(await errorOf(await train(site))).toMatchObject({ status: 404, code: 'no_data' })
    expect(await site.json('/h?_action=append', post(rows))).toEqual({ appended: 6, rows: 6 })
    expect(await (await train(site)).json()).toEqual({ score: 1 })
    expect(await site.json(`/h?${first}`)).toEqual(['no'])
  })

  it('says where no handler can be for gramex.yaml is broken', async () => {
    const site = await smallSite('class: Ridge')
    const error = await errorOf(await site.fetch('/h'))
    expect(error).toMatchObject({ status: 404, code: 'no_handler' })
    expect(error.hint).toContain('line 8')
  })

  it('lets include win over exclude, and the target never be a feature', async () => {
    const site = await smallSite('include: [age, fee, y], exclude: [age], cats: [y], nums: [y]')
    expect(await site.json('/h?age=20&fee=1.5')).toEqual(['no'])
    expect(await features(site)).toBe(2)
  })

  it('drops gaps before repeats, each in all columns or in those listed', async () => {
    const gaps = `${csv}Bonn,,7.5,True,no\nBonn,20,1.5,True,no\nRome,30,,False,yes\n`
    const learned = async (model: string) =>
      (await paramsOf(await smallSite(model, '', { files: { '/d.csv': gaps } }))).rows
    expect(await learned('')).toBe(6)
    expect(await learned('drop_duplicates: false')).toBe(7)
    expect(await learned('deduplicate: [city]')).toBe(2)
    expect(await learned('exclude: [age], dropna: [fee]')).toBe(7)
    expect(await learned('exclude: [age, fee], dropna: false')).toBe(2)
  })

  it('never takes index_col for a feature', async () => {
    expect(await features(await smallSite('index_col: age, include: [age, fee]'))).toBe(1)
  })

  it('fits the bare class with pipeline: false, and takes only numbers then', async () => {
    const site = await smallSite('include: [age, fee], pipeline: false')
    expect(await site.json('/h?age=20&fee=1.5')).toEqual(['no'])
    const text = await errorOf(await (await smallSite('pipeline: false')).fetch(`/h?${first}`))
    expect(text).toMatchObject({ status: 422 })
    expect(text.message).toContain('city')
  })

  it('encodes an unknown category as zeros with unknown: ignore', async () => {
    const rome = first.replace('Bonn', 'Köln')
    expect(await errorOf(await (await smallSite()).fetch(`/h?${rome}`))).toMatchObject({
      status: 422,
      details: { column: 'city', row: 0, value: 'Köln', expected: ['Bonn', 'Rome'] }
    })
    const site = await smallSite('', 'unknown: ignore')
    expect((await site.fetch(`/h?${rome}`)).status).toBe(200)
  })
})

describe('routes', () => {
  it('GET keeps to the query: target, unknown columns and unknown flags do no harm', async () => {
    const site = await smallSite()
    for (const more of ['', '&y=yes', '&shoe=43', '&_=1700000000', '&__proto__=3'])
      expect(await site.json(`/h?${first}${more}`), more).toEqual(['no'])
    expect(await site.json(`/h?${first}&city=Rome&age=30&fee=2.5&member=0`)).toEqual(['no', 'yes'])
    expect(await errorOf(await site.fetch(`/h?${first}&age=1&age=2&fee=3`))).toMatchObject({ status: 400 })
    expect((await site.fetch('/h?_=1700000000')).headers.get('content-type')).toContain('text/html')
  })

  it('answers as upstream 1.94 where that is asked, by request or for the handler', async () => {
    const old = await smallSite('', 'api_version: "1.94"')
    const site = await smallSite()
    const [{ y: _, ...given }] = rows
    const [answer] = (await old.json(`/h?${first}`)) as object[]
    expect(answer).toEqual({ ...given, y: 'no' })
    expect(await site.json(`/h?${first}&_api_version=1.94`)).toEqual([answer])
    expect(await old.json('/h?_model')).toMatchObject({ max_depth: null, random_state: 0 })
    expect(await old.json('/h?_action=append', post(rows))).toBeNull()
    expect(await site.json(`/h?${first}&_proba`)).toEqual([{ y: 'no', _proba: { no: 1, yes: 0 } }])
  })

  it('refuses a format or an api_version that there is not', async () => {
    const site = await smallSite()
    expect(await errorOf(await site.fetch('/h?_model&_format=zzz'))).toMatchObject({ status: 415 })
    expect(await errorOf(await site.fetch('/h?_cache&_format=zzz'))).toMatchObject({ status: 415 })
    expect(await errorOf(await site.fetch(`/h?${first}&_api_version=2`))).toMatchObject({ status: 400 })
    expect(await errorOf(await (await smallSite('', 'api_version: 2')).fetch('/h'))).toMatchObject({
      status: 400
    })
  })

  it('HEAD is a GET without its body; other methods are 405', async () => {
    const site = await smallSite()
    const head = await site.fetch(`/h?${first}`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const missing = await site.fetch('/h?shoe=43', { method: 'HEAD' })
    expect([missing.status, await missing.text()]).toEqual([422, ''])
    for (const method of ['OPTIONS', 'PATCH']) {
      const refused = await site.fetch('/h', { method })
      expect(refused.headers.get('allow')).toBe('GET, HEAD, POST, PUT, DELETE')
      expect(await errorOf(refused)).toMatchObject({ status: 405 })
    }
  })

  it('trains on a body, stores it only if nothing was stored, and says when settings are newer', async () => {
    const site = await smallSite()
    expect(await site.json('/h?_action=train', post(rows.slice(0, 4)))).toEqual({ score: 1 })
    expect(await site.json('/h?_cache')).toHaveLength(6)
    await put(site, 'max_depth=1')
    expect((await paramsOf(site)).stale).toBe(true)
    await train(site)
    expect(await paramsOf(site)).toMatchObject({ stale: false, rows: 6 })
  })

  it('PUT takes types and aliases, and a new class clears old parameters', async () => {
    const site = await smallSite()
    expect(await (await put(site, 'max_depth=3&class_weight=balanced')).json()).toMatchObject({
      params: { params: { max_depth: 3, class_weight: 'balanced', random_state: 0 } }
    })
    await put(site, 'class=SGDClassifier&loss=log')
    expect(await site.json('/h?_model')).toMatchObject({
      model: 'SGDClassifier',
      params: { random_state: null }
    })
  })

  it('PUT changes only settings: it trains nothing, and a mistake leaves them as they were', async () => {
    const site = await smallSite()
    expect((await put(site, 'target_col=')).status).toBe(200)
    expect((await stored(site.store)).hasModel).toBe(false)
    expect((await put(site, 'target_col=y')).status).toBe(200)
    const before = await paramsOf(site)
    for (const query of [
      'max_depth=2&zzz=1',
      'max_depth=2&criterion=foo',
      'max_depth=2&class=Tree',
      'max_depth=1e999'
    ])
      expect((await put(site, query)).status, query).toBe(400)
    for (const body of ['[1, 2]', '"x"', '{broken', '{"params": 3}', nested('params'), nested('a')])
      expect((await site.fetch('/h', { method: 'PUT', body })).status, body).toBe(400)
    expect(await paramsOf(site)).toEqual(before)
  })

  it('DELETE takes both spellings, and puts options back', async () => {
    const site = await smallSite('exclude: [fee], dropna: [city]')
    await site.fetch(`/h?${first}`)
    const remove = (query: string) => site.fetch(`/h?${query}`, { method: 'DELETE' })
    expect(await (await remove('delete=opts&_opts=exclude&_opts=dropna')).json()).toEqual({
      deleted: ['opts']
    })
    expect((await paramsOf(site)).opts).toMatchObject({ exclude: [], dropna: true, target_col: 'y' })
    for (const query of ['', '_nothing', 'delete=constructor', 'delete=opts', 'delete=opts&_opts=zzz'])
      expect((await remove(query)).status, query).toBe(400)
    for (const query of ['_model', 'delete=model']) {
      expect((await remove(query)).status).toBe(200)
      expect((await site.fetch(`/h?${first}`)).status).toBe(404)
      await train(site)
    }
    await remove('delete=cache')
    expect((await site.fetch('/h?_cache')).status).toBe(404)
    expect(await site.json(`/h?${first}`)).toEqual(['no'])
  })
})
