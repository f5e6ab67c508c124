import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/twin.ts'
import type { TwinToken } from './records.ts'
import { openTwinState, type TwinState } from './twin-state.ts'

const addUser = (state: TwinState, login: string) =>
  state.commit((draft) => draft.put('user', login, { id: draft.nextId(), login, name: null }))

test('a new folder is new once', async () => {
  const folder = await temporaryFolder()
  const state = await openTwinState(folder)
  expect(state.isNew).toBe(true)
  await state.close()
  const again = await openTwinState(folder)
  expect(again.isNew).toBe(false)
  await again.close()
})

test('ids are never given twice, not after a deletion and not after a restart', async () => {
  const folder = await temporaryFolder()
  const state = await openTwinState(folder)
  await Promise.all(['a', 'b', 'c'].map((login) => addUser(state, login)))
  const before = [...state.user.values()].map(({ id }) => id)
  await state.commit((draft) => draft.delete('user', 'c'))
  await state.close()
  const again = await openTwinState(folder)
  await addUser(again, 'd')
  expect(new Set([...before, again.user.get('d')?.id]).size).toBe(4)
  await again.close()
})

test('work that fails leaves no trace, and the next work runs', async () => {
  const state = await openTwinState(await temporaryFolder())
  const failed = state.commit((draft) => {
    draft.put('user', 'a', { id: 1, login: 'a', name: null })
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  await addUser(state, 'b')
  expect([...state.user.keys()]).toEqual(['b'])
  await state.close()
})

test('a token is found by its hash until it changes or goes', async () => {
  const state = await openTwinState(await temporaryFolder())
  const token: TwinToken = {
    id: 1,
    name: 'ci',
    kind: 'classic',
    login: 'a',
    scopes: [],
    sso: [],
    repository: null,
    packages: 'none',
    expiresAt: null,
    revokedAt: null,
    createdAt: '2026-01-01T00:00:00Z',
    hash: 'old',
  }
  await state.commit((draft) => draft.put('token', '1', token))
  expect(state.tokenByHash('old')?.id).toBe(1)
  await state.commit((draft) => draft.put('token', '1', { ...token, hash: 'new' }))
  expect([state.tokenByHash('old'), state.tokenByHash('new')?.id]).toEqual([undefined, 1])
  await state.commit((draft) => draft.delete('token', '1'))
  expect(state.tokenByHash('new')).toBeUndefined()
  await state.close()
})

test('a long journal is rewritten when it is opened, and says the same', async () => {
  const folder = await temporaryFolder()
  const state = await openTwinState(folder)
  for (let at = 0; at < 1010; at++) {
    await state.commit((draft) => draft.put('user', 'a', { id: 1, login: 'a', name: `name ${at}` }))
  }
  await state.close()
  const again = await openTwinState(folder)
  expect(again.user.get('a')?.name).toBe('name 1009')
  expect((await readFile(join(folder, 'twin.jsonl'), 'utf8')).trimEnd().split('\n').length).toBe(2)
  await addUser(again, 'b')
  await again.close()
  const third = await openTwinState(folder)
  expect([...third.user.keys()]).toEqual(['a', 'b'])
  await third.close()
})

test('a file of another format is refused, not overwritten', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'twin.jsonl')
  await writeFile(path, '{"somethingElse":1}\n')
  await expect(openTwinState(folder)).rejects.toThrow(`${path} is not a state of this twin.`)
  expect(await readFile(path, 'utf8')).toBe('{"somethingElse":1}\n')
})
