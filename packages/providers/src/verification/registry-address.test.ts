import { expect, test } from 'vitest'
import { normalizeAddress } from './registry-address.ts'

test.each([
  ['registry.example.com', 'https://registry.example.com'],
  ['HTTPS://Registry.Example.com:443/', 'https://registry.example.com'],
  ['http://localhost:5000/v2/', 'http://localhost:5000'],
  ['https://nexus.example.com/repository/docker/', 'https://nexus.example.com/repository/docker'],
])('%s becomes %s', (text, address) => {
  expect(normalizeAddress(text)).toBe(address)
})

test.each([
  ['', 'is not an address'],
  ['ftp://example.com', 'begins with ftp://'],
  ['https://me:pw@example.com', 'holds a user name or password'],
  ['https://example.com/?x=1', 'holds a query or a fragment'],
])('%s is refused', (text, problem) => {
  expect(normalizeAddress(text)).toMatchObject({ field: 'url', problem })
})
