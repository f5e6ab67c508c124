import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Io } from '../io.ts'

/** What Docker's configuration says of one host. */
export interface DockerLogin {
  /** The host as the file has it, without a scheme: `ghcr.io`, `https://index.docker.io/v1/` as `index.docker.io`. */
  readonly host: string
  /** A path behind it, which containers/image takes for a prefix of repositories and Docker passes over. */
  readonly prefix: string
  /** Absent where the entry holds none. */
  readonly username?: string
  readonly password?: string
  /** The entry holds a token that only Docker itself can use. */
  readonly identityToken: boolean
}

export interface DockerConfig {
  /** Path of the file. */
  readonly path: string
  readonly logins: readonly DockerLogin[]
  /** Program that keeps the credentials of a host, by its name behind `docker-credential-`; `''` for all others. */
  readonly helpers: ReadonlyMap<string, string>
  /** Why the file is not read, if it is not. */
  readonly fault?: string
}

/** DOCKER_CONFIG, or ~/.docker. https://docs.docker.com/reference/cli/docker/#environment-variables */
function configPath(env: Io['env']): string | undefined {
  const home = env.HOME || env.USERPROFILE
  const folder = env.DOCKER_CONFIG || (home ? join(home, '.docker') : undefined)
  return folder && join(folder, 'config.json')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `auth` is the base64 of `user:password`, with NULs at its end from old versions. */
function decodeAuth(auth: string): { username: string; password: string } {
  const text = Buffer.from(auth, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return { username: '', password: '' }
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') }
}

function readLogin(key: string, entry: unknown): DockerLogin | undefined {
  if (!isObject(entry)) return undefined
  const bare = key.replace(/^https?:\/\//i, '').replace(/\/+$/, '')
  const slash = bare.indexOf('/')
  const host = (slash < 0 ? bare : bare.slice(0, slash)).toLowerCase()
  const path = slash < 0 ? '' : bare.slice(slash + 1)
  const decoded = decodeAuth(textOf(entry.auth))
  const username = textOf(entry.username) || decoded.username
  const password = textOf(entry.password) || decoded.password
  return {
    host,
    // Old addresses end in the version of an API that is long gone.
    prefix: /^v[12](?:\/|$)/.test(path) ? '' : path,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    identityToken: textOf(entry.identitytoken) !== '' || textOf(entry.registrytoken) !== '',
  }
}

function readHelpers(config: Record<string, unknown>): ReadonlyMap<string, string> {
  const named = isObject(config.credHelpers) ? Object.entries(config.credHelpers) : []
  const helpers = new Map(named.map(([host, name]) => [host.toLowerCase(), textOf(name)] as const))
  const all = textOf(config.credsStore)
  if (all) helpers.set('', all)
  return helpers
}

/**
 * Reads what Docker has stored, without asking the programs that it may keep it in. Undefined where there is no file;
 * one that cannot be read says so in `fault`.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export async function readDockerConfig(env: Io['env']): Promise<DockerConfig | undefined> {
  const path = configPath(env)
  if (path === undefined) return undefined
  const nothing = { path, logins: [], helpers: new Map<string, string>() }
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? undefined
      : { ...nothing, fault: `cannot be read (${code})` }
  }
  try {
    const config: unknown = JSON.parse(text)
    if (!isObject(config)) return { ...nothing, fault: 'is no JSON object' }
    const auths = isObject(config.auths) ? Object.entries(config.auths) : []
    const logins = auths.flatMap(([key, entry]) => readLogin(key, entry) ?? [])
    return { path, logins, helpers: readHelpers(config) }
  } catch {
    return { ...nothing, fault: 'is not valid JSON' }
  }
}
