import { expect, test } from 'vitest'
import { addressClass } from './address-class.ts'
import { createEgressGuard, type EgressPolicy } from './egress-policy.ts'

const createTest =
  (policy: EgressPolicy) =>
  (address: string, port = 443): boolean =>
    createEgressGuard(policy).verdict(address, port) === 'allowed'
/** For `filter`, which gives a position beside the address. */
const createAddressTest = (policy: EgressPolicy) => (address: string) => createTest(policy)(address)

test.each([
  ['8.8.8.8', 'public'],
  ['140.82.121.33', 'public'],
  ['2606:50c0:8000::154', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['64:ff9b::8.8.8.8', 'public'],
  ['127.0.0.1', 'private'],
  ['127.255.255.254', 'private'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['::ffff:127.0.0.1', 'private'],
  ['::ffff:7f00:1', 'private'],
  ['0:0:0:0:0:ffff:a01:203', 'private'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['169.254.169.254', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['64:ff9b::169.254.169.254', 'forbidden'],
  ['64:ff9b:1::10.0.0.1', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['fd00:ec2::23', 'forbidden'],
  ['fd00:c1::a9fe:a9fe', 'forbidden'],
  ['fd00:42::42', 'forbidden'],
  ['fd20:ce::254', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['168.63.129.16', 'forbidden'],
  ['192.0.0.192', 'forbidden'],
  ['0.0.0.0', 'forbidden'],
  ['0.1.2.3', 'forbidden'],
  ['::', 'forbidden'],
  ['::127.0.0.1', 'forbidden'],
  ['::ffff:0:127.0.0.1', 'forbidden'],
  ['2002:7f00:1::', 'forbidden'],
  ['2001:0:7f00:1::', 'forbidden'],
  ['2001:db8::1', 'forbidden'],
  ['3fff::1', 'forbidden'],
  ['2001:2::1', 'forbidden'],
  ['2001:20::1', 'forbidden'],
  ['5f00::1', 'forbidden'],
  ['100::1', 'forbidden'],
  ['2606:4700::5efe:10.0.0.1', 'forbidden'],
  ['2606:4700::200:5efe:10.0.0.1', 'forbidden'],
  ['192.88.99.1', 'forbidden'],
  ['192.0.2.1', 'forbidden'],
  ['198.51.100.1', 'forbidden'],
  ['203.0.113.1', 'forbidden'],
  ['fec0::1', 'forbidden'],
  ['4000::1', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['ff02::1', 'forbidden'],
  ['240.0.0.1', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['198.18.0.1', 'forbidden'],
  ['localhost', 'forbidden'],
  ['', 'forbidden'],
])('%s is %s', (address, expected) => {
  expect(addressClass(address)).toBe(expected)
})

test('deny lets only public addresses through', () => {
  const isAllowed = createAddressTest({ privateNetworks: 'deny' })
  expect(['8.8.8.8', '10.0.0.1', '127.0.0.1', '::1', '169.254.169.254'].filter(isAllowed)).toEqual([
    '8.8.8.8',
  ])
})

test('allow opens private networks, and not the metadata services', () => {
  const isAllowed = createAddressTest({ privateNetworks: 'allow' })
  expect(['10.0.0.1', '::1', '169.254.169.254', 'fd00:ec2::254', '0.0.0.0'].filter(isAllowed)).toEqual([
    '10.0.0.1',
    '::1',
  ])
})

test('a list opens its networks alone, in all forms of an address', () => {
  const isAllowed = createAddressTest({ privateNetworks: ['10.0.0.0/8', 'fd00:1::/32'] })
  const asked = [
    '10.9.9.9',
    '::ffff:10.9.9.9',
    'fd00:1::5',
    '11.0.0.1',
    '192.168.0.1',
    'fd00:2::5',
    '127.0.0.1',
  ]
  expect(asked.filter(isAllowed)).toEqual(['10.9.9.9', '::ffff:10.9.9.9', 'fd00:1::5', '11.0.0.1'])
})

test('only a list opens what is closed to everyone', () => {
  expect(createAddressTest({ privateNetworks: ['169.254.10.0/24'] })('169.254.10.1')).toBe(true)
})

test('a malformed network is refused by its place', () => {
  expect(() => createEgressGuard({ privateNetworks: ['10.0.0.0/8', '10.0.0.0'] })).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ field: 'privateNetworks[1]' })] }),
  )
})

test('an allowed origin opens its port alone, in all forms of its address', () => {
  const isAllowed = createTest({
    privateNetworks: 'deny',
    allowedOrigins: [
      { host: '127.0.0.1', port: 5000 },
      { host: '::1', port: 443 },
    ],
  })
  expect(isAllowed('127.0.0.1', 5000)).toBe(true)
  expect(isAllowed('::ffff:127.0.0.1', 5000)).toBe(true)
  expect(isAllowed('0:0:0:0:0:0:0:1', 443)).toBe(true)
  expect(isAllowed('127.0.0.1', 443)).toBe(false)
  expect(isAllowed('127.0.0.2', 5000)).toBe(false)
  expect(isAllowed('::1', 5000)).toBe(false)
  expect(isAllowed('localhost', 5000)).toBe(false)
  expect(isAllowed('8.8.8.8', 444)).toBe(true)
})

test.each([
  { host: 'localhost', port: 5000 },
  { host: '127.0.0.1', port: 0 },
  { host: '127.0.0.1', port: Number.NaN },
])('the malformed origin $host, $port is refused by its place', (origin) => {
  expect(() => createEgressGuard({ privateNetworks: 'deny', allowedOrigins: [origin] })).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ field: 'allowedOrigins[0]' })] }),
  )
})

test('a denied network is closed whatever else opens it, in all forms of an address', () => {
  const isAllowed = createAddressTest({
    privateNetworks: ['10.0.0.0/8'],
    deniedNetworks: ['10.1.0.0/16', '140.82.0.0/16'],
    allowedOrigins: [{ host: '10.1.0.1', port: 443 }],
  })
  const asked = ['10.0.0.1', '10.1.0.1', '::ffff:10.1.0.1', '140.82.121.33', '8.8.8.8']
  expect(asked.filter(isAllowed)).toEqual(['10.0.0.1', '8.8.8.8'])
})

test('a malformed denied network is refused by its place', () => {
  expect(() => createEgressGuard({ privateNetworks: 'deny', deniedNetworks: ['all'] })).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ field: 'deniedNetworks[0]' })] }),
  )
})

test('without a list every port is open but those of other protocols', () => {
  const { verdict } = createEgressGuard({ privateNetworks: 'deny' })
  const open = [80, 443, 5000, 8443, 65_535].map((port) => verdict('8.8.8.8', port))
  expect(new Set(open)).toEqual(new Set(['allowed']))
  const closed = [0, 22, 25, 6000, 65_536].map((port) => verdict('8.8.8.8', port))
  expect(new Set(closed)).toEqual(new Set(['port']))
  expect(verdict('10.0.0.1', 25)).toBe('address')
})

test('a list of ports opens these alone, and those of allowed origins for their address', () => {
  const guard = createEgressGuard({
    privateNetworks: 'deny',
    ports: ['443', '5000-5002', '6000'],
    allowedOrigins: [{ host: '127.0.0.1', port: 80 }],
  })
  const asked = [80, 443, 5000, 5002, 5003, 6000, 8443]
  expect(asked.filter((port) => guard.verdict('8.8.8.8', port) === 'allowed')).toEqual([
    443, 5000, 5002, 6000,
  ])
  expect(asked.filter(guard.isOpenPort)).toEqual([80, 443, 5000, 5002, 6000])
  expect(guard.verdict('127.0.0.1', 80)).toBe('allowed')
})

test.each(['0', '65536', 'http', '443-', '500-400', '-1', '443 ', ''])(
  'the malformed port "%s" is refused by its place',
  (port) => {
    expect(() => createEgressGuard({ privateNetworks: 'deny', ports: ['443', port] })).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ field: 'ports[1]' })] }),
    )
  },
)
