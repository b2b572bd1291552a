import { describe } from 'vitest'
import {
  BayesianRidge,
  ElasticNet,
  ElasticNetCV,
  Lars,
  Lasso,
  LassoCV,
  LassoLars,
  LinearRegression,
  OrthogonalMatchingPursuit,
  Ridge,
  RidgeClassifier,
  RidgeCV
} from '$lib/sklearn/linear_model'
import elasticNet from '../../fixtures/sklearn/linear_model/ElasticNet.json'
import elasticNetCV from '../../fixtures/sklearn/linear_model/ElasticNetCV.json'
import lasso from '../../fixtures/sklearn/linear_model/Lasso.json'
import lassoCV from '../../fixtures/sklearn/linear_model/LassoCV.json'
import linearRegression from '../../fixtures/sklearn/linear_model/LinearRegression.json'
import ridge from '../../fixtures/sklearn/linear_model/Ridge.json'
import ridgeClassifier from '../../fixtures/sklearn/linear_model/RidgeClassifier.json'
import ridgeCV from '../../fixtures/sklearn/linear_model/RidgeCV.json'
import bayesianRidge from '../../fixtures/sklearn/linear_model/BayesianRidge.json'
import lars from '../../fixtures/sklearn/linear_model/Lars.json'
import lassoLars from '../../fixtures/sklearn/linear_model/LassoLars.json'
import pursuit from '../../fixtures/sklearn/linear_model/OrthogonalMatchingPursuit.json'
import { compareAll, type Case } from './compare'

const as = (cases: unknown): Case[] => cases as Case[]

describe('LinearRegression', () => compareAll(LinearRegression, as(linearRegression), 1e-9))
// The path of coordinate descent is scikit-learn's own, sweep for sweep: only rounding differs.
describe('Lasso', () => compareAll(Lasso, as(lasso), 1e-9))
describe('ElasticNet', () => compareAll(ElasticNet, as(elasticNet), 1e-9))
describe('LassoCV', () => compareAll(LassoCV, as(lassoCV), 1e-9))
describe('ElasticNetCV', () => compareAll(ElasticNetCV, as(elasticNetCV), 1e-9))
// Solvers that iterate take the same number of steps, too. The Krylov recurrences of lsqr and sparse_cg let rounding grow
// as they lose orthogonality: to less than 1e-6, far below their own tolerance of 1e-4.
const ridgeTolerance = ({ params: { solver } }: Case): number =>
  solver === 'lsqr' || solver === 'sparse_cg' ? 1e-6 : 1e-9
describe('Ridge', () => compareAll(Ridge, as(ridge), ridgeTolerance))
describe('RidgeClassifier', () => compareAll(RidgeClassifier, as(ridgeClassifier), ridgeTolerance))
describe('RidgeCV', () => compareAll(RidgeCV, as(ridgeCV), 1e-9))
describe('BayesianRidge', () => compareAll(BayesianRidge, as(bayesianRidge), 1e-9))
describe('Lars', () => compareAll(Lars, as(lars), 1e-9))
describe('LassoLars', () => compareAll(LassoLars, as(lassoLars), 1e-9))
describe('OrthogonalMatchingPursuit', () => compareAll(OrthogonalMatchingPursuit, as(pursuit), 1e-9))
