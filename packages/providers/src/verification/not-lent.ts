import { type Finding, finding } from '@fairlead/core'

/** The finding for a connection that is to use the identity of this server; `instead` is what it could be given: `a key`. */
export const notLent = (instead: string): Finding =>
  finding('ambient.not_allowed', {
    summary: 'The connection is to use the identity of this server, whose operator lends it to none.',
    evidence: [{ asked: 'FAIRLEAD_AMBIENT_IDENTITIES', answered: 'deny' }],
    remedy: {
      action: `Give the connection ${instead}, or have the operator set FAIRLEAD_AMBIENT_IDENTITIES=allow.`,
    },
  })
