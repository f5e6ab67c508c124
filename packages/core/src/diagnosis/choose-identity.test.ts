import { describe, expect, test } from 'vitest'
import { type Candidate, chooseIdentity, isOfHost, prefixFits, rankIdentities } from './choose-identity.ts'

const candidate = (name: string, repositoryPrefix = '', more: Partial<Candidate> = {}): Candidate => ({
  id: name,
  name,
  repositoryPrefix,
  connection: { url: 'https://ghcr.io' },
  ...more,
})

test.each([
  ['', 'acme/app', true],
  ['acme', 'acme', true],
  ['acme', 'acme/app', true],
  ['acme/', 'acme/app', true],
  ['/acme', 'acme/app', true],
  ['acme', 'acmeco/app', false],
  ['acme/team', 'acme/app', false],
  ['acme/app', 'acme/app', true],
  ['acme/app', 'acme/application', false],
])('the prefix %j fits %s: %s', (prefix, repository, fits) => {
  expect(prefixFits(prefix, repository)).toBe(fits)
})

test.each([
  ['https://docker.io', 'docker.io', true],
  ['https://index.docker.io/v1/', 'docker.io', true],
  ['https://registry-1.docker.io', 'index.docker.io', true],
  ['https://ghcr.io', 'GHCR.io', true],
  ['https://ghcr.io:443', 'ghcr.io', true],
  ['https://ghcr.io', 'ghcr.io.evil.example', false],
  ['http://127.0.0.1:5000', '127.0.0.1:5000', true],
  ['http://127.0.0.1:5000', '127.0.0.1:5001', false],
  ['not an address', 'ghcr.io', false],
])('%s is of the host %s: %s', (url, host, expected) => {
  expect(isOfHost(url, host)).toBe(expected)
})

describe('the choice', () => {
  const names = (candidates: readonly Candidate[], repository = 'acme/team/app'): string[] =>
    rankIdentities(candidates, 'ghcr.io', repository).map(
      ({ identity, fits }) => `${identity.name}${fits ? '' : ' (not)'}`,
    )

  test('is the longest prefix that fits, in whatever order they are stored', () => {
    const all = [
      candidate('any'),
      candidate('team', 'acme/team'),
      candidate('acme', 'acme'),
      candidate('b', 'beta'),
    ]
    expect(names(all)).toEqual(['team', 'acme', 'any', 'b (not)'])
    expect(names(all.toReversed())).toEqual(['team', 'acme', 'any', 'b (not)'])
  })

  test('of two alike is the verified, then the unverified, then the failing one', () => {
    const all = [
      candidate('failing', '', { health: 'failing' }),
      candidate('new', '', { health: 'unverified' }),
      candidate('warned', '', { health: 'warning' }),
    ]
    expect(names(all)).toEqual(['warned', 'new', 'failing'])
  })

  test('of two alike in health is the older one, then the first given', () => {
    const older = candidate('older', '', { createdAt: '2026-01-01T00:00:00.000Z' })
    const newer = candidate('newer', '', { createdAt: '2026-02-01T00:00:00.000Z' })
    expect(names([newer, older])).toEqual(['older', 'newer'])
    expect(names([candidate('a'), candidate('b')])).toEqual(['a', 'b'])
  })

  test('leaves connections of other hosts out', () => {
    const other = candidate('quay', '', { connection: { url: 'https://quay.io' } })
    expect(names([other])).toEqual([])
    expect(chooseIdentity([other], 'ghcr.io', 'acme/app')).toBeUndefined()
  })

  test('is nobody where no prefix fits', () => {
    expect(chooseIdentity([candidate('b', 'beta')], 'ghcr.io', 'acme/app')).toBeUndefined()
  })

  test.each<[string, readonly Candidate[], readonly string[]]>([
    ['one', [candidate('a')], ['it is the only one for ghcr.io that fits acme/team/app']],
    [
      'one with a prefix',
      [candidate('a', 'acme')],
      ['its prefix acme fits acme/team/app, and no other does'],
    ],
    [
      'a longer prefix',
      [candidate('a', 'acme'), candidate('t', 'acme/team'), candidate('b', 'beta')],
      [
        'its prefix acme/team is the longest that fits acme/team/app',
        't is more specific: its prefix is acme/team',
        'its prefix beta does not fit acme/team/app',
      ],
    ],
    [
      'health',
      [candidate('a', '', { health: 'failing' }), candidate('b', '', { health: 'verified' })],
      [
        'neither it nor a has a prefix, and a failed its latest verification',
        'it fits as well as b, but a failed its latest verification',
      ],
    ],
    [
      'age',
      [
        candidate('a', 'acme', { createdAt: '2026-02-01T00:00:00Z' }),
        candidate('b', 'acme', { createdAt: '2026-01-01T00:00:00Z' }),
      ],
      ['a has the same prefix acme, and it is the older one', 'it fits as well as b, but b is the older one'],
    ],
    [
      "Docker's own store",
      [candidate('d', '', { source: 'docker' }), candidate('e')],
      ['Docker has it stored for ghcr.io', 'Docker sends d'],
    ],
  ])('by %s is told in words', (_, candidates, reasons) => {
    expect(rankIdentities(candidates, 'ghcr.io', 'acme/team/app').map(({ reason }) => reason)).toEqual(
      reasons,
    )
  })
})
