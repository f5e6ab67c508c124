// What `npm start`, `npm test` and the others run: gets what is missing, then does the task on the right Node.js.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  become,
  ensureConsole,
  environmentFor,
  findNode,
  npm,
  ROOT,
} from '../packages/cli/bin/node-runtime.mjs'

const bin = (name) => join(ROOT, 'node_modules', name)
const CLI = join(ROOT, 'packages', 'cli', 'src', 'main.ts')

/** Each task: the arguments given to Node.js. */
const TASKS = {
  start: (args) => [CLI, 'start', ...args],
  test: (args) => [bin('vitest/vitest.mjs'), 'run', ...args],
  check: () => [join(ROOT, 'scripts', 'check.ts')],
  generate: () => [join(ROOT, 'scripts', 'generate.ts')],
  bench: (args) => [join(ROOT, 'benchmarks', 'run.ts'), ...args],
  'build:console': () => ['--eval', ''],
  screenshots: (args) => [join(ROOT, 'scripts', 'screenshots.ts'), ...args],
  diagnosis: () => [join(ROOT, 'scripts', 'diagnosis-matrix.ts')],
}

/** Tasks that serve the console, and the one that only builds it. */
const WITH_CONSOLE = new Set(['start', 'test', 'bench', 'screenshots', 'build:console'])

const [task = '', ...args] = process.argv.slice(2)
const command = TASKS[task]
if (!command) {
  process.stderr.write(`usage: node scripts/bootstrap.mjs ${Object.keys(TASKS).join('|')} [arguments]\n`)
  process.exit(2)
}

const node = findNode()
installDependencies()
if (WITH_CONSOLE.has(task)) ensureConsole(node)
become(node, command(args), environmentFor(node), ROOT)

// A stamp of the lock file tells whether the last installation was of this lock, and ended.
function installDependencies() {
  const stamp = join(ROOT, 'node_modules', '.fairlead-installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  // `install`, not `ci`: ci refuses a lock whose optional packages for other platforms a registry lacks.
  // npm runs on the new Node.js, so that install scripts and engine checks see that one.
  npm(['install', '--no-save'], { cwd: ROOT, say: 'Installing dependencies from npm (once) …', node })
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true })
  writeFileSync(stamp, wanted)
}
