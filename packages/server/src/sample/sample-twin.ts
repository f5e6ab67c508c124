import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isAppError, Secret } from '@fairlead/core'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { createRegistryClient } from '@fairlead/oci/client'
import { createGuardedFetch } from '@fairlead/oci/net'
import { z } from 'zod'
import { assembleSample, SAMPLE_TAGS } from './sample-image.ts'

export const SAMPLE_OWNER = 'acme'
export const SAMPLE_IMAGE = 'hello'
const SAMPLE_USER = 'ada'

/** The scopes of the sample's tokens: one for the connection, with nothing that it does not need, and one to push with. */
const SCOPES = { connect: ['read:packages', 'read:org'], push: ['write:packages'] } as const

/** A running GHCR twin with an organization, its tokens and an image. */
export interface SampleTwin {
  readonly url: string
  readonly apiUrl: string
  readonly user: string
  /** `read:packages` and `read:org`: for the connection. */
  readonly connectToken: Secret
  /** `write:packages`: for `docker login` and pushes. */
  readonly pushToken: Secret
  /** Administration in process. */
  readonly state: RunningTwin['state']
  /** File that keeps both tokens, readable by its owner only. */
  readonly tokensFile: string
  close(): Promise<void>
}

interface Tokens {
  readonly connect: Secret
  readonly push: Secret
}

const StoredTokens = z.object({ connect: z.string(), push: z.string() })

/**
 * Starts the twin on the folder and gives it what it lacks of the sample; what is there already is kept. Throws the
 * system's error (`EADDRINUSE`, `EACCES`) when the port or the folder cannot be used.
 */
export async function startSampleTwin(
  options: { readonly folder: string; readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<SampleTwin> {
  const { folder, host, port } = options
  const twin = await startTwin({ mode: 'ghcr', data: join(folder, 'twin'), host, port })
  try {
    await twin.state.applySeed(
      {
        users: [{ login: SAMPLE_USER, name: 'Ada' }],
        organizations: [{ login: SAMPLE_OWNER, members: [{ login: SAMPLE_USER, role: 'admin' }] }],
      },
      'missing',
    )
    const tokensFile = join(folder, 'sample-tokens.json')
    const tokens = (await readTokens(tokensFile)) ?? (await issueTokens(twin, tokensFile))
    await pushSample(twin.url, tokens.push, signal)
    return {
      url: twin.url,
      apiUrl: twin.apiUrl,
      user: SAMPLE_USER,
      connectToken: tokens.connect,
      pushToken: tokens.push,
      tokensFile,
      state: twin.state,
      close: () => twin.close(),
    }
  } catch (error) {
    await twin.close()
    throw error
  }
}

async function readTokens(path: string): Promise<Tokens | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const { connect, push } = StoredTokens.parse(JSON.parse(text))
  return { connect: new Secret(connect), push: new Secret(push) }
}

async function issueTokens(twin: RunningTwin, path: string): Promise<Tokens> {
  const issue = async (scopes: readonly string[]): Promise<Secret> =>
    (await twin.state.createToken({ login: SAMPLE_USER, scopes })).value
  const tokens = { connect: await issue(SCOPES.connect), push: await issue(SCOPES.push) }
  const draft = `${path}.${process.pid}`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify({ connect: tokens.connect.reveal(), push: tokens.push.reveal() }))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  return tokens
}

// By the same client and the same rules as anybody's push: the token has to have the scope.
async function pushSample(url: string, token: Secret, signal: AbortSignal): Promise<void> {
  const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const credential = { username: SAMPLE_USER, password: token }
  const client = createRegistryClient({ url, credential, fetch })
  const repository = `${SAMPLE_OWNER}/${SAMPLE_IMAGE}`
  try {
    if (await hasTag(client, repository, SAMPLE_TAGS.at(-1) ?? '', signal)) return
    for (const { tag, image } of await assembleSample()) {
      for (const blob of image.blobs) {
        await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
      }
      await client.pushManifest(repository, tag, image.manifest.bytes, image.manifest.mediaType, signal)
    }
  } finally {
    await fetch.close()
  }
}

async function hasTag(
  client: ReturnType<typeof createRegistryClient>,
  repository: string,
  tag: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.resolve(repository, tag, signal)
    return true
  } catch (error) {
    // A package that is not there yet is denied, not absent, as on ghcr.io.
    if (isAppError(error, 'image.not_found') || isAppError(error, 'credential.denied')) return false
    throw error
  }
}
