/** The classes that do not go the general way, each with how it differs. */
import type { Rule } from '../Rule'
import { boostingRules } from './boosting'
import { compositionRules } from './composition'
import { decompositionRules } from './decompositions'
import { forestRules } from './forests'
import { glmRules } from './glm'
import { histBoostingRules } from './histBoosting'
import { linearRules } from './linear'
import { neighborRules } from './neighbors'
import { networkRules } from './networks'
import { preprocessingRules } from './preprocessing'
import { svmRules } from './svm'
import { treeRules } from './trees'

const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ...boostingRules,
    ...compositionRules,
    ...decompositionRules,
    ...forestRules,
    ...glmRules,
    ...histBoostingRules,
    ...linearRules,
    ...neighborRules,
    ...networkRules,
    ...preprocessingRules,
    ...svmRules,
    ...treeRules
  })
)

export const ruleOf = (className: string): Rule => rules.get(className) ?? {}
