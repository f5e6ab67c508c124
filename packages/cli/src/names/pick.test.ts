import { expect, test } from 'vitest'
import { pick } from './pick.ts'

const question = {
  what: 'registry',
  plural: 'registries',
  how: 'REGISTRY',
  create: 'Add one: fairlead registry add',
  candidates: [
    { id: '11111111-0000-4000-8000-000000000001', name: 'acme' },
    { id: '11111111-0000-4000-8000-000000000002', name: 'Globex' },
  ],
}
const [acme, globex] = question.candidates

test('a name and an id both name a candidate', () => {
  expect(pick({ ...question, given: 'acme' })).toBe(acme)
  expect(pick({ ...question, given: '11111111-0000-4000-8000-000000000002' })).toBe(globex)
})

test('case is forgiven where only one matches', () => {
  expect(pick({ ...question, given: 'globex' })).toBe(globex)
})

test('nothing given is the only one', () => {
  expect(pick({ ...question, given: undefined, candidates: question.candidates.slice(0, 1) })).toBe(acme)
})

test('nothing given with several is a usage error that lists them', () => {
  expect(() => pick({ ...question, given: undefined })).toThrow(
    expect.objectContaining({ exitCode: 2, remedy: 'Choose from: acme, Globex.' }),
  )
})

test('none at all is not found, with how to make one', () => {
  expect(() => pick({ ...question, given: undefined, candidates: [] })).toThrow(
    expect.objectContaining({ exitCode: 4, remedy: 'Add one: fairlead registry add' }),
  )
})

test('an unknown name is not found, with the names that are there', () => {
  expect(() => pick({ ...question, given: 'initech' })).toThrow(
    expect.objectContaining({ exitCode: 4, remedy: 'There are: acme, Globex.' }),
  )
})

test('two of one name are told apart by their ids', () => {
  const twice = [
    { id: 'a1', name: 'web' },
    { id: 'b2', name: 'web' },
  ]
  expect(() => pick({ ...question, given: 'web', candidates: twice })).toThrow(
    expect.objectContaining({ exitCode: 2, remedy: 'Choose from: web (a1), web (b2).' }),
  )
  expect(pick({ ...question, given: 'b2', candidates: twice })).toBe(twice[1])
})
