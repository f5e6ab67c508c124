export { type AddressClass, addressClass } from './address-class.ts'
export { AnswerRefused } from './answer-limits.ts'
export { checkTransport } from './check-transport.ts'
export { transportKey } from './dispatchers.ts'
export { checkOperatorProxy, type OperatorProxy } from './egress-connector.ts'
export {
  type AllowedOrigin,
  createEgressGuard,
  type EgressGuard,
  type EgressPolicy,
} from './egress-policy.ts'
export type { HostAddress, Lookup, PinnedConnector } from './guarded-connector.ts'
export {
  createGuardedFetch,
  type Fetch,
  fetchVia,
  type GuardedFetch,
  type GuardedFetchSettings,
} from './guarded-fetch.ts'
export {
  causes,
  type NetworkFault,
  type NetworkTrouble,
  networkFault,
  networkTrouble,
} from './network-trouble.ts'
export { ProxyError, type ProxyReason } from './proxy-error.ts'
export { readBody } from './read-body.ts'
export { type TlsReason, tlsReason } from './tls-reason.ts'
export { troubleCode, troubleText } from './trouble-text.ts'
