import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { bySeverity, FINDINGS, finding, hasError } from './finding.ts'

async function documentedSections(): Promise<readonly { code: string; text: string }[]> {
  const page = await readFile(new URL('../../../docs/findings.md', import.meta.url), 'utf8')
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n')
      return { code: section.slice(0, end).trim(), text: section.slice(end) }
    })
}

describe('docs/findings.md', () => {
  test('has one section for every code and none besides, in the order of the table', async () => {
    const sections = await documentedSections()
    expect(sections.map(({ code }) => code)).toEqual(Object.keys(FINDINGS))
  })

  test('says of each code what it means, how it is seen and what to do', async () => {
    for (const { code, text } of await documentedSections()) {
      expect(text, code).toMatch(/\*\*Means:\*\* \S.*\.\n/)
      expect(text, code).toMatch(/\*\*Seen by:\*\* \S.*\.\n/)
      expect(text, code).toMatch(/\*\*What to do:\*\* \S.*\.\n/)
    }
  })
})

test('a finding has the usual severity of its code unless it is told another', () => {
  expect(finding('scope.repo_missing', { summary: 'x' }).severity).toBe('error')
  expect(finding('scope.repo_missing', { summary: 'x', severity: 'warning' }).severity).toBe('warning')
})

test('errors come first, and the order within a severity is kept', () => {
  const found = [
    finding('scope.needless', { summary: '1' }),
    finding('tag.not_found', { summary: '2' }),
    finding('deploy.canceled', { summary: '3' }),
    finding('push.denied', { summary: '4' }),
  ]
  expect(bySeverity(found).map(({ summary }) => summary)).toEqual(['2', '4', '1', '3'])
  expect(hasError(found)).toBe(true)
  expect(hasError(found.slice(0, 1))).toBe(false)
})
