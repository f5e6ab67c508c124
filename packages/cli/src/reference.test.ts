import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from './catalog.ts'
import { renderReference } from './reference.ts'

const FILE = new URL('../../../docs/cli.md', import.meta.url)

test('docs/cli.md is what the commands say; after a change run: npm run generate', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(renderReference())
})

test('every command has a chapter with its usage', () => {
  const reference = renderReference()
  for (const { name } of COMMANDS) {
    expect(reference).toContain(`### ${name}\n`)
    expect(reference).toContain(`fairlead ${name}`)
  }
})
