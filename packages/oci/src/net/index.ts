export {
  type AddressClass,
  type AllowedOrigin,
  addressClass,
  createAddressTest,
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
export { causes, type NetworkFault, networkFault } from './network-fault.ts'
export { readBody } from './read-body.ts'
