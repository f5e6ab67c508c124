import { type Finding, finding } from '@fairlead/core'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import type { PullContext } from './pull-context.ts'

const OF_ANOTHER_OWNER = /requested installation does not exist/i

/** The app of workflow runs is not installed there: the repository of the run is another owner's, or was moved or renamed. */
function ofAnotherOwner(
  verb: 'pull' | 'push',
  right: 'read' | 'write',
  failure: RegistryFailure,
  { repository, owner, packageName, party }: PullContext,
): Finding {
  const name = `${new URL(party.address).host}/<owner>/${packageName ?? '<name>'}`
  return finding('token.app_installation', {
    summary: `The registry does not let this token of a workflow run ${verb} ${repository}: "${failure.ociMessage}" It reaches packages of the owner of its own repository, and ${owner ?? 'this'} is another one, or no owner any more.`,
    evidence: failure.evidence,
    remedy: {
      action: `${right === 'write' ? 'Push' : 'Pull'} under the owner of the workflow's own repository, in lower case: ${name}, with the value of github.repository_owner. For an image of another owner use a personal access token (classic) with ${right}:packages of an account that may ${right} it.`,
    },
  })
}

/** The token of a workflow run opens what lists its repository, that of any other GitHub App nothing that is private. */
export function appRefused(verb: 'pull' | 'push', failure: RegistryFailure, context: PullContext): Finding {
  const { repository, packageName, owner, ownerType, links } = context
  const words = failure.ociMessage ? `: "${failure.ociMessage}"` : ''
  // Who is to push is not sent for the right to pull first.
  const pushes = verb === 'push' || context.needed.includes('write:packages')
  const [right, role] = pushes ? (['write', 'Write'] as const) : (['read', 'Read'] as const)
  if (OF_ANOTHER_OWNER.test(failure.ociMessage)) return ofAnotherOwner(verb, right, failure, context)
  const creates = /create/i.test(failure.ociMessage)
  const then = creates
    ? `a run for a fork never has it. If it is there, ask an owner of ${owner ?? 'the organization'} to let packages be created`
    : `and give its repository the role ${role} under Manage Actions access in the package's settings`
  return finding('token.app_installation', {
    summary: `The registry does not let this token of a workflow run or of a GitHub App ${verb} ${repository}${words}.`,
    evidence: failure.evidence,
    remedy: {
      action: `Give the job of the workflow \`permissions: packages: ${right}\`${creates ? ':' : ','} ${then}. The token of another GitHub App is not let in: use a personal access token (classic) with ${right}:packages for it.`,
      ...(owner && packageName && !creates
        ? { link: links.packageSettings(owner, ownerType, packageName) }
        : {}),
    },
  })
}
