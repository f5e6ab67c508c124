import { isAppError } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import type { OperationSpec } from './operation.ts'
import * as operations from './operations/index.ts'
import { parseInput, type RawInput } from './parse-input.ts'

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const REGISTRY = { name: 'ghcr', kind: 'GITHUB_CR', config: { username: 'acme', password: 'x' } }
const CONTAINER = { name: 'web', registry_id: ID, image_name: 'acme/web', tag: '1.0', healthchecks: {} }

/** Fields at fault. */
function faults(spec: OperationSpec, raw: Partial<RawInput>): string[] {
  try {
    parseInput(spec, { params: {}, query: {}, body: undefined, ...raw })
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

const registry = (change: object) =>
  faults(operations.createRegistry, { params: { organizationId: ID }, body: { ...REGISTRY, ...change } })
const container = (change: object) =>
  faults(operations.createContainer, { params: { environmentId: ID }, body: { ...CONTAINER, ...change } })

test('faults of path, query and body are told at once', () => {
  const raw = {
    params: { organizationId: 'x' },
    query: { unverified: 'yes' },
    body: { ...REGISTRY, name: '' },
  }
  expect(faults(operations.createRegistry, raw)).toEqual([
    'organizationId is not a UUID',
    'unverified must be one of true, false',
    'name is empty',
  ])
})

test('fields that the contract does not name are ignored, for clients send them; settings are for the kind to read', () => {
  const raw = {
    params: { organizationId: ID },
    query: {},
    body: { ...REGISTRY, cluster: 'x', config: { username: 'acme', future: 1 } },
  }
  expect(parseInput(operations.createRegistry, raw).body).toEqual({
    name: 'ghcr',
    kind: 'GITHUB_CR',
    config: { username: 'acme', future: 1 },
  })
})

test('what clients leave unset may be absent or null', () => {
  expect(
    registry({ description: null, url: null, push: null, config: { username: 'acme', password: null } }),
  ).toEqual([])
  expect(
    container({
      entrypoint: null,
      arguments: null,
      ports: null,
      cpu: null,
      healthchecks: { liveness_probe: null },
    }),
  ).toEqual([])
})

describe('what no store can keep is refused with its field', () => {
  test.each([
    ['a zero character', { name: 'a\0b' }, 'name contains the character U+0000'],
    ['half a character', { name: 'a\ud800' }, 'name contains half of a surrogate pair'],
    [
      'a zero character in a field without a name',
      { extra: ['\0'] },
      'extra[0] contains the character U+0000',
    ],
    ['a zero character in a name of a field', { 'a\0': 1 }, 'body contains the character U+0000'],
  ])('%s', (_, change, expected) => {
    expect(registry(change)).toContain(expected)
  })

  test('nesting without end', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(registry({ extra: deep }).join()).toContain('is nested too deeply')
  })

  test('a field named __proto__', () => {
    const body = JSON.parse('{"name":"a","kind":"ECR","config":{"__proto__":{"admin":true}}}')
    expect(faults(operations.createRegistry, { params: { organizationId: ID }, body })).toContain(
      'config has a field named "__proto__"',
    )
  })
})

describe('a container', () => {
  test.each<[object, string]>([
    [{ image_name: 'Acme/web' }, 'image_name must be lower-case'],
    [{ image_name: '' }, 'image_name is missing'],
    [{ tag: '-1' }, 'tag is not a tag'],
    [{ cpu: 0 }, 'cpu must be at least 10'],
    [
      { ports: [{ internal_port: 70_000, publicly_accessible: true }] },
      'ports[0].internal_port must be at most 65535',
    ],
    [{ ports: [{ internal_port: 80 }] }, 'ports[0].publicly_accessible is missing'],
    [{ healthchecks: undefined }, 'healthchecks is missing'],
    [
      { healthchecks: { liveness_probe: { type: {} } } },
      'healthchecks.liveness_probe.type must name exactly one kind of probe',
    ],
    [
      { healthchecks: { liveness_probe: { type: { http: { port: 80, path: 'x' } } } } },
      'healthchecks.liveness_probe.type.http.path does not start with "/"',
    ],
  ])('%j is refused', (change, expected) => {
    expect(container(change)).toEqual([expected])
  })
})

describe('a cluster', () => {
  const cluster = (target: unknown) =>
    faults(operations.createCluster, { params: { organizationId: ID }, body: { name: 'a', target } })

  test('has a target of a known kind', () => {
    expect(cluster(undefined)).toEqual([])
    expect(cluster({ kind: 'docker' })).toEqual([])
    expect(cluster({ kind: 'gitops', folder: '/srv/gitops' })).toEqual([])
    expect(cluster({ kind: 'nomad' })).toEqual(['target.kind must be one of docker, gitops, kubernetes'])
  })

  test.each<[object, string]>([
    [{ kind: 'docker', endpoint: 'docker.sock' }, 'target.endpoint is not the socket of a Docker engine'],
    [{ kind: 'docker', publish_address: 'everywhere' }, 'target.publish_address is not an IP address'],
    [{ kind: 'gitops', folder: 'gitops' }, 'target.folder is not an absolute path'],
    [{ kind: 'gitops', folder: '/g', branch: '--upload-pack=x' }, 'target.branch is not a branch name'],
    [{ kind: 'gitops', folder: '/g', branch: 'a..b' }, 'target.branch is not a branch name'],
  ])('%j is refused', (target, expected) => {
    expect(cluster(target)).toEqual([expected])
  })
})

test('no words of ours for a bad request hold "exist": clients of the contract take such a 400 for "gone"', () => {
  const everything = Object.values(operations) as OperationSpec[]
  const said = everything.flatMap((spec) => [
    ...faults(spec, {
      params: {},
      query: { page: 'x', tail: 'x', after: 'x', imageName: 'X', force: 'x' },
      body: {},
    }),
    ...faults(spec, { body: undefined }),
  ])
  expect(said.length).toBeGreaterThan(100)
  expect(said.filter((text) => /exist/i.test(text))).toEqual([])
})

test('every operation has an id and a path with method of its own', () => {
  const everything = Object.values(operations) as OperationSpec[]
  expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length)
  expect(new Set(everything.map(({ method, path }) => `${method} ${path}`)).size).toBe(everything.length)
})
