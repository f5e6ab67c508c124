import { readFile } from 'node:fs/promises'
import type { AvailableRegistry } from '@fairlead/api/client'
import type { Context } from '../context.ts'
import { usageFailure } from '../failure.ts'
import { readToken } from '../secrets/read-token.ts'
import { type Settings, splitPair, TOKEN_VARIABLE, variableOf } from './read-settings.ts'

type Field = AvailableRegistry['fields'][number]
type Login = AvailableRegistry['logins'][number]

export interface SecretSources {
  readonly tokenStdin: boolean
  /** `NAME=PATH`, each. */
  readonly secretFile: readonly string[]
  /** Id of the login; absent: the first that has all that is given. */
  readonly login?: string | undefined
}

// No key or token of any registry comes near this.
const MAX_BYTES = 64 * 1024

async function readSecretFile(name: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(`--secret-file: ${path} cannot be read (${error.code ?? 'unknown error'}).`)
  })
  if (text.trim() === '') throw usageFailure(`--secret-file: ${path} is empty.`)
  if (text.length > MAX_BYTES) throw usageFailure(`--secret-file: ${path} is too long for ${name}.`)
  return text.replace(/[\r\n]+$/, '')
}

/** Secrets from files, by the names of their fields. `proxy_password` is one as well. */
export async function readSecretFiles(
  pairs: readonly string[],
  form: AvailableRegistry,
): Promise<Readonly<Record<string, string>>> {
  const names = form.fields.filter(({ secret }) => secret).map(({ name }) => name)
  const found: Record<string, string> = {}
  for (const pair of pairs) {
    const [name, path] = splitPair('--secret-file', pair)
    if (!names.includes(name) && name !== 'proxy_password') {
      throw usageFailure(
        `--secret-file: "${name}" is no secret of ${form.title}.`,
        `Its secrets: ${[...names, 'proxy_password'].join(', ')}.`,
      )
    }
    found[name] = await readSecretFile(name, path)
  }
  return found
}

/** The login that was named, or the first that takes all that is given. Throws a usage failure. */
function chooseLogin(
  form: AvailableRegistry,
  named: string | undefined,
  given: readonly string[],
): Login | undefined {
  if (named !== undefined) {
    const login = form.logins.find(({ id }) => id === named)
    if (login) return login
    const ids = form.logins.map(({ id }) => id)
    throw usageFailure(`--login: ${form.title} has no login "${named}".`, `It has ${ids.join(', ')}.`)
  }
  return form.logins.find(({ fields }) => given.every((name) => fields.includes(name))) ?? form.logins[0]
}

/** Whether a secret of a login is to be asked for: keys of AWS come in pairs, and a role does without them. */
const isWanted = ({ name }: Field, given: readonly string[]): boolean =>
  name !== 'secret_access_key' || given.includes('access_key_id')

/**
 * The secrets of a login: each from its file, from its own environment variable, or typed; the first one also from
 * FAIRLEAD_REGISTRY_TOKEN or standard input. Throws a usage failure for an empty input.
 */
export async function readSecrets(
  form: AvailableRegistry,
  settings: Settings,
  sources: SecretSources,
  { io, signal }: Context,
): Promise<Readonly<Record<string, string>>> {
  const { proxy_password: _, ...files } = await readSecretFiles(sources.secretFile, form)
  const secrets = form.fields.filter(({ secret }) => secret)
  const inEnvironment = secrets.filter(({ name }) => (io.env[variableOf(name)] ?? '').trim() !== '')
  const given = [...Object.keys(settings), ...Object.keys(files), ...inEnvironment.map(({ name }) => name)]
  const login = chooseLogin(form, sources.login, given)
  const wanted = secrets.filter(({ name }) => login?.fields.includes(name))
  const found: Record<string, string> = { ...files }
  for (const field of wanted) {
    if (found[field.name] !== undefined || !isWanted(field, given)) continue
    const isFirst = field === wanted[0]
    const variables = [variableOf(field.name), ...(isFirst ? [TOKEN_VARIABLE] : [])]
    // Standard input holds one secret: that of a login with several is for the first.
    const asks = isFirst || io.stdin.isTTY === true
    const token = await readToken(
      io,
      {
        stdin: sources.tokenStdin && isFirst,
        variables,
        ...(asks ? { ask: `${field.label}: ` } : {}),
      },
      signal,
    )
    if (token) found[field.name] = token.token
  }
  return found
}
