import { expect, test } from 'vitest'
import { isActive, mayBecome, NEXT_STATES, serviceState } from './deployment-state.ts'
import type { DeploymentAction, DeploymentState } from './domain/deployment.ts'

const STATES = Object.keys(NEXT_STATES) as DeploymentState[]

test('a finished deployment never changes', () => {
  for (const from of ['succeeded', 'failed', 'canceled'] as const) {
    expect(isActive(from)).toBe(false)
    expect(STATES.filter((to) => mayBecome(from, to))).toEqual([])
  }
})

test('a queued deployment runs before it succeeds', () => {
  expect(mayBecome('queued', 'succeeded')).toBe(false)
  expect(mayBecome('queued', 'running') && mayBecome('running', 'succeeded')).toBe(true)
})

test('a service without a deployment is READY', () => {
  expect(serviceState(undefined)).toBe('READY')
})

test('every failed action ends in a state by which clients know an error: its name ends with ERROR', () => {
  for (const action of ['deploy', 'restart', 'stop', 'delete'] satisfies DeploymentAction[]) {
    expect(serviceState({ action, state: 'failed', cancelRequested: false })).toMatch(/ERROR$/)
  }
})

test('a cancel shows until the deployment is finished, and not after', () => {
  expect(serviceState({ action: 'deploy', state: 'running', cancelRequested: true })).toBe('CANCELING')
  expect(serviceState({ action: 'deploy', state: 'canceled', cancelRequested: true })).toBe('CANCELED')
  expect(serviceState({ action: 'deploy', state: 'succeeded', cancelRequested: true })).toBe('DEPLOYED')
})
