import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeployTarget, ServiceIdentity, Workload } from '@fairlead/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { deployTargetContract, expectApplied, recordProgress } from '../contract.ts'
import { createGitopsTarget } from './target.ts'

let root: string
let folder: string
let count = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-gitops-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))
beforeEach(() => {
  count += 1
  folder = join(root, `tree-${count}`)
})

/** Services of one environment. */
const newService = (name = `service-${randomUUID().slice(0, 8)}`): ServiceIdentity => ({
  id: randomUUID(),
  name,
  environmentId: 'e1e1e1e1-0000-4000-8000-000000000000',
  environmentName: 'staging',
  projectName: 'shop',
  organizationId: 'c1c1c1c1-0000-4000-8000-000000000000',
})
const signal = () => AbortSignal.timeout(30_000)
const open = (options = {}, branch = 'main'): DeployTarget =>
  createGitopsTarget({ kind: 'gitops', folder, branch }, options)
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.test', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  }).trim()
const apply = async (target: DeployTarget, workload: Workload, progress = recordProgress()) =>
  expectApplied(await target.apply(workload, progress, signal()))
const commits = () => git('rev-list', '--count', 'HEAD')

deployTargetContract('gitops', async () => {
  const own = await mkdtemp(join(tmpdir(), 'fairlead-gitops-'))
  return {
    target: createGitopsTarget({ kind: 'gitops', folder: own, branch: 'main' }),
    workload: (service, version) =>
      sampleWorkload(service, { tag: `${version}.0.0`, digest: `sha256:${String(version).repeat(64)}` }),
    close: () => rm(own, { recursive: true, force: true }),
  }
})

describe('a deployment', () => {
  test('is a commit by Fairlead that names service, image, digest and deployment', async () => {
    const workload = sampleWorkload(newService('api'), {
      deploymentId: 'd1d1d1d1-0000-4000-8000-000000000000',
    })
    const { reference, endpoints } = await apply(open(), workload)
    expect(endpoints).toEqual([])
    expect(git('rev-parse', 'main')).toBe(reference)
    expect(git('show', '-s', '--format=%an <%ae> %cn <%ce>')).toBe(
      'Fairlead <fairlead@localhost> Fairlead <fairlead@localhost>',
    )
    expect(git('show', '-s', '--format=%B')).toBe(
      [
        'Deploy api: ghcr.io/acme/app:1.0.0',
        '',
        'Service: shop / staging / api',
        'Image: ghcr.io/acme/app:1.0.0',
        `Digest: sha256:${'1'.repeat(64)}`,
        '',
        'Fairlead-Deployment: d1d1d1d1-0000-4000-8000-000000000000',
        `Fairlead-Service: ${workload.service.id}`,
      ].join('\n'),
    )
    expect(git('status', '--porcelain')).toBe('')
    expect(git('ls-files')).toBe(
      [
        'shop/staging/api/README.md',
        'shop/staging/api/deployment.yaml',
        'shop/staging/api/kustomization.yaml',
        'shop/staging/namespace.yaml',
      ].join('\n'),
    )
  })

  test('that was committed before a crash is found again, even under later commits', async () => {
    const workload = sampleWorkload(newService())
    const { reference } = await apply(open(), workload)
    await apply(open(), sampleWorkload(newService()))
    expect((await apply(open(), workload)).reference).toBe(reference)
    expect(commits()).toBe('2')
  })

  test.each(['written', 'added'])('whose files were %s before a crash is committed once', async (point) => {
    const service = newService('api')
    await apply(open(), sampleWorkload(service))
    const file = join(folder, 'shop/staging/api/deployment.yaml')
    await writeFile(file, 'half of a')
    await writeFile(join(folder, 'shop/staging/api/.service.yaml.fairlead'), 'half of a')
    if (point === 'added') git('add', file)
    const { reference } = await apply(open(), sampleWorkload(service, { tag: '2.0.0' }))
    expect(git('rev-parse', 'HEAD')).toBe(reference)
    expect(commits()).toBe('2')
    expect(await readFile(file, 'utf8')).toContain('ghcr.io/acme/app:2.0.0')
    expect(git('ls-files', '*.fairlead')).toBe('')
  })

  test('leaves the changes of others, staged and not, as they are', async () => {
    await apply(open(), sampleWorkload(newService()))
    await writeFile(join(folder, 'staged.txt'), 'staged')
    await writeFile(join(folder, 'untracked.txt'), 'untracked')
    git('add', 'staged.txt')
    const { reference } = await apply(open(), sampleWorkload(newService('api')))
    expect(git('status', '--porcelain')).toBe('A  staged.txt\n?? untracked.txt')
    expect(git('show', '--format=', '--name-only', reference)).not.toContain('.txt')
  })

  test('is committed whatever the repository ignores, and runs none of its hooks', async () => {
    await apply(open(), sampleWorkload(newService()))
    await writeFile(join(folder, '.gitignore'), 'api\n*.yaml\n')
    await writeFile(join(folder, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    await apply(open(), sampleWorkload(newService('api')))
    expect(git('ls-files')).toContain('shop/staging/api/deployment.yaml')
  })

  test('of a renamed service moves its folder in one commit, and the last one takes its namespace along', async () => {
    const service = newService('before')
    await apply(open(), sampleWorkload(service))
    await writeFile(join(folder, 'shop/staging/before/notes.txt'), 'of a person')
    await apply(open(), sampleWorkload({ ...service, name: 'after', environmentName: 'live' }))
    expect(git('ls-files')).not.toContain('before')
    expect(git('ls-files')).not.toContain('staging')
    expect(git('ls-files')).toContain('shop/live/after/deployment.yaml')
    expect(await readdir(join(folder, 'shop/staging/before'))).toEqual(['notes.txt'])
    expect(commits()).toBe('2')
  })

  test('starts the branch of an empty repository, whatever it was to be called', async () => {
    await mkdir(folder)
    git('init', '--quiet', '--initial-branch=trunk')
    await apply(open({}, 'main'), sampleWorkload(newService()))
    expect(git('symbolic-ref', '--short', 'HEAD')).toBe('main')
  })

  test('finishes an initialization that a crash cut short', async () => {
    await mkdir(join(folder, '.git'), { recursive: true })
    await apply(open(), sampleWorkload(newService()))
    expect(commits()).toBe('1')
  })

  test('deployments of two services at once, through two targets, are two commits', async () => {
    const [one, two] = await Promise.all([
      apply(open(), sampleWorkload(newService())),
      apply(open(), sampleWorkload(newService())),
    ])
    expect(one.reference).not.toBe(two.reference)
    expect(commits()).toBe('2')
    expect(git('status', '--porcelain')).toBe('')
  })
})

describe('an aborted signal on a half-made deployment', () => {
  const cancel = (workload: Workload) => open().apply(workload, recordProgress(), AbortSignal.abort())
  /** The texts that a deployment would commit, by their paths. */
  async function textsOf(workload: Workload): Promise<ReadonlyMap<string, string>> {
    const own = await mkdtemp(join(root, 'rendered-'))
    await apply(createGitopsTarget({ kind: 'gitops', folder: own, branch: 'main' }), workload)
    const files = ['deployment.yaml', 'README.md'].map((name) => `shop/staging/api/${name}`)
    return new Map(
      await Promise.all(files.map(async (file) => [file, await readFile(join(own, file), 'utf8')] as const)),
    )
  }

  test.each(['written', 'added'])('puts back what it had %s', async (point) => {
    const service = newService('api')
    await apply(open(), sampleWorkload(service))
    const before = git('rev-parse', 'HEAD')
    const second = sampleWorkload(service, { tag: '2.0.0' })
    for (const [file, text] of await textsOf(second)) {
      await writeFile(join(folder, file), text)
      if (point === 'added') git('add', file)
    }
    await writeFile(join(folder, 'shop/staging/api/.service.yaml.fairlead'), 'half of a')
    expect(git('status', '--porcelain')).not.toBe('')
    await expect(cancel(second)).rejects.toMatchObject({ code: 'operation.canceled' })
    expect(git('status', '--porcelain')).toBe('')
    expect(git('rev-parse', 'HEAD')).toBe(before)
  })

  test('takes away what it had written of a first deployment', async () => {
    const workload = sampleWorkload(newService('api'))
    await mkdir(join(folder, 'shop/staging/api'), { recursive: true })
    git('init', '--quiet', '--initial-branch=main')
    for (const [file, text] of await textsOf(workload)) await writeFile(join(folder, file), text)
    await expect(cancel(workload)).rejects.toMatchObject({ code: 'operation.canceled' })
    expect(await readdir(folder)).toEqual(['.git'])
  })

  test('leaves what people changed as it is', async () => {
    const service = newService('api')
    await apply(open(), sampleWorkload(service))
    await writeFile(join(folder, 'shop/staging/api/deployment.yaml'), 'of a person')
    await expect(cancel(sampleWorkload(service, { tag: '2.0.0' }))).rejects.toMatchObject({
      code: 'operation.canceled',
    })
    expect(git('status', '--porcelain')).toBe('M shop/staging/api/deployment.yaml')
    expect(await readFile(join(folder, 'shop/staging/api/deployment.yaml'), 'utf8')).toBe('of a person')
  })

  test('comes too late for one that was committed, even under later commits', async () => {
    const workload = sampleWorkload(newService())
    const { reference } = await apply(open(), workload)
    await apply(open(), sampleWorkload(newService()))
    expect(expectApplied(await cancel(workload)).reference).toBe(reference)
    expect(commits()).toBe('2')
  })

  test('makes no repository', async () => {
    await expect(cancel(sampleWorkload(newService()))).rejects.toMatchObject({ code: 'operation.canceled' })
    expect(await readdir(root)).not.toContain(`tree-${count}`)
  })
})

describe('removal', () => {
  test('leaves files of people, and the namespace while another service is in it', async () => {
    const api = newService('api')
    const web = { ...api, id: newService().id, name: 'web' }
    const target = open()
    await apply(target, sampleWorkload(api))
    await apply(target, sampleWorkload(web))
    await writeFile(join(folder, 'shop/staging/api/patch.yaml'), 'kind: Patch\n')
    await target.remove(api, recordProgress(), signal())
    expect(git('ls-files', 'shop/staging/api')).toBe('')
    expect(await readdir(join(folder, 'shop/staging/api'))).toEqual(['patch.yaml'])
    expect(git('ls-files')).toContain('shop/staging/namespace.yaml')
    await target.remove(web, recordProgress(), signal())
    expect(git('ls-files')).toBe('')
  })
})

describe('status', () => {
  test('says that what runs is known to the cluster only', async () => {
    const service = newService()
    await apply(open(), sampleWorkload(service))
    const status = await open().status(service, signal())
    expect(status.state).toBe('unknown')
    expect(status.message).toMatch(/^Commit [0-9a-f]{7,} asks for it; what runs is known to the cluster/)
  })

  test('makes no repository', async () => {
    expect(await open().status(newService(), signal())).toMatchObject({ state: 'absent' })
    expect(await open().check(signal())).toEqual([])
    expect(await readdir(root)).not.toContain(`tree-${count}`)
  })
})

describe('a target that cannot be used is a finding with its remedy', () => {
  const failing = async (target: DeployTarget, workload = sampleWorkload(newService())) => {
    const progress = recordProgress()
    const applied = await target.apply(workload, progress, signal())
    if (applied.ok) throw new Error('It was applied.')
    expect(applied.findings).toHaveLength(1)
    expect(applied.findings[0]).toMatchObject({ code: 'deploy.target_failed', severity: 'error' })
    expect(applied.findings[0]?.evidence.length).toBeGreaterThan(0)
    expect([...progress.steps.values()]).not.toContain('running')
    return `${applied.findings[0]?.summary} ${applied.findings[0]?.remedy?.action}`
  }

  test('git is not installed', async () => {
    const target = open({ git: join(root, 'no-git-here') })
    expect(await failing(target)).toMatch(/^Git is not installed.*Install Git/)
    expect(await target.check(signal())).toMatchObject([{ code: 'deploy.target_failed' }])
  })

  test('the folder holds other things', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'thesis.txt'), 'precious')
    expect(await failing(open())).toMatch(/holds files but is not a Git work tree.*git init/)
    expect(await readdir(folder)).toEqual(['thesis.txt'])
    expect(await open().check(signal())).toMatchObject([{ code: 'deploy.target_failed' }])
  })

  test('another branch is checked out', async () => {
    await apply(open(), sampleWorkload(newService()))
    git('switch', '--quiet', '--create', 'feature')
    expect(await failing(open())).toMatch(/is on branch feature, not on main.*switch main/)
    git('switch', '--quiet', '--detach')
    expect(await failing(open())).toContain('detached HEAD')
  })

  test('another service has the folder', async () => {
    const service = newService('api')
    await apply(open(), sampleWorkload(service))
    const text = await failing(open(), sampleWorkload({ ...service, id: newService().id }))
    expect(text).toContain('belongs to another service')
    expect(await open().status(service, signal())).toMatchObject({ state: 'unknown' })
  })

  test('another environment has the folder', async () => {
    await apply(open(), sampleWorkload(newService()))
    const elsewhere = { ...newService(), environmentId: randomUUID() }
    expect(await failing(open(), sampleWorkload(elsewhere))).toContain('belongs to another environment')
  })

  test('a symbolic link leads out of the work tree', async () => {
    await apply(open(), sampleWorkload(newService('api')))
    const outside = join(root, `outside-${count}`)
    await mkdir(outside)
    await symlink(outside, join(folder, 'elsewhere'))
    const service = { ...newService('api'), projectName: 'elsewhere' }
    expect(await failing(open(), sampleWorkload(service))).toContain('is in the way')
    expect(await readdir(outside)).toEqual([])
  })

  test('a lock that stays', async () => {
    await apply(open(), sampleWorkload(newService()))
    await writeFile(join(folder, '.git/index.lock'), '')
    const service = newService('api')
    expect(await failing(open({ lockWaitMs: 0 }), sampleWorkload(service))).toContain('delete the lock file')
    expect(await readdir(join(folder, 'shop/staging'))).not.toContain('api')
  })
})

test('a lock that another Git process gives back is waited for', async () => {
  await apply(open(), sampleWorkload(newService()))
  const lock = join(folder, '.git/index.lock')
  await writeFile(lock, '')
  const progress = recordProgress((message) => {
    if (message.startsWith('Waiting for another Git process')) void rm(lock)
  })
  await apply(open(), sampleWorkload(newService()), progress)
  expect(commits()).toBe('2')
  expect(progress.told.join('\n')).toContain('Waiting for another Git process')
})
