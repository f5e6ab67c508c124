/**
 * `npm run diagnosis`: runs every case of test/diagnosis and prints which cause was named for which. Exits with 1 when a
 * case misses.
 */
import { type CaseFile, readCases } from '../test/diagnosis/support/case-file.ts'
import { type CaseOutcome, runCase } from '../test/diagnosis/support/run-case.ts'
import { variantsOf, wrongVerdicts } from '../test/diagnosis/support/variants.ts'

interface Result {
  readonly file: string
  readonly truth: string
  readonly named: string
  readonly misses: readonly string[]
  /** Verdicts on the line that are not so, of the case and of its variants. */
  readonly wrong: readonly string[]
}

const AT_ONCE = 4

async function judge({ file, content }: CaseFile): Promise<Result> {
  const truth = content.expect.cause
  try {
    const outcome: CaseOutcome = await runCase(content)
    const { named, misses } = outcome
    const wrong = [...wrongVerdicts(content, outcome)]
    for (const variant of variantsOf(content))
      wrong.push(
        ...wrongVerdicts(variant.content, await runCase(variant.content)).map(
          (each) => `${variant.name}: ${each}`,
        ),
      )
    return { file, truth, named, misses, wrong }
  } catch (error) {
    const misses = [error instanceof Error ? error.message : String(error)]
    return { file, truth, named: 'failed', misses, wrong: [] }
  }
}

async function judgeAll(cases: readonly CaseFile[]): Promise<readonly Result[]> {
  const results: Result[] = []
  const left = [...cases.entries()]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await judge(next[1])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

/** Columns are numbered by their rows, so that thirty causes fit a terminal; a cause that was only named comes last. */
function matrix(results: readonly Result[]): string {
  const truths = [...new Set(results.map(({ truth }) => truth))].sort()
  const strays = [...new Set(results.map(({ named }) => named))]
    .filter((named) => !truths.includes(named))
    .sort()
  const columns = [...truths, ...strays]
  const count = (truth: string, named: string): number =>
    results.filter((result) => result.truth === truth && result.named === named).length
  const wide = Math.max(...columns.map((code) => code.length))
  const cell = (text: string | number): string => String(text).padStart(4)
  const label = (at: number, code: string): string => `${cell(at + 1)}  ${code.padEnd(wide)} `
  // A column of its own for every cause that was ever named wrongly; the diagonal needs only one.
  const wrong = columns.filter((named) =>
    results.some((result) => result.named === named && result.truth !== named),
  )
  const head = `${' '.repeat(wide + 7)}${['n', 'ok', ...wrong.map((code) => columns.indexOf(code) + 1)].map(cell).join('')}`
  const rows = truths.map((truth, at) => {
    const of = results.filter((result) => result.truth === truth)
    const cells = [
      of.length,
      count(truth, truth) || '·',
      ...wrong.map((named) => (named === truth ? '' : count(truth, named) || '·')),
    ]
    return `${label(at, truth)}${cells.map(cell).join('')}`
  })
  const total = [results.length, results.filter(({ truth, named }) => truth === named).length]
  const wrongly = wrong.map(
    (named) => results.filter((each) => each.named === named && each.truth !== named).length,
  )
  const sum = `${'total'.padStart(wide + 6)} ${[...total, ...wrongly].map(cell).join('')}`
  const others = strays.map((named, at) => label(truths.length + at, named).trimEnd())
  return [head, ...rows, sum, ...others].join('\n')
}

const cases = readCases()
const results = await judgeAll(cases)
const right = results.filter(({ truth, named }) => truth === named).length
const missed = results.filter(({ misses }) => misses.length > 0)
process.stdout.write('Rows: the true cause. Columns: cases, named rightly, and the causes named instead.\n\n')
process.stdout.write(`${matrix(results)}\n\n`)
process.stdout.write(
  `${results.length} cases: the cause is named in ${right}; cause, remedy and all else in ${results.length - missed.length}.\n`,
)
const wrong = results.flatMap((result) => result.wrong)
const lines = cases.reduce(
  (sum, { content }) => sum + (content.did.line ? 1 + variantsOf(content).length : 0),
  0,
)
const ofKind = (kind: string): number => wrong.filter((each) => each.includes(kind)).length
process.stdout.write(
  `${lines} lines, by who printed them: the true cause ruled out in ${ofKind('ruled out, and true')}, a cause confirmed that is not so in ${ofKind('confirmed, and not known')}.\n`,
)
for (const { file, misses, wrong: not } of results.filter(
  (each) => each.misses.length + each.wrong.length > 0,
))
  process.stdout.write(`\n${file}\n${[...misses, ...not].map((miss) => `  ${miss}\n`).join('')}`)
process.exitCode = missed.length + wrong.length === 0 ? 0 : 1
