import { paths } from '../packages/console/src/app/paths.ts'
import { type ConsoleHarness, startConsole } from '../test/console/support/console-harness.ts'
import {
  LARGE_IMAGE,
  type LargeRegistry,
  startLargeRegistry,
} from '../test/console/support/large-registry.ts'
import { findBrowser, HOW_TO_GET_A_BROWSER } from '../test/support/browser.ts'
import { addRegistries, addRegistry } from './console/long-lists.ts'
import { type ListFigures, measureList } from './console/measure-list.ts'
import { median } from './measure.ts'

const RUNS = 5
const FEW = 50
const REGISTRIES = Number(process.env.FAIRLEAD_BENCH_REGISTRIES || 1_000)
const TAGS = Number(process.env.FAIRLEAD_BENCH_TAGS || 10_000)

/**
 * Long lists of the console in a real browser, over the real server: each is opened and scrolled through,
 * beside the same list with 50 rows in the same run. What a list costs must not grow with what is in it, so the figure is
 * the ratio of the two; there is no peer whose page could be opened beside ours.
 */
export async function benchmarkConsole(): Promise<void> {
  const executable = findBrowser()
  if (!executable) {
    console.log(`console: left out, there is no browser. ${HOW_TO_GET_A_BROWSER}`)
    return
  }
  await using cleanup = new AsyncDisposableStack()
  const hosts: LargeRegistry[] = []
  for (const count of [TAGS, FEW]) {
    const host = await startLargeRegistry(count)
    cleanup.defer(() => host.close())
    hosts.push(host)
  }
  const harness = await startConsole(executable, { compatibleHosts: hosts })
  cleanup.defer(() => harness.close())
  const { api, org } = harness
  const { id: other } = await api.organizations.create({ name: 'few' })
  await addRegistries(harness, org, REGISTRIES)
  await addRegistries(harness, other, FEW)
  await compare(harness, `${REGISTRIES} registries`, [
    { path: paths.registries({ org }), count: REGISTRIES },
    { path: paths.registries({ org: other }), count: FEW },
  ])

  const [many, few] = await Promise.all(hosts.map((host) => addRegistry(harness, host.registry)))
  await compare(harness, `${TAGS} tags of an image`, [
    { path: paths.image({ org, registryId: many ?? '', image: LARGE_IMAGE }), count: TAGS },
    { path: paths.image({ org, registryId: few ?? '', image: LARGE_IMAGE }), count: FEW },
  ])
}

interface List {
  readonly path: string
  readonly count: number
}

async function compare(harness: ConsoleHarness, name: string, lists: readonly [List, List]): Promise<void> {
  const runs: [ListFigures[], ListFigures[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    for (const [index, { path, count }] of lists.entries()) {
      runs[index]?.push(await measureList(harness, path, count - 1))
    }
  }
  const [many, few] = runs
  console.log(`${name} in Chromium, beside ${FEW}: medians of ${RUNS} runs`)
  const row = (label: string, of: (figures: ListFigures) => number, unit: string): void => {
    const [ours, small] = [median(many.map(of)), median(few.map(of))]
    const ratio = small === 0 ? '' : `, ${(ours / small).toFixed(2)} times`
    console.log(`  ${label.padEnd(19)} ${ours.toFixed(1)} ${unit} (${small.toFixed(1)} ${unit}${ratio})`)
  }
  row('first row after', ({ firstRowMs }) => firstRowMs, 'ms')
  row('longest frame', ({ longestFrameMs }) => longestFrameMs, 'ms')
  row('frames over 50 ms', ({ framesOver50Ms }) => framesOver50Ms, `of ${many[0]?.frames ?? 0}`)
  row('rows drawn', ({ rows }) => rows, 'while it is scrolled')
  row('scripts', ({ scriptMs }) => scriptMs, 'ms of the processor')
  row('scripts for a row', ({ scriptMs, rows }) => scriptMs / rows, 'ms of the processor')
  row('styles and layout', ({ layoutMs }) => layoutMs, 'ms of the processor')
  row('elements', ({ elements }) => elements, 'in the document')
  row('JavaScript heap', ({ heapBytes }) => heapBytes / 2 ** 20, 'MiB')
}
