/** `npm run check`: types, lint and format, unused code, architecture. Seconds; every failure is shown, not the first. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// By path: not every package exports its program.
const bin = (path: string): string => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

const CHECKS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['types', [bin('typescript/bin/tsc'), '-p', '.']],
  ['types of the console', [bin('typescript/bin/tsc'), '-p', 'packages/console']],
  ['lint and format', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['unused', [bin('knip/bin/knip.js')]],
  ['architecture', [bin('vitest/vitest.mjs'), 'run', 'test/architecture.test.ts']],
]

const failed = CHECKS.filter(([name, args]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}\n`)
  if (status !== 0) process.stdout.write(`${stdout}${stderr}\n`)
  return status !== 0
})
process.exitCode = failed.length === 0 ? 0 : 1
