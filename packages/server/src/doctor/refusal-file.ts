import { randomBytes, randomUUID, scryptSync } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Finding, RefusedCredential, RefusedCredentials, Vault } from '@fairlead/core'
import { z } from 'zod'

const Refused = z.object({
  findings: z.array(z.looseObject({ code: z.string() })),
  at: z.iso.datetime(),
  times: z.int(),
})
const Content = z.object({ salt: z.base64().min(24), refused: z.record(z.string(), Refused) })
type Content = z.infer<typeof Content>

/** After this nothing is left of a refusal. */
const KEPT_MS = 48 * 3_600_000
const BYTES = 32

/** What a doctor remembers of refused credentials, and how it names them. */
export interface RefusalFile {
  readonly refusedCredentials: RefusedCredentials
  readonly vault: Pick<Vault, 'fingerprint'>
}

/**
 * Refusals in a file that only its owner reads. A credential is named by a slow hash of it with a salt of this file's
 * own, so that a short password is not guessed from it. A file that cannot be read or written is as one that is empty:
 * a diagnosis does not fail for want of a memory. Of two that write at once the later wins.
 */
export async function openRefusalFile(path: string, now: () => Date): Promise<RefusalFile> {
  const before = await readContent(path)
  const salt = before?.salt ?? randomBytes(BYTES).toString('base64')
  const names = new Map<string, string>()

  const read = async (): Promise<Content['refused']> => {
    const content = await readContent(path)
    const oldest = now().getTime() - KEPT_MS
    // With another salt it is of another file, which took the place of this one.
    const all = content?.salt === salt ? Object.entries(content.refused) : []
    return Object.fromEntries(all.filter(([, { at }]) => Date.parse(at) >= oldest))
  }
  const write = (refused: Content['refused']): Promise<void> => writeContent(path, { salt, refused })

  return {
    vault: {
      fingerprint(text) {
        const plain = text.reveal()
        const name =
          names.get(plain) ?? scryptSync(plain, Buffer.from(salt, 'base64'), BYTES).toString('base64url')
        names.set(plain, name)
        return name
      },
    },
    refusedCredentials: {
      async get(fingerprint) {
        const found = (await read())[fingerprint]
        return found && { ...found, fingerprint, findings: found.findings as unknown as readonly Finding[] }
      },
      async remember({ fingerprint, findings, at }: Omit<RefusedCredential, 'times'>) {
        const refused = await read()
        const times = (refused[fingerprint]?.times ?? 0) + 1
        await write({
          ...refused,
          [fingerprint]: { findings: findings.map((each) => ({ ...each })), at, times },
        })
      },
      async forget(fingerprint) {
        const { [fingerprint]: _forgotten, ...others } = await read()
        await write(others)
      },
      async forgetBefore() {
        // Reading passes over what is too old, and the next writing leaves it out.
        return 0
      },
    },
  }
}

async function readContent(path: string): Promise<Content | undefined> {
  try {
    return Content.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** A crash leaves the old file or the new one. */
async function writeContent(path: string, content: Content): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(content)}\n`)
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}
