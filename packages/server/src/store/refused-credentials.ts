import type { RefusedCredentials } from '@fairlead/core'
import { eq, lt, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { refusedCredential } from './schema.ts'

export const createRefusedCredentials = (db: Database): RefusedCredentials => ({
  async get(fingerprint) {
    const [row] = await db
      .select()
      .from(refusedCredential)
      .where(eq(refusedCredential.fingerprint, fingerprint))
    return row
  },
  async remember({ fingerprint, findings, at }) {
    await db
      .insert(refusedCredential)
      .values({ fingerprint, findings, at, times: 1 })
      .onConflictDoUpdate({
        target: refusedCredential.fingerprint,
        set: { findings, at, times: sql`${refusedCredential.times} + 1` },
      })
  },
  async forget(fingerprint) {
    await db.delete(refusedCredential).where(eq(refusedCredential.fingerprint, fingerprint))
  },
  async forgetBefore(at) {
    const rows = await db
      .delete(refusedCredential)
      .where(lt(refusedCredential.at, at.toISOString()))
      .returning({ at: refusedCredential.at })
    return rows.length
  },
})
