import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kubernetesName, namespaceOf, portNames } from './names.ts'

describe('kubernetesName', () => {
  test('a name that Kubernetes accepts stays as it is', () => {
    expect(kubernetesName('api-2')).toBe('api-2')
  })

  test('any name becomes one that Kubernetes accepts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        expect(kubernetesName(name)).toMatch(/^[a-z](?:[a-z0-9-]{0,44}[a-z0-9])?$/)
      }),
    )
  })

  test('names that differ only in what Kubernetes cannot say stay apart', () => {
    const names = [
      'my app',
      'My App',
      'my-app',
      'my_app',
      'my.app',
      '1my-app',
      'x'.repeat(60),
      'x'.repeat(61),
    ]
    expect(new Set(names.map(kubernetesName)).size).toBe(names.length)
  })
})

test('environments whose names run together have namespaces of their own, at most 63 characters long', () => {
  const place = (projectName: string, environmentName: string, environmentId: string) =>
    namespaceOf({ id: 's', name: 's', organizationId: 'o', projectName, environmentName, environmentId })
  const one = place('a-b', 'c', '11111111-0000-4000-8000-000000000000')
  const other = place('a', 'b-c', '22222222-0000-4000-8000-000000000000')
  expect(one).not.toBe(other)
  expect(
    place('p'.repeat(200), 'e'.repeat(200), '11111111-0000-4000-8000-000000000000').length,
  ).toBeLessThanOrEqual(63)
})

test('ports keep valid names, and never share one', () => {
  const port = (name: string, internalPort: number, protocol: 'HTTP' | 'UDP' = 'HTTP') => ({
    id: name,
    name,
    internalPort,
    publiclyAccessible: false,
    protocol,
  })
  expect(
    portNames([
      port('web', 80),
      port('WEB', 81),
      port('a name of more than fifteen', 53, 'UDP'),
      port('8080', 8080),
      port('p8080-tcp', 9000),
      port('--', 8080),
    ]),
  ).toEqual(['web', 'p81-tcp', 'p53-udp', 'p8080-tcp', 'p9000-tcp', 'p8080-tcp2'])
})
