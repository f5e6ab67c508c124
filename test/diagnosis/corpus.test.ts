import { describe, expect, test } from 'vitest'
import { parseCase, readCases } from './support/case-file.ts'
import { runCase } from './support/run-case.ts'
import { variantsOf, wrongVerdicts } from './support/variants.ts'

const cases = readCases()

describe('the doctor names the cause and the remedy', () => {
  test.concurrent.each(cases)('$content.title', async ({ file, content }) => {
    const { misses, seen, diagnosis } = await runCase(content)
    const found = diagnosis.findings.map(({ code, summary }) => `${code}: ${summary}`)
    expect(misses, [file, ...misses, ...found, ...seen].join('\n  ')).toEqual([])
  })
})

const variants = cases.flatMap(({ file, content }) =>
  variantsOf(content).map((variant) => ({ ...variant, title: content.title, file })),
)

describe('no verdict on a line is given of somebody who need not have printed it', () => {
  test.concurrent.each(variants)('$title ($name)', async ({ file, content }) => {
    expect(wrongVerdicts(content, await runCase(content)), file).toEqual([])
  })
})

describe('the corpus', () => {
  test('has 60 cases and more, each with a title of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60)
    expect(new Set(cases.map(({ content }) => content.title)).size).toBe(cases.length)
  })

  test('has only cases of public reports', () => {
    for (const { file, content } of cases) {
      for (const report of content.reports) expect(report, file).toMatch(/^https:\/\/[^/]+\/.+/)
    }
  })

  const [sample] = cases
  const changed = (change: object): string => JSON.stringify({ ...sample?.content, ...change })

  test.each([
    ['a report is missing', { reports: [] }, /reports/],
    ['a key is unknown', { worlds: {} }, /worlds/],
    ['a code is none of the findings', { expect: { cause: 'token.tired' } }, /expect\.cause/],
    ['a pattern cannot be read', { expect: { cause: 'none', remedy: '(' } }, /expect\.remedy/],
  ])('a file where %s is refused by its name', (_, change, fault) => {
    expect(() => parseCase('some.json', changed(change))).toThrow(/^some\.json:/)
    expect(() => parseCase('some.json', changed(change))).toThrow(fault)
  })
})
