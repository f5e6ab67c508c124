import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure, usageFailure } from '../failure.ts'
import { PROVIDER_NAME, type ProviderConfig, renderProviderConfig } from './provider-config.ts'

const TOKEN_FILE = 'token'
const CA_FILE = 'ca.pem'
const CONFIG_FILE = 'credential-provider.yaml'
const BIN_FOLDER = 'bin'

/** Where a node that has the folder at `place` finds what is in it. */
export const nodePaths = (place: string) => ({
  tokenFile: posix.join(place, TOKEN_FILE),
  caFile: posix.join(place, CA_FILE),
  config: posix.join(place, CONFIG_FILE),
  bin: posix.join(place, BIN_FOLDER),
})

/** Text of a file of certificates. Throws a usage failure for what is none. */
export async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(`--ca-file: ${path} cannot be read (${error.code}).`)
  })
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw usageFailure(`--ca-file: ${path} holds no certificate in PEM.`)
}

/** Whether a token of an earlier run is there. */
export const hasToken = (folder: string): Promise<boolean> =>
  access(join(folder, TOKEN_FILE)).then(
    () => true,
    () => false,
  )

/** Writes the token before anything else, so that one that was made is not lost. Only its owner may read it. */
export async function writeToken(folder: string, token: string): Promise<void> {
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, TOKEN_FILE), `${token}\n`, { mode: 0o600, flag: 'wx' })
  })
}

/** Writes the provider, its configuration and the certificates; what an earlier run wrote is replaced. */
export async function writeProvider(
  folder: string,
  config: ProviderConfig,
  certificates: string | undefined,
): Promise<void> {
  const script = await readFile(new URL('provider.sh', import.meta.url))
  await writing(folder, async () => {
    await mkdir(join(folder, BIN_FOLDER), { recursive: true })
    const program = join(folder, BIN_FOLDER, PROVIDER_NAME)
    await writeFile(program, script)
    await chmod(program, 0o755)
    await writeFile(join(folder, CONFIG_FILE), renderProviderConfig(config))
    if (certificates !== undefined) await writeFile(join(folder, CA_FILE), certificates)
  })
}

async function writing(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandFailure(EXIT.failed, 'file.unwritable', `${folder} cannot be written (${code}).`, {
      cause: error,
    })
  }
}
