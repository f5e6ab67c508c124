import { beforeEach, expect, test } from 'vitest'
import { createFailedLogins, type FailedLogins } from './failed-logins.ts'

let time: number
let logins: FailedLogins
beforeEach(() => {
  time = Date.parse('2026-11-22T12:00:00Z')
  logins = createFailedLogins({ now: () => new Date(time) })
})

const guess = (address: string, count: number): void => {
  for (let index = 0; index < count; index++) logins.refused(address, `guess ${index}`)
}

test('an address that tries many tokens waits out the minute', () => {
  guess('192.0.2.1', 20)
  expect(logins.waitSeconds('192.0.2.1', 'another')).toBe(60)
  time += 59_001
  expect(logins.waitSeconds('192.0.2.1', 'another')).toBe(1)
  time += 999
  expect(logins.waitSeconds('192.0.2.1', 'another')).toBe(0)
})

test('one bad token again and again holds nobody up', () => {
  for (let index = 0; index < 1000; index++) logins.refused('192.0.2.1', 'the old token')
  expect(logins.waitSeconds('192.0.2.1', 'another')).toBe(0)
})

test('a token that has worked is not held up by others behind the same address, until it is refused itself', () => {
  logins.accepted('good')
  guess('192.0.2.1', 20)
  expect(logins.waitSeconds('192.0.2.1', 'good')).toBe(0)
  logins.refused('192.0.2.1', 'good')
  expect(logins.waitSeconds('192.0.2.1', 'good')).toBeGreaterThan(0)
})

test('other addresses are free, and all of one IPv6 network count as one', () => {
  guess('2001:db8:1:2:aaaa::1', 20)
  expect(logins.waitSeconds('2001:db8:1:2:bbbb::2', 'another')).toBeGreaterThan(0)
  expect(logins.waitSeconds('2001:db8:1:3::1', 'another')).toBe(0)
  expect(logins.waitSeconds('192.0.2.2', 'another')).toBe(0)
})

test('addresses without end do not fill the memory: the oldest are forgotten', () => {
  guess('192.0.2.1', 20)
  for (let index = 0; index < 10_000; index++) logins.refused(`host ${index}`, 'x')
  expect(logins.waitSeconds('192.0.2.1', 'another')).toBe(0)
})
