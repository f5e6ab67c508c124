import type { PlannedObject, TargetPreview, Workload } from '@fairlead/core'
import type { CommittedService } from './committed-service.ts'
import type { Plan } from './plan-changes.ts'
import type { WorkTree } from './work-tree.ts'

type Wanted = Omit<Workload, 'deploymentId'>

/** Stands for the deployment that is still to come, where what is committed has none either. */
const NONE = ''

/** The workload as the deployment that is committed would have it: then the files differ by what is asked for alone. */
export const asCommitted = (wanted: Wanted, committed: CommittedService | undefined): Workload => ({
  ...wanted,
  deploymentId: committed?.deploymentId ?? NONE,
})

interface Place {
  readonly folder: string
  readonly branch: string
}

/** What a commit of the plan would do. `tree` is undefined where the folder is still to become a work tree. */
export async function previewCommit(
  { folder, branch }: Place,
  tree: WorkTree | undefined,
  plan: Plan,
  signal: AbortSignal,
): Promise<TargetPreview> {
  const objects: PlannedObject[] = []
  for (const [path, text] of plan.changes) {
    const committed = tree && (await textOf(tree, path, signal))
    const change = changeOf(committed, text)
    if (change) objects.push({ kind: 'file', name: path, change, detail: '' })
  }
  const begin = tree ? [] : [`Make ${folder} a Git work tree on the branch ${branch}.`]
  const commit = `Commit to the branch ${branch} of ${folder}; a GitOps controller applies it from there.`
  return {
    steps: [...begin, commit].map((message) => ({ name: 'commit', message })),
    objects,
    findings: [],
  }
}

function changeOf(committed: string | undefined, wanted: string | null): PlannedObject['change'] | undefined {
  if (committed === undefined) return wanted === null ? undefined : 'create'
  if (wanted === null) return 'remove'
  return committed === wanted ? 'keep' : 'change'
}

async function textOf({ git }: WorkTree, path: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await git.ask(['cat-file', 'blob', `HEAD:${path}`], signal)
  return answer.exitCode === 0 ? answer.stdout : undefined
}
