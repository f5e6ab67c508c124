// Builds the console into `dist`, unless what is there was built from these very files.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const HERE = import.meta.dirname
const ROOT = join(HERE, '..', '..')
const DIST = join(HERE, 'dist')
const STAMP = join(DIST, '.built-from')
/** What the bundle is made of. */
const SOURCES = ['packages/console/src', 'packages/api/src', 'packages/core/src']
const FILES = [
  'packages/console/index.html',
  'packages/console/vite.config.ts',
  'packages/console/mantine-styles.ts',
  'packages/console/build.ts',
  'package-lock.json',
]

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(ROOT, path)).isFile())

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const path of [...SOURCES.flatMap(filesBelow).sort(), ...FILES]) {
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest('hex')
}

/** Once here, so that the server compresses nothing while somebody waits. */
function compress(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each))) {
    const bytes = readFileSync(join(folder, name))
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, options))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  }
}

const wanted = hashOfSources()
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
  process.stderr.write('Building the console (once) …\n')
  const { build } = await import('vite')
  await build({ configFile: join(HERE, 'vite.config.ts'), logLevel: 'warn' })
  compress(join(DIST, 'assets'))
  writeFileSync(STAMP, wanted)
}
