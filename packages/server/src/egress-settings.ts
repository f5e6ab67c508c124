import { type FieldIssue, isAppError, Secret } from '@fairlead/core'
import {
  checkOperatorProxy,
  createEgressGuard,
  type EgressPolicy,
  type OperatorProxy,
} from '@fairlead/oci/net'

/** Where requests may go, and by which proxy. */
export interface EgressSettings extends EgressPolicy {
  readonly operatorProxy?: OperatorProxy
}

type Environment = Readonly<Record<string, string | undefined>>

const listOf = (text: string | undefined): readonly string[] => (text ?? '').split(/[\s,]+/).filter(Boolean)

/** Undefined where the variable is not set: an empty one is as good as none. */
const listIfSet = (text: string | undefined): readonly string[] | undefined => {
  const list = listOf(text)
  return list.length > 0 ? list : undefined
}

/** Runs a check; its issues are told of the variable that the value came from. True when there were none. */
function passes(field: string, issues: FieldIssue[], check: () => unknown): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    issues.push(...error.issues.map((issue) => ({ ...issue, field })))
    return false
  }
}

function readPrivateNetworks(text: string, issues: FieldIssue[]): EgressPolicy['privateNetworks'] {
  if (text === 'allow' || text === 'deny') return text
  const privateNetworks = listOf(text)
  const check = () => createEgressGuard({ privateNetworks })
  return passes('FAIRLEAD_PRIVATE_NETWORKS', issues, check) ? privateNetworks : 'deny'
}

/** `http://user:password@proxy.example.com:3128`, as other programs take it; the user is taken out of the address. */
function proxyOf(text: string): OperatorProxy['proxy'] {
  const url = URL.parse(text)
  if (url === null || (url.username === '' && url.password === '')) return { url: text }
  const { username, password } = url
  url.username = ''
  url.password = ''
  return {
    url: url.href,
    username: decoded(username),
    ...(password === '' ? {} : { password: new Secret(decoded(password)) }),
  }
}

/** A percent sign that begins no escape is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readProxy(env: Environment, issues: FieldIssue[]): OperatorProxy | undefined {
  const except = listOf(env.FAIRLEAD_NO_PROXY)
  // Checked without a proxy as well: a list that waits for one is no place for a mistake.
  const excepted = passes('FAIRLEAD_NO_PROXY', issues, () =>
    checkOperatorProxy({ proxy: { url: 'http://proxy.invalid' }, except }),
  )
  if (!env.FAIRLEAD_PROXY) return undefined
  const proxy = proxyOf(env.FAIRLEAD_PROXY)
  const right = passes('FAIRLEAD_PROXY', issues, () => checkOperatorProxy({ proxy }))
  return excepted && right ? { proxy, except } : undefined
}

/** Reads the variables of docs/configuration.md, "Where requests may go"; tells each mistake by its variable. */
export function readEgress(env: Environment, issues: FieldIssue[]): EgressSettings {
  const privateNetworks = readPrivateNetworks(env.FAIRLEAD_PRIVATE_NETWORKS || 'deny', issues)
  const ports = listIfSet(env.FAIRLEAD_EGRESS_PORTS)
  const deniedNetworks = listIfSet(env.FAIRLEAD_DENIED_NETWORKS)
  if (ports)
    passes('FAIRLEAD_EGRESS_PORTS', issues, () => createEgressGuard({ privateNetworks: 'deny', ports }))
  if (deniedNetworks) {
    passes('FAIRLEAD_DENIED_NETWORKS', issues, () =>
      createEgressGuard({ privateNetworks: 'deny', deniedNetworks }),
    )
  }
  const operatorProxy = readProxy(env, issues)
  return {
    privateNetworks,
    ...(ports ? { ports } : {}),
    ...(deniedNetworks ? { deniedNetworks } : {}),
    ...(operatorProxy ? { operatorProxy } : {}),
  }
}
