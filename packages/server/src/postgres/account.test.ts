import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { silentLog } from '../log.ts'
import { expectReach } from './account.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = { uid: 65534, gid: 65534 }

test.runIf(isRoot)(
  'as root, a folder that PostgreSQL may not enter is told with what to do about it',
  async () => {
    const closed = await mkdtemp(join(tmpdir(), 'fl-closed-'))
    await chmod(closed, 0o700)
    const attempt = startEmbeddedPostgres({ folder: join(closed, 'data'), log: silentLog })
    await expect(attempt).rejects.toMatchObject({
      code: 'database.unavailable',
      message: expect.stringMatching(
        `uid 65534, which it runs as, may not enter ${closed}\\. .*chmod o\\+x ${closed}`,
      ),
    })
    await rm(closed, { recursive: true })
  },
)

test.runIf(isRoot)('the barrier is the uppermost closed folder', async () => {
  const open = await mkdtemp(join(tmpdir(), 'fl-open-'))
  await chmod(open, 0o755)
  const closed = join(open, 'closed')
  await mkdir(join(closed, 'inner', 'data'), { recursive: true })
  await chmod(closed, 0o750)
  await expect(expectReach(join(closed, 'inner', 'data'), NOBODY)).rejects.toThrow(`may not enter ${closed}.`)
  await expectReach(open, NOBODY)
  await rm(open, { recursive: true })
})

test('as ourselves every folder is within reach', () => expectReach('/nowhere', undefined))
