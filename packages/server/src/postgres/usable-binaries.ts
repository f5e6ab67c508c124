import { cp, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Binaries, type BinaryPackage, binariesIn, NEEDS_DATABASE_URL } from './binaries.ts'
import { changeOwner } from './change-owner.ts'
import { makeLibraryLinks } from './library-links.ts'
import { type Account, type ProgramResult, runProgram } from './run-program.ts'
import { startupFailure, systemCode } from './startup-failure.ts'

const COPY_PREFIX = 'binaries-'

const tryOut = ({ postgres }: Binaries, account: Account | undefined): Promise<ProgramResult> =>
  runProgram(postgres, ['--version'], account)

/** `18` of `postgres (PostgreSQL) 18.4`. */
const majorVersion = (output: string): string | undefined => /\(PostgreSQL\) (\d+)/.exec(output)?.[1]

function refusal({ error, output }: ProgramResult): Error {
  // The file is there, so what is not found is the loader that it names: glibc's.
  if (error?.code === 'ENOENT' || /GLIBC_|not found/.test(output)) {
    return startupFailure(
      `The embedded PostgreSQL needs glibc 2.27 or newer, which this system (Alpine?) does not have. ${NEEDS_DATABASE_URL}`,
      error,
    )
  }
  const reason = error?.message ?? output.trim().split('\n').at(-1) ?? 'it ended at once'
  return startupFailure(`The embedded PostgreSQL does not run here: ${reason}. ${NEEDS_DATABASE_URL}`, error)
}

/** Copies the programs into `folder`, whole or not at all. An older version's copy goes away. */
async function copyBinaries(
  from: BinaryPackage,
  folder: string,
  account: Account | undefined,
): Promise<Binaries> {
  const copy = join(folder, `${COPY_PREFIX}${from.version}`)
  if (await stat(copy).catch(() => undefined)) return binariesIn(copy)
  for (const name of await readdir(folder)) {
    if (name.startsWith(COPY_PREFIX)) await rm(join(folder, name), { recursive: true })
  }
  const draft = await mkdtemp(join(folder, `${COPY_PREFIX}new-`))
  await cp(from.binaries.root, draft, {
    recursive: true,
    verbatimSymlinks: true,
    // Archives are for linking C programs: half of the size.
    filter: (path) => !path.endsWith('.a'),
  })
  await makeLibraryLinks(draft)
  await changeOwner(draft, account)
  await rename(draft, copy).catch(async (error: unknown) => {
    // Tests of several processes share a folder; whoever was first has made the same.
    await rm(draft, { recursive: true })
    if (systemCode(error) !== 'ENOTEMPTY') throw error
  })
  return binariesIn(copy)
}

/**
 * Programs that the account can really run: the package's own, or a copy in `folder` when the package is where the
 * account cannot reach it (a checkout under /root) or lacks links that cannot be made in place. Throws when neither runs.
 */
export async function usableBinaries(
  found: BinaryPackage,
  folder: string,
  account: Account | undefined,
): Promise<{ binaries: Binaries; major: string }> {
  const linked = await makeLibraryLinks(found.binaries.root)
  let binaries = found.binaries
  let result = await tryOut(binaries, account)
  if (result.error?.code === 'EACCES' || (!linked && result.exitCode !== 0)) {
    binaries = await copyBinaries(found, folder, account)
    result = await tryOut(binaries, account)
  }
  const major = majorVersion(result.output)
  if (result.exitCode !== 0 || major === undefined) throw refusal(result)
  return { binaries, major }
}
