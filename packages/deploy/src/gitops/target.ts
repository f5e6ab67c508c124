import { resolve } from 'node:path'
import {
  type Applied,
  type DeployTarget,
  isAppError,
  type Progress,
  type RuntimeStatus,
  type ServiceIdentity,
  shortDigest,
  type Workload,
} from '@fairlead/core'
import { cancellation } from '../cancellation.ts'
import { createOneAtATime } from '../one-at-a-time.ts'
import { checkWorkTree } from './check.ts'
import { commitChanges, undoWritten } from './commit.ts'
import {
  type CommittedService,
  environmentFolder,
  expectOwnEnvironment,
  findCommitted,
  serviceFolder,
} from './committed-service.ts'
import type { GitOptions } from './git.ts'
import {
  deploymentTrailer,
  namespaceFile,
  type Plan,
  planApply,
  planRemove,
  planRestart,
  planStop,
} from './plan-changes.ts'
import { asCommitted, previewCommit } from './preview.ts'
import { secretNotes } from './secret-note.ts'
import type { GitopsOptions, GitopsSettings } from './settings.ts'
import { findWorkTree, openWorkTree, type WorkTree } from './work-tree.ts'

// Of the whole process: two targets may be opened for one folder.
const oneAtATime = createOneAtATime()
const UNHURRIED = new AbortController().signal
/** Git itself is quick; a lock may be waited for. */
const SETTLE_MS = 60_000

/**
 * A target that renders Kubernetes manifests into a Git work tree and commits them, for a GitOps controller to apply.
 * A result's reference is the commit's hash; there are no endpoints, since what runs is known to the cluster only.
 * Nothing is pushed. Throws as DeployTarget says; `target.failed` carries its finding.
 */
export function createGitopsTarget(settings: GitopsSettings, options: GitopsOptions = {}): DeployTarget {
  const gitOptions = (progress?: Progress): GitOptions => ({
    executable: options.git ?? 'git',
    lockWaitMs: options.lockWaitMs ?? 10_000,
    onLockWait: () => progress?.log('Waiting for another Git process that holds the lock of the work tree.'),
  })
  const open = (progress: Progress, signal: AbortSignal) =>
    openWorkTree(settings.folder, settings.branch, gitOptions(progress), signal)
  const exclusively = <T>(signal: AbortSignal, work: () => Promise<T>) =>
    oneAtATime(resolve(settings.folder), signal, work)

  /** Changes an existing service; a service that is not there needs no change. */
  const change = (
    service: ServiceIdentity,
    progress: Progress,
    signal: AbortSignal,
    plan: (committed: CommittedService, tree: WorkTree) => Promise<Plan>,
  ): Promise<void> =>
    exclusively(signal, async () => {
      const tree = await findWorkTree(settings.folder, gitOptions(progress))
      if (tree === undefined) return
      const committed = await findCommitted(tree, service, signal)
      if (committed === undefined) return
      await commitStep(await open(progress, signal), await plan(committed, tree), progress, signal)
    })

  /**
   * A deployment that was canceled before it was taken up again: the commit of one that was made, since it is too late
   * to cancel it. Otherwise what it has written is put back, and `operation.canceled` thrown.
   */
  const settleCanceled = async (
    workload: Workload,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<string> => {
    const settling = AbortSignal.timeout(SETTLE_MS)
    const found = await findWorkTree(settings.folder, gitOptions(progress))
    if (found === undefined) throw cancellation(signal)
    const tree = await open(progress, settling)
    const commit = await commitOf(tree, workload, settling)
    if (commit !== '') return commit
    await undoWritten(tree, (await planFor(tree, workload, settling)).changes, settling)
    throw cancellation(signal)
  }

  return {
    kind: 'gitops',
    platforms: async () => [],
    check: (signal) => checkWorkTree(settings, gitOptions(), signal),
    preview: async (wanted, signal) => {
      const findings = await checkWorkTree(settings, gitOptions(), signal)
      // What is not fit to be committed to is not fit to be compared with.
      if (findings.length > 0) return { steps: [], objects: [], findings }
      const tree = await findWorkTree(settings.folder, gitOptions())
      const committed = tree && (await findCommitted(tree, wanted.service, signal))
      const workload = asCommitted(wanted, committed)
      const plan = tree ? await planFor(tree, workload, signal) : planApply(workload, undefined, false)
      const preview = await previewCommit(settings, tree, plan, signal)
      return { ...preview, findings: [...preview.findings, ...secretNotes(wanted)] }
    },
    // A canceled one has its turn too: what a crash left of it half made has to be undone.
    apply: (workload, progress, signal) =>
      exclusively(UNHURRIED, () =>
        outcome(async () => {
          if (signal.aborted) return settleCanceled(workload, progress, signal)
          const tree = await open(progress, signal)
          return commitDeployment(tree, await planFor(tree, workload, signal), workload, progress, signal)
        }),
      ),
    restart: (workload, progress, signal) =>
      exclusively(signal, () =>
        outcome(async () => {
          const tree = await open(progress, signal)
          const committed = await findCommitted(tree, workload.service, signal)
          const plan = committed ? planRestart(workload, committed) : planApply(workload, undefined, false)
          return commitDeployment(tree, plan, workload, progress, signal)
        }),
      ),
    stop: (service, progress, signal) =>
      change(service, progress, signal, async (committed) => planStop(service, committed)),
    remove: (service, progress, signal) =>
      change(service, progress, signal, async (committed, tree) =>
        planRemove(service, committed, await isLastOfEnvironment(tree, committed, signal)),
      ),
    status: async (service, signal) => {
      const tree = await findWorkTree(settings.folder, gitOptions())
      const committed = tree && (await findCommitted(tree, service, signal))
      return tree && committed ? statusOf(tree, committed, signal) : ABSENT
    },
  }
}

const ABSENT: RuntimeStatus = {
  state: 'absent',
  runningInstances: 0,
  endpoints: [],
  message: 'Nothing of the service is committed.',
}

/** What the work tree refuses is the deployment's outcome; anything else is thrown on. */
async function outcome(work: () => Promise<string>): Promise<Applied> {
  try {
    return { ok: true, reference: await work(), endpoints: [] }
  } catch (error) {
    if (isAppError(error, 'target.failed') && error.findings.length > 0) {
      return { ok: false, findings: error.findings }
    }
    throw error
  }
}

async function commitDeployment(
  tree: WorkTree,
  plan: Plan,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  progress.log(`Rendered ${serviceFolder(workload.service)} for ${shortDigest(workload.image.digest)}.`)
  for (const { summary } of secretNotes(workload)) progress.log(summary)
  // Nothing differs: this deployment was committed before a crash, or asks for what is there.
  return commitStep(tree, plan, progress, signal, () => commitOf(tree, workload, signal))
}

/** The commit that this deployment made; empty where it made none. */
async function commitOf(tree: WorkTree, workload: Workload, signal: AbortSignal): Promise<string> {
  if ((await tree.head(signal)) === undefined) return ''
  const found = await tree.git.run(
    [
      'log',
      '-1',
      '--format=%H',
      '--fixed-strings',
      `--grep=${deploymentTrailer(workload.deploymentId)}`,
      '--',
      environmentFolder(workload.service),
    ],
    signal,
  )
  return found.trim()
}

async function planFor(tree: WorkTree, workload: Workload, signal: AbortSignal): Promise<Plan> {
  const committed = await findCommitted(tree, workload.service, signal)
  await expectOwnEnvironment(tree, workload.service, signal)
  const leavesEnvironment = committed !== undefined && !isIn(committed, workload.service)
  return planApply(
    workload,
    committed,
    leavesEnvironment && (await isLastOfEnvironment(tree, committed, signal)),
  )
}

async function commitStep(
  tree: WorkTree,
  plan: Plan,
  progress: Progress,
  signal: AbortSignal,
  earlierCommit: () => Promise<string> = async () => '',
): Promise<string> {
  progress.step('commit', 'running', `Committing to ${tree.folder}.`)
  try {
    const made = await commitChanges(tree, plan.changes, plan.message, signal)
    const hash = made ?? ((await earlierCommit()) || (await tree.head(signal)) || '')
    const short = hash.slice(0, 12)
    progress.step('commit', 'succeeded', made ? `Committed ${short}.` : `Nothing to commit: ${short} has it.`)
    return hash
  } catch (error) {
    progress.step('commit', 'failed', isAppError(error) ? error.message : 'The commit failed.')
    throw error
  }
}

const isIn = (committed: CommittedService, service: ServiceIdentity): boolean =>
  committed.folder.startsWith(`${environmentFolder(service)}/`)

async function isLastOfEnvironment(
  tree: WorkTree,
  committed: CommittedService,
  signal: AbortSignal,
): Promise<boolean> {
  const environment = committed.folder.slice(0, committed.folder.lastIndexOf('/'))
  const listed = await tree.git.run(
    ['ls-tree', '-r', '-z', '--name-only', 'HEAD', '--', `${environment}/`],
    signal,
  )
  const own = (path: string) =>
    path === namespaceFile(committed.folder) || path.startsWith(`${committed.folder}/`)
  return listed.split('\0').every((path) => path === '' || own(path))
}

async function statusOf(
  tree: WorkTree,
  committed: CommittedService,
  signal: AbortSignal,
): Promise<RuntimeStatus> {
  const last = await tree.git.run(['log', '-1', '--format=%h', '--', committed.folder], signal)
  const isStopped = committed.replicas === 0
  return {
    state: isStopped ? 'stopped' : 'unknown',
    runningInstances: 0,
    ...(committed.digest === undefined ? {} : { digest: committed.digest }),
    ...(committed.deploymentId === undefined ? {} : { deploymentId: committed.deploymentId }),
    endpoints: [],
    message: isStopped
      ? `Commit ${last.trim()} asks for no instance.`
      : `Commit ${last.trim()} asks for it; what runs is known to the cluster that applies the commit.`,
  }
}
