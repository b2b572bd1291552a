/** A handler with few rows, for what does not need the Titanic. */
import type { ModelStore, Snapshot } from '$lib/mlhandler/store'
import { createSite, type SiteOptions, type TestSite } from './site'

export const csv = `city,age,fee,member,y
Bonn,20,1.5,True,no
Rome,30,2.5,False,yes
Bonn,40,3.5,True,no
Rome,50,4.5,False,yes
Bonn,60,5.5,True,no
Rome,25,6.5,False,yes
`

export const rows = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([city, age, fee, member, y]) => ({
    city,
    age: Number(age),
    fee: Number(fee),
    member: member === 'True',
    y
  }))

/** The first row's features, as an address has them. */
export const first = 'city=Bonn&age=20&fee=1.5&member=true'

const yaml = (model = '', kwargs = ''): string => `
url:
  h:
    pattern: /h
    handler: MLHandler
    kwargs:
      data: {url: /d.csv}
      model: {class: DecisionTreeClassifier, target_col: y, params: {random_state: 0}${model && `, ${model}`}}
      ${kwargs}
`

export const smallSite = (model?: string, kwargs?: string, options: SiteOptions = {}): Promise<TestSite> =>
  createSite({ yaml: yaml(model, kwargs), files: { '/d.csv': csv }, ...options })

/** A handler that has nothing yet. */
export const emptySite = (): Promise<TestSite> =>
  createSite({ yaml: 'url:\n  h:\n    pattern: /h\n    handler: MLHandler\n' })

/** What is stored for the handler. */
export const stored = (store: ModelStore): Promise<Snapshot> =>
  store.snapshot('$GRAMEXDATA/apps/mlhandler/h/')
