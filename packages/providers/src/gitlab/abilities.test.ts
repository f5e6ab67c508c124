import { expect, test } from 'vitest'
import { judgeAbilities } from './abilities.ts'

const abilities = (scopes: readonly string[] | undefined, isAnonymous = false) => {
  const { delete: remove, webhook } = judgeAbilities(isAnonymous, scopes)
  return [remove?.ability, webhook?.ability]
}

test('what no scope of a GitLab token grants is ruled out; what one grants is not claimed', () => {
  expect(abilities(['read_registry'])).toEqual(['no', 'no'])
  expect(abilities(['read_registry', 'write_registry'])).toEqual(['unknown', 'no'])
  expect(abilities(['api'])).toEqual(['unknown', 'unknown'])
})

test('nobody may delete or make a webhook, and of a token whose scopes are not told nothing is said', () => {
  expect(abilities(undefined, true)).toEqual(['no', 'no'])
  expect(abilities(undefined)).toEqual([undefined, undefined])
})
