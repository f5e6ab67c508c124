/** `npm run bench [name …]`: each benchmark prints ours and its peer in one run, and their ratio. */
import { benchmarkConsole } from './console.ts'
import { benchmarkKubernetes } from './kubernetes.ts'
import { benchmarkReverification } from './reverification.ts'
import { benchmarkVerification } from './verification.ts'

const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  verification: benchmarkVerification,
  reverification: benchmarkReverification,
  console: benchmarkConsole,
  kubernetes: benchmarkKubernetes,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(BENCHMARKS, name))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  )
  process.exit(2)
}
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  await run()
}
