import type { ExpiryWarnings } from '@fairlead/core'
import { and, asc, eq, gt, lte, notExists, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { expiryWarning, registry } from './schema.ts'

const DAY_MS = 86_400_000

export const createExpiryWarnings = (db: Database): ExpiryWarnings => ({
  async claim(registryId, expiresAt, days) {
    const rows = await db
      .insert(expiryWarning)
      .values({ registryId, expiresAt, days })
      .onConflictDoNothing()
      .returning({ days: expiryWarning.days })
    return rows.length > 0
  },
  async due(now, days, limit) {
    const found: { registryId: string; days: number }[] = []
    let after = now
    for (const each of [...days].sort((a, b) => a - b)) {
      const until = new Date(now.getTime() + each * DAY_MS)
      const given = db
        .select({ one: sql`1` })
        .from(expiryWarning)
        .where(
          and(
            eq(expiryWarning.registryId, registry.id),
            eq(expiryWarning.expiresAt, registry.expiresAt),
            eq(expiryWarning.days, each),
          ),
        )
      const rows = await db
        .select({ registryId: registry.id })
        .from(registry)
        .where(
          and(
            gt(registry.expiresAt, after.toISOString()),
            lte(registry.expiresAt, until.toISOString()),
            notExists(given),
          ),
        )
        .orderBy(asc(registry.expiresAt))
        .limit(limit - found.length)
      found.push(...rows.map(({ registryId }) => ({ registryId, days: each })))
      if (found.length >= limit) break
      after = until
    }
    return found
  },
})
