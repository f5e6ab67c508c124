import { expect, test } from 'vitest'
import { createRefresh } from './refresh.ts'

/** Answers when it is told to. */
function slowAnswers() {
  const asked: { readonly key: readonly string[]; readonly answer: PromiseWithResolvers<void> }[] = []
  const refresh = createRefresh((key) => {
    const answer = Promise.withResolvers<void>()
    asked.push({ key, answer })
    return answer.promise
  })
  return { asked, refresh }
}
const turn = () => new Promise<void>((resolve) => setTimeout(resolve))

test('of many events while an answer is under way the last asks once more, and none cancels it', async () => {
  const { asked, refresh } = slowAnswers()
  for (let count = 0; count < 100; count++) refresh(['registries', 'o-1'])
  expect(asked).toHaveLength(1)
  asked[0]?.answer.resolve()
  await turn()
  expect(asked).toHaveLength(2)
  asked[1]?.answer.resolve()
  await turn()
  expect(asked).toHaveLength(2)
})

test('keys do not wait for each other', () => {
  const { asked, refresh } = slowAnswers()
  refresh(['registries', 'o-1'])
  refresh(['applications', 'o-1'])
  expect(asked.map(({ key }) => key[0])).toEqual(['registries', 'applications'])
})

test('what could not be asked is asked again by the next event', async () => {
  const { asked, refresh } = slowAnswers()
  refresh(['registries', 'o-1'])
  asked[0]?.answer.reject(new Error('offline'))
  await turn()
  refresh(['registries', 'o-1'])
  expect(asked).toHaveLength(2)
})
