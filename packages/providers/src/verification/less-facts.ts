import type { Finding } from '@fairlead/core'
import type { Party } from './network-finding.ts'
import type { VendorAnswer } from './vendor-api.ts'
import { vendorFinding } from './vendor-finding.ts'

/**
 * As `vendorFinding`, for an API that pulls do not need: without it some facts stay unknown, so it is a warning.
 */
export function lessFacts(party: Party, answer: VendorAnswer): Finding | undefined {
  const told = vendorFinding(party, answer)
  return told && { ...told, severity: 'warning' }
}
