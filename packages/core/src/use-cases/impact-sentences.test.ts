import { expect, test } from 'vitest'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Cluster, TargetSettings } from '../domain/organization.ts'
import { impactSentences, impactSummary } from './impact-sentences.ts'
import type { ImpactedService } from './registry-impact.ts'

const cluster = (kind: TargetSettings['kind']) => ({ id: kind, name: kind, target: { kind } }) as Cluster
const registry = { name: 'acme', verification: null } as unknown as ContainerRegistry
const service = { running: true } as ImpactedService
const now = new Date('2026-11-22T10:00:00.000Z')

const facts = (clusters: readonly Cluster[], services: readonly ImpactedService[] = [service]) => ({
  registry,
  expiresAt: null,
  services,
  images: [],
  clusters,
  now,
})

const fails = (...kinds: readonly TargetSettings['kind'][]) =>
  impactSentences(facts(kinds.map(cluster))).map(({ what, fails }) => `${what} ${fails}`)

test('what would fail next follows from what the services run on', () => {
  expect(fails('docker')).toEqual(['deploy yes', 'restart no', 'reschedule no', 'scale no'])
  expect(fails('gitops')).toEqual(['deploy yes', 'restart sometimes', 'reschedule yes', 'scale yes'])
  expect(fails('docker', 'gitops')).toEqual([
    'deploy yes',
    'restart sometimes',
    'reschedule sometimes',
    'scale sometimes',
  ])
})

test('where nothing runs only the next deployment fails, and where nothing depends on it nothing does', () => {
  const waiting = { ...service, running: false }
  expect(impactSentences(facts([], [waiting])).map(({ what }) => what)).toEqual(['deploy'])
  expect(impactSentences(facts([], []))).toEqual([])
  expect(impactSummary(facts([], [waiting]))).toBe(
    'Nothing tells when the credential expires; nothing runs from acme now, and 1 service could not be deployed any more.',
  )
})

test('an expiry that is over is told as over', () => {
  const summary = (expiresAt: string) => impactSummary({ ...facts([], []), expiresAt })
  expect(summary('2026-11-22T09:00:00.000Z')).toMatch(/^The credential expired at 2026-11-22T09/)
  expect(summary('2026-11-23T09:00:00.000Z')).toMatch(/^The credential expires at 2026-11-23T09/)
})
