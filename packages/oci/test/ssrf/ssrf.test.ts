import { expect, test } from 'vitest'
import { SSRF_CASES } from './cases.ts'
import type { SsrfCase } from './ssrf-case.ts'
import { setStage } from './stage.ts'

const titled = SSRF_CASES.map((each) => [each.way, each.name, each] as const)

test('the table is as long as it has to be, and names no case twice', () => {
  expect(SSRF_CASES.length).toBeGreaterThanOrEqual(80)
  expect(
    new Set(titled.map(([way, name, { text, policy }]) => `${way} ${name} ${text} ${policy}`)).size,
  ).toBe(titled.length)
})

test.each(titled)('%s: %s', async (_way, _name, given) => {
  const { attack, connected, known, registry, other, proxy } = await setStage(given)
  await expect(attack()).rejects.toMatchObject({ code: given.outcome })
  expect(connected.filter((target) => !known.has(target))).toEqual([])
  // Whoever may be asked was not asked for this, and the proxy not sent there.
  expect(other.seen).toEqual([])
  expect(proxy.asked).toEqual([])
  const needsRegistry = !['url', 'dns', 'proxy', 'tunnel'].includes(given.way)
  expect(registry.seen.length > 0).toBe(needsRegistry)
  expect(registry.seen.length).toBeLessThan(10)
})

const lead = (given: Omit<SsrfCase, 'name' | 'outcome'>) =>
  setStage({ name: '', outcome: 'internal', ...given })

test.each([
  ['a public address', { way: 'url', text: 'http://8.8.8.8/' }, ['8.8.8.8:80']],
  ['a public name', { way: 'dns', text: '8.8.8.8 2606:4700::1' }, ['8.8.8.8:80', '2606:4700::1:80']],
  ['the public ones of a mixed name', { way: 'dns', text: '10.0.0.1 8.8.8.8' }, ['8.8.8.8:80']],
  [
    'a listed network',
    { way: 'url', text: 'http://10.0.0.1/', policy: { privateNetworks: ['10.0.0.0/8'] } },
    ['10.0.0.1:80'],
  ],
  [
    'a listed port of another protocol',
    { way: 'url', text: 'http://8.8.8.8:6000/', policy: { ports: ['6000'] } },
    ['8.8.8.8:6000'],
  ],
  ['a public proxy', { way: 'proxy', text: 'http://8.8.4.4:3128' }, ['8.8.4.4:3128']],
] as const)('%s is connected to, and the recorder sees it', async (_what, given, expected) => {
  const { attack, connected } = await lead(given)
  await expect(attack()).rejects.not.toMatchObject({ code: 'egress.denied' })
  expect(connected).toEqual(expected)
})

test.each([
  ['a public address', 'https://8.8.8.8/', {}, '8.8.8.8:443'],
  ['a public IPv6 address', 'https://[2606:4700::1]:8443/', {}, '[2606:4700::1]:8443'],
  ['a public name', 'https://far.example/', { 'far.example': ['8.8.8.8'] }, 'far.example:443'],
  ['a name that it alone knows', 'http://far.example/', { 'far.example': [] }, 'far.example:80'],
])('a proxy is sent to %s', async (_what, text, names, expected) => {
  const { attack, proxy, connected, known } = await lead({ way: 'tunnel', text, names })
  await expect(attack()).rejects.not.toMatchObject({ code: 'egress.denied' })
  expect(proxy.asked).toEqual([expected])
  expect(connected.every((target) => known.has(target))).toBe(true)
})

test('a redirect to a host that may be asked is followed without the credential', async () => {
  const { attack, other, registry } = await lead({ way: 'location', text: '{other}/blob' })
  await expect(attack()).rejects.toMatchObject({ code: 'image.digest_mismatch' })
  expect(registry.seen).toHaveLength(1)
  expect(other.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/blob', undefined]])
})

test('a realm on another host gets the credential where the kind vouches for it', async () => {
  const { attack, other } = await lead({ way: 'realm', text: '{other}/token' })
  await attack()
  expect(other.seen[0]?.headers.authorization).toMatch(/^Basic /)
})
