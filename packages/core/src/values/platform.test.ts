import { expect, test } from 'vitest'
import { formatPlatform, type Platform, parsePlatform, platformRuns } from './platform.ts'

const platform = (text: string): Platform => {
  const parsed = parsePlatform(text)
  if (parsed) return parsed
  throw new Error(`${text} is not a platform`)
}

test.each([
  ['linux/amd64', 'linux/amd64', true],
  ['linux/arm64', 'linux/amd64', false],
  ['windows/amd64', 'linux/amd64', false],
  ['linux/arm64/v8', 'linux/arm64', true],
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/arm/v6', 'linux/arm/v7', true],
  ['linux/arm/v7', 'linux/arm/v6', false],
  ['linux/arm', 'linux/arm/v7', true],
  ['linux/x86_64', 'linux/amd64', true],
])('an image for %s on a node of %s: %s', (image, node, runs) => {
  expect(platformRuns(platform(image), platform(node))).toBe(runs)
})

test.each(['linux', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/arm/', ''])('%j is no platform', (text) => {
  expect(parsePlatform(text)).toBeUndefined()
})

test('a platform is written as it is read', () => {
  expect(formatPlatform(platform('linux/aarch64/v8'))).toBe('linux/arm64/v8')
})
