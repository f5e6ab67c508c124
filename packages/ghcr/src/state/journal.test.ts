import { appendFile, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/twin.ts'
import { openJournal } from './journal.ts'

const journalPath = async () => join(await temporaryFolder(), 'deep', 'journal.jsonl')

test('what was appended is read again, in order', async () => {
  const path = await journalPath()
  const journal = await openJournal(path)
  await journal.append({ at: 1 })
  await journal.append(['two', { text: 'line\nbreak' }])
  await journal.close()
  const again = await openJournal(path)
  expect(again.lines).toEqual([{ at: 1 }, ['two', { text: 'line\nbreak' }]])
  await again.close()
})

test.each([
  ['without its end', '{"at":2,"te'],
  ['complete but damaged', '{"at":2,"te\n'],
])('a last line cut short by a crash, %s, is dropped and does not spoil the next one', async (_, torn) => {
  const path = await journalPath()
  const journal = await openJournal(path)
  await journal.append({ at: 1 })
  await journal.close()
  await appendFile(path, torn)
  const repaired = await openJournal(path)
  expect(repaired.lines).toEqual([{ at: 1 }])
  await repaired.append({ at: 3 })
  await repaired.close()
  expect(await readFile(path, 'utf8')).toBe('{"at":1}\n{"at":3}\n')
})

test('a damaged line inside the journal is an error, not a loss', async () => {
  const path = join(await temporaryFolder(), 'journal.jsonl')
  await writeFile(path, '{"at":1}\n{"at":\n{"at":3}\n')
  await expect(openJournal(path)).rejects.toThrow(/^Line 2 of .*journal\.jsonl is damaged\.$/)
})

test.runIf(process.platform === 'linux')('a journal that cannot be read is closed', async () => {
  const path = join(await temporaryFolder(), 'journal.jsonl')
  await writeFile(path, 'x\n{}\n')
  await expect(openJournal(path)).rejects.toThrow('is damaged')
  const numbers = await readdir('/proc/self/fd')
  const files = await Promise.all(numbers.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')))
  expect(files).not.toContain(path)
})

test('a rewrite replaces everything, and appending goes on after it', async () => {
  const path = await journalPath()
  const journal = await openJournal(path)
  await journal.append(1)
  await journal.append(2)
  await journal.rewrite([3])
  await journal.append(4)
  await journal.close()
  expect(await readFile(path, 'utf8')).toBe('3\n4\n')
})
