import type { Exchange } from '@fairlead/core'
import { type AmbientSetup, ambientKeys, type NoIdentity } from './ambient-identity.ts'
import type { AwsFailure } from './failure.ts'
import type { AwsKeys } from './keys.ts'
import type { AwsLogin } from './login.ts'
import { assumeRole } from './sts.ts'

/** What the requests for a login are signed with, and how it was come by. */
export interface SourceKeys {
  readonly kind: 'keys'
  readonly keys: AwsKeys
  /** Of the session, where a role was assumed. */
  readonly arn?: string
  /** Begins a sentence: `The access key AKIA…`. */
  readonly who: string
  readonly evidence: readonly Exchange[]
}

/** The step that failed, and who asked then. */
export interface NoKeys {
  readonly kind: 'none'
  readonly step: 'ambient' | 'role'
  readonly failure: AwsFailure | NoIdentity
  readonly who: string
}

/** The keys of a login: those of the connection or of this server, exchanged for a role's where there is one. */
export async function sourceKeys(
  login: AwsLogin,
  setup: AmbientSetup,
  signal: AbortSignal,
): Promise<SourceKeys | NoKeys> {
  let keys = login.keys
  let who = keys ? `The access key ${keys.accessKeyId}` : 'The identity of this server'
  if (!keys) {
    const found = await ambientKeys(setup, signal)
    if (found.kind !== 'keys') return { kind: 'none', step: 'ambient', failure: found, who }
    keys = found.keys
    who = `The identity of this server, from ${found.from}`
  }
  const { role } = login
  if (!role) return { kind: 'keys', keys, who, evidence: [] }
  const answer = await assumeRole(setup, { place: setup.place, keys, role }, signal)
  if (answer.kind !== 'reply') return { kind: 'none', step: 'role', failure: answer, who }
  const { value, exchange } = answer
  return {
    kind: 'keys',
    keys: value.keys,
    arn: value.arn,
    who: `The role ${role.arn}`,
    evidence: [exchange],
  }
}
