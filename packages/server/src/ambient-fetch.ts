import { createGuardedFetch, type GuardedFetch, type GuardedFetchSettings } from '@fairlead/oci/net'

/**
 * Where platforms tell a program who it is: the link-local addresses of the clouds' metadata services, AWS's IPv6 ones,
 * Google's IPv6 one, and agents on this machine itself.
 */
const METADATA_NETWORKS = ['169.254.0.0/16', 'fd00:ec2::/32', 'fd20:ce::254/128', '127.0.0.0/8', '::1/128']

/**
 * The fetch for the identity of this server, which is asked at addresses of its own environment and of no registry. It
 * takes no proxy: nobody else's metadata are meant. `seams` are for tests.
 */
export const createAmbientFetch = (
  seams: Pick<GuardedFetchSettings, 'connector' | 'lookup'> = {},
): GuardedFetch => createGuardedFetch({ ...seams, policy: { privateNetworks: METADATA_NETWORKS } })
