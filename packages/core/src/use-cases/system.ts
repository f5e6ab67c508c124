import type { Principal } from '../domain/identity.ts'

/** Who did what nobody asked for: the schedule. */
export const SYSTEM: Principal = { tokenId: '', name: 'fairlead', organizationId: null, role: 'admin' }
