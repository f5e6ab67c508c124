import { expect, test } from 'vitest'
import { createHostBudgets } from './host-budgets.ts'

let now = 0
const seconds = (count: number): void => {
  now += count * 1000
}
const budgets = (perSecond: number) => createHostBudgets(perSecond, () => now)

test('a host that got more than its share waits until that is paid back', () => {
  const budget = budgets(10)
  budget.spend('a', 15)
  expect(budget.spent()).toEqual([])
  budget.spend('a', 25)
  budget.spend('b', 1)
  expect(budget.spent()).toEqual(['a'])
  expect(budget.nextFreeMs()).toBeCloseTo(2001)
  seconds(1.9)
  expect(budget.spent()).toEqual(['a'])
  seconds(0.2)
  expect(budget.spent()).toEqual([])
  expect(budget.nextFreeMs()).toBeUndefined()
})

test('over a long time no host gets more than its budget and one burst', () => {
  const budget = budgets(20)
  let requests = 0
  const begin = now
  while (now < begin + 600_000) {
    if (budget.spent().length === 0) {
      requests += 9
      budget.spend('a', 9)
    } else now += budget.nextFreeMs() ?? 0
  }
  expect(requests).toBeLessThanOrEqual(600 * 20 + 40 + 9)
  expect(requests).toBeGreaterThan(600 * 20 - 40)
})

test('a pause is not saved up beyond the burst', () => {
  const budget = budgets(10)
  budget.spend('a', 1)
  seconds(3600)
  budget.spend('a', 21)
  expect(budget.spent()).toEqual(['a'])
})
