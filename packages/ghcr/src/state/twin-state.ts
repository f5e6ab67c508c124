import { join } from 'node:path'
import { openJournal } from './journal.ts'
import {
  DEFAULT_SETTINGS,
  type TwinOrganization,
  type TwinPackage,
  type TwinRepository,
  type TwinSettings,
  type TwinToken,
  type TwinUser,
} from './records.ts'

interface Tables {
  user: TwinUser
  organization: TwinOrganization
  repository: TwinRepository
  package: TwinPackage
  token: TwinToken
  settings: TwinSettings
  /** The next free number: GitHub never gives an id twice. */
  counter: { readonly next: number }
}

type TableName = keyof Tables
/** Table, key, new value; null deletes. */
type Change<T extends TableName = TableName> = {
  [K in T]: readonly [table: K, key: string, value: Tables[K] | null]
}[T]
type Maps = { readonly [T in TableName]: Map<string, Tables[T]> }
type View = {
  readonly [T in 'user' | 'organization' | 'repository' | 'package' | 'token']: ReadonlyMap<string, Tables[T]>
}

/** What a unit of work writes; nothing of it is seen before all of it is durable. */
export interface Draft {
  put<T extends TableName>(table: T, key: string, value: Tables[T]): void
  delete(table: TableName, key: string): void
  nextId(): number
}

/** The twin's records in memory, behind a journal. Keys are lower-case names, or the id of a token. */
export interface TwinState extends View {
  /** Nothing was ever written to the folder. */
  readonly isNew: boolean
  readonly settings: TwinSettings
  tokenByHash(hash: string): TwinToken | undefined
  /** Runs one unit of work at a time: `work` reads the state as it is then, and what it drafts becomes durable. */
  commit<T>(work: (draft: Draft) => T): Promise<T>
  close(): Promise<void>
}

const FORMAT = { fairleadTwin: 1 }
// A journal much longer than what it says is rewritten when it is opened.
const REWRITE_AFTER = 1000

function applyChange<T extends TableName>(maps: Maps, change: Change<T>): void {
  const [table, key, value] = change
  const map: Map<string, Tables[T]> = maps[table]
  if (value === null) map.delete(key)
  else map.set(key, value)
}

/** Opens the state in a folder. Throws the system's error, or `Error` for a file of another format. */
export async function openTwinState(folder: string): Promise<TwinState> {
  const path = join(folder, 'twin.jsonl')
  const journal = await openJournal(path)
  const maps: Maps = {
    user: new Map(),
    organization: new Map(),
    repository: new Map(),
    package: new Map(),
    token: new Map(),
    settings: new Map(),
    counter: new Map(),
  }
  const hashes = new Map<string, string>()
  const isNew = journal.lines.length === 0

  const applyAll = (changes: readonly Change[]) => {
    for (const change of changes) {
      if (change[0] === 'token') {
        const before = maps.token.get(change[1])
        if (before) hashes.delete(before.hash)
        if (change[2]) hashes.set(change[2].hash, change[1])
      }
      applyChange(maps, change)
    }
  }

  if (isNew) await journal.append(FORMAT)
  else {
    const [format, ...transactions] = journal.lines
    if (JSON.stringify(format) !== JSON.stringify(FORMAT))
      throw new Error(`${path} is not a state of this twin.`)
    for (const changes of transactions) applyAll(changes as Change[])
    const everything = (Object.keys(maps) as TableName[]).flatMap((table) =>
      [...maps[table]].map(([key, value]) => [table, key, value]),
    )
    if (transactions.length > REWRITE_AFTER + everything.length) await journal.rewrite([FORMAT, everything])
  }

  let turn: Promise<unknown> = Promise.resolve()
  const commit = <T>(work: (draft: Draft) => T): Promise<T> => {
    const run = async (): Promise<T> => {
      const changes: Change[] = []
      let next = maps.counter.get('id')?.next ?? 1001
      const first = next
      const result = work({
        put: (table, key, value) => changes.push([table, key, value] as unknown as Change),
        delete: (table, key) => changes.push([table, key, null]),
        nextId: () => next++,
      })
      if (next !== first) changes.push(['counter', 'id', { next }])
      if (changes.length > 0) {
        await journal.append(changes)
        applyAll(changes)
      }
      return result
    }
    const done = turn.then(run, run)
    turn = done.catch(() => undefined)
    return done
  }

  return {
    isNew,
    user: maps.user,
    organization: maps.organization,
    repository: maps.repository,
    package: maps.package,
    token: maps.token,
    get settings() {
      return { ...DEFAULT_SETTINGS, ...maps.settings.get('settings') }
    },
    tokenByHash: (hash) => {
      const id = hashes.get(hash)
      return id === undefined ? undefined : maps.token.get(id)
    },
    commit,
    close: async () => {
      await turn
      await journal.close()
    },
  }
}
