import type { ExpiryWarnings } from '@fairlead/core'
import type { Database } from './database.ts'
import { expiryWarning } from './schema.ts'

export const createExpiryWarnings = (db: Database): ExpiryWarnings => ({
  async claim(registryId, expiresAt, days) {
    const rows = await db
      .insert(expiryWarning)
      .values({ registryId, expiresAt, days })
      .onConflictDoNothing()
      .returning({ days: expiryWarning.days })
    return rows.length > 0
  },
})
