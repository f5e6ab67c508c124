import { createHash } from 'node:crypto'
import type { Secret } from '@fairlead/core'
import type { OwnerType } from './subject.ts'

/**
 * What earlier verifications of this process learnt, to ask the right question first. Only hints: nothing is judged
 * by them, and another process does without.
 */
export interface Recollection {
  ownerType(api: string, owner: string): OwnerType | undefined
  rememberOwner(api: string, owner: string, type: OwnerType): void
  login(api: string, token: Secret): string | undefined
  rememberLogin(api: string, token: Secret, login: string): void
}

const LIMIT = 1000

function createMemory<T>() {
  const entries = new Map<string, T>()
  return {
    get: (key: string): T | undefined => entries.get(key),
    set(key: string, value: T): void {
      entries.delete(key)
      entries.set(key, value)
      const oldest = entries.keys().next()
      if (entries.size > LIMIT && !oldest.done) entries.delete(oldest.value)
    },
  }
}

const tokenKey = (api: string, token: Secret): string =>
  `${api} ${createHash('sha256').update(token.reveal()).digest('hex')}`

export function createRecollection(): Recollection {
  const owners = createMemory<OwnerType>()
  const logins = createMemory<string>()
  return {
    ownerType: (api, owner) => owners.get(`${api} ${owner}`),
    rememberOwner: (api, owner, type) => owners.set(`${api} ${owner}`, type),
    login: (api, token) => logins.get(tokenKey(api, token)),
    rememberLogin: (api, token, login) => logins.set(tokenKey(api, token), login),
  }
}
