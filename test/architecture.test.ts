import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const PACKAGES = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages')

/** The import table: what each package's sources may import of ours. A new edge is a decision (docs/decisions/). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  oci: ['core'],
  ghcr: ['core', 'oci'],
  providers: ['core', 'oci'],
  deploy: ['core', 'oci'],
  api: ['core'],
  server: ['core', 'oci', 'ghcr', 'providers', 'deploy', 'api'],
  console: ['api'],
  cli: ['api', 'server'],
}

/** Parts of one package that must not reach into one another, as prefixes of paths below `packages/`. */
const APART: readonly (readonly [from: string, to: string])[] = [
  ['oci/src/client/', 'oci/src/registry/'],
  ['oci/src/registry/', 'oci/src/client/'],
  ['server/src/http/', 'server/src/store/'],
  ['server/src/http/', 'server/src/jobs/'],
  ['deploy/src/docker/', 'deploy/src/gitops/'],
  ['deploy/src/docker/', 'deploy/src/kubernetes/'],
  ['deploy/src/gitops/', 'deploy/src/docker/'],
  ['deploy/src/gitops/', 'deploy/src/kubernetes/'],
  ['deploy/src/kubernetes/', 'deploy/src/docker/'],
  ['deploy/src/kubernetes/', 'deploy/src/gitops/'],
]

/** What the providers of several kinds share; every other folder of theirs is a kind. */
const SHARED_BY_PROVIDERS = ['aws', 'testing', 'verification']

interface Import {
  /** Path below `packages/`. */
  readonly file: string
  readonly specifier: string
}

const isSource = (name: string): boolean => /\.tsx?$/.test(name) && !/\.(test|contract)\.tsx?$/.test(name)
// What only tests use may import more than what users run.
const isTestSupport = (file: string): boolean => /(^|\/)(test|testing|contract)(\/|\.ts$)/.test(file)

function sources(): string[] {
  return readdirSync(PACKAGES).flatMap((name) =>
    readdirSync(join(PACKAGES, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(isSource)
      .map((file) => join(name, 'src', file))
      .filter((file) => !isTestSupport(file)),
  )
}

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(PACKAGES, file), 'utf8'), true, true)
  return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }))
}

const files = sources()
const imports = files.flatMap(importsOf)
const ours = imports.filter(({ specifier }) => specifier.startsWith('@fairlead/'))
const packageOf = (file: string): string => file.split('/')[0] ?? ''

test('the check sees the sources: every package has files, and imports between packages are found', () => {
  for (const name of readdirSync(PACKAGES)) {
    expect(files.filter((file) => packageOf(file) === name).length, name).toBeGreaterThan(0)
  }
  expect(ours.length).toBeGreaterThan(50)
})

test('every package stands in the import table', () => {
  expect(readdirSync(PACKAGES).filter((name) => !(name in MAY_IMPORT))).toEqual([])
})

test('packages import only what the table allows', () => {
  const forbidden = ours.filter(({ file, specifier }) => {
    const from = packageOf(file)
    const to = specifier.split('/')[1] ?? ''
    return from !== to && !MAY_IMPORT[from]?.includes(to)
  })
  expect(forbidden).toEqual([])
})

test('a package is entered through its exports, never by a path into it', () => {
  const trespassing = imports.filter(({ file, specifier }) => {
    if (!specifier.startsWith('.')) return false
    const reached = relative(PACKAGES, join(PACKAGES, dirname(file), specifier))
    return packageOf(reached) !== packageOf(file)
  })
  expect(trespassing).toEqual([])
})

test('core does no input or output: it imports nothing from outside itself', () => {
  const outside = imports.filter(
    ({ file, specifier }) => packageOf(file) === 'core' && !specifier.startsWith('.'),
  )
  expect(outside).toEqual([])
})

describe('parts that stay apart', () => {
  test.each(APART)('%s does not import %s', (from, to) => {
    const crossing = imports.filter(({ file, specifier }) => {
      if (!file.startsWith(from) || !specifier.startsWith('.')) return false
      return relative(PACKAGES, join(PACKAGES, dirname(file), specifier)).startsWith(to)
    })
    expect(crossing).toEqual([])
  })
})

test('a provider does not import a provider', () => {
  const kinds = readdirSync(join(PACKAGES, 'providers', 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SHARED_BY_PROVIDERS.includes(entry.name))
    .map(({ name }) => `providers/src/${name}/`)
  const kindOf = (path: string): string | undefined => kinds.find((kind) => path.startsWith(kind))
  const crossing = imports.filter(({ file, specifier }) => {
    if (!file.startsWith('providers/src/') || file === 'providers/src/index.ts') return false
    if (!specifier.startsWith('.')) return false
    const to = kindOf(relative(PACKAGES, join(PACKAGES, dirname(file), specifier)))
    return to !== undefined && to !== kindOf(file)
  })
  expect(kinds.length).toBeGreaterThan(1)
  expect(crossing).toEqual([])
})

test('signals are combined by anySignal alone, as AbortSignal.any of Node 24 can lose an abort', () => {
  const calls = files.filter((file) =>
    readFileSync(join(PACKAGES, file), 'utf8').includes('AbortSignal.any('),
  )
  expect(calls).toEqual(['core/src/values/any-signal.ts'])
})
