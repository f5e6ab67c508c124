import { type FieldIssue, invalidRequest, Secret } from '@fairlead/core'
import { defaultDataFolder } from './default-data-folder.ts'
import { type EgressSettings, readEgress } from './egress-settings.ts'
import type { ReverificationSettings } from './jobs/reverify-registries.ts'
import { readReverification } from './reverification-settings.ts'

export type { EgressSettings } from './egress-settings.ts'

/** A host that behaves as ghcr.io does, and the GitHub API beside it: `fairlead twin`, or a mirror of GitHub. */
export interface CompatibleHost {
  readonly registry: string
  readonly api: string
}

/** How a server runs. */
export interface ServerSettings {
  /** Folder of the key, of the embedded database and of the default GitOps repository. Absolute. */
  readonly dataFolder: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** A PostgreSQL of your own; absent: an embedded one in the data folder. */
  readonly databaseUrl?: Secret
  /** Keys that seal stored secrets; absent: `secret.key` in the data folder. */
  readonly secretKeys?: Secret
  readonly compatibleHosts: readonly CompatibleHost[]
  readonly egress: EgressSettings
  readonly logLevel: LogLevel
  /** Whether connections may use the identity that its platform gives this server. */
  readonly ambientIdentities?: boolean
  /** Whether the credential plugin of a cluster's kubeconfig may be run on this machine. */
  readonly kubeconfigExec?: boolean
  /** How connections are verified again by themselves; as USUAL_REVERIFICATION if not given. */
  readonly reverification?: ReverificationSettings
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export const DEFAULT_PORT = 4600

type Environment = Readonly<Record<string, string | undefined>>

function httpAddress(text: string): string | undefined {
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) && !url.username ? url.href.replace(/\/$/, '') : undefined
}

function readHosts(text: string, issues: FieldIssue[]): CompatibleHost[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((pair) => {
      const [registry, api] = pair.split('=').map(httpAddress)
      if (registry && api) return [{ registry, api }]
      issues.push({
        field: 'FAIRLEAD_GHCR_HOSTS',
        problem: 'holds an entry that is not <registry>=<api>',
        remedy: 'Write http(s) addresses, such as http://127.0.0.1:4601=http://127.0.0.1:4601/api/v3.',
      })
      return []
    })
}

/** Reads a TCP port: a whole number from 0 (any free one) to 65535. */
export function readPort(
  field: string,
  text: string | undefined,
  usual: number,
  issues: FieldIssue[],
): number {
  if (text === undefined || text === '') return usual
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  issues.push({ field, problem: `"${text}" is not a port`, remedy: 'Give a whole number from 0 to 65535.' })
  return usual
}

function readLogLevel(text: string | undefined, issues: FieldIssue[]): LogLevel {
  const level = LOG_LEVELS.find((each) => each === (text || 'info'))
  if (level) return level
  issues.push({
    field: 'FAIRLEAD_LOG',
    problem: `"${text}" is not a log level`,
    remedy: `Use one of ${LOG_LEVELS.join(', ')}.`,
  })
  return 'info'
}

/** `allow` or `deny`, the latter if not given. */
function readAllowed(
  field: string,
  text: string | undefined,
  allowIf: string,
  issues: FieldIssue[],
): boolean {
  if (text === 'allow') return true
  if (text && text !== 'deny') {
    issues.push({
      field,
      problem: `is "${text.slice(0, 80)}"`,
      remedy: `Set it to allow, if ${allowIf}, or to deny.`,
    })
  }
  return false
}

/**
 * Settings from environment variables; `given` wins over them. Throws `request.invalid` that names every variable at
 * fault. The variables are listed in docs/configuration.md.
 */
export function readSettings(env: Environment, given: Partial<ServerSettings> = {}): ServerSettings {
  const issues: FieldIssue[] = []
  const settings: ServerSettings = {
    dataFolder: defaultDataFolder(env, process.cwd()),
    host: env.FAIRLEAD_HOST || '127.0.0.1',
    port: readPort('FAIRLEAD_PORT', env.FAIRLEAD_PORT, DEFAULT_PORT, issues),
    compatibleHosts: readHosts(env.FAIRLEAD_GHCR_HOSTS ?? '', issues),
    egress: readEgress(env, issues),
    logLevel: readLogLevel(env.FAIRLEAD_LOG, issues),
    ambientIdentities: readAllowed(
      'FAIRLEAD_AMBIENT_IDENTITIES',
      env.FAIRLEAD_AMBIENT_IDENTITIES,
      'whoever may add a registry may act as this server in its cloud',
      issues,
    ),
    kubeconfigExec: readAllowed(
      'FAIRLEAD_KUBECONFIG_EXEC',
      env.FAIRLEAD_KUBECONFIG_EXEC,
      'whoever may add a cluster may run programs as this server',
      issues,
    ),
    reverification: readReverification(env, issues),
    ...(env.DATABASE_URL ? { databaseUrl: new Secret(env.DATABASE_URL) } : {}),
    ...(env.FAIRLEAD_SECRET_KEY ? { secretKeys: new Secret(env.FAIRLEAD_SECRET_KEY) } : {}),
    ...given,
  }
  if (issues.length > 0) throw invalidRequest(issues)
  return settings
}
