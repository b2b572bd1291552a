export { accuracyScore } from './accuracy'
export { balancedAccuracyScore, classLikelihoodRatios, matthewsCorrcoef } from './classification'
export { classificationReport, classificationReportDict, type ReportScores } from './classificationReport'
export { confusionMatrix } from './confusionMatrix'
export { auc, precisionRecallCurve, rocCurve } from './curves'
export { d2TweedieScore, meanGammaDeviance, meanPoissonDeviance, meanTweedieDeviance } from './deviance'
export {
  f1Score,
  fbetaScore,
  jaccardScore,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore
} from './precisionRecallFscore'
export { brierScoreLoss, logLoss, type Scores } from './probability'
export { r2Score } from './r2'
export { averagePrecisionScore, rocAucScore, topKAccuracyScore } from './ranking'
export {
  d2AbsoluteErrorScore,
  d2PinballScore,
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPinballLoss,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredError
} from './regression'
export { score, type Scorable } from './score'
export { clusteringScorers, getScorer, scorers, type Scorer } from './scorers'
