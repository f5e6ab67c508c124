import { type Finding, finding, isAppError } from '@fairlead/core'
import { failedWith } from '../../outcome.ts'
import { type Refusal, refusalOf } from '../connection/refusal.ts'

/** The same error with a finding that says what the cluster minded; any other error as it is. */
export function explainedRefusal(title: string, error: unknown): unknown {
  const refusal = refusalOf(error)
  const found = refusal && refusalFinding(title, refusal)
  return found && isAppError(error) ? failedWith([found], error) : error
}

interface Meaning {
  readonly pattern: RegExp
  readonly code: Finding['code']
  readonly summary: (title: string) => string
  readonly action: string
}

const MEANINGS: readonly Meaning[] = [
  {
    pattern: /exceeded quota/i,
    code: 'deploy.quota',
    summary: (title) => `The ${title} does not fit into the quota of its namespace.`,
    action: 'Raise the ResourceQuota, or ask for less CPU, memory or instances, then deploy again.',
  },
  {
    pattern: /is being terminated|NamespaceTerminating/i,
    code: 'deploy.target_failed',
    summary: (title) => `The namespace of the ${title} is being deleted.`,
    action: 'Wait until the namespace is gone, then deploy again: Fairlead makes it anew.',
  },
  {
    pattern: /storageclass that provisions the pvc must support resize/i,
    code: 'deploy.admission_refused',
    summary: (title) => `The storage of the ${title} does not let it grow.`,
    action:
      'Set "allowVolumeExpansion: true" on its storage class, where the driver can do that, or keep the data in another volume at another mount point, then deploy again.',
  },
  {
    pattern: /admission webhook|ValidatingAdmissionPolicy|denied the request|violates PodSecurity/i,
    code: 'deploy.admission_refused',
    summary: (title) => `A rule of the cluster does not admit the ${title}.`,
    action:
      'Change what the rule names, or ask the people who run the cluster for an exception, then deploy again.',
  },
]

function refusalFinding(title: string, refusal: Refusal): Finding | undefined {
  const { status, reason, message, causes } = refusal
  const text = [message, ...causes.map((cause) => cause.message)].join(' ')
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(text))
  const evidence = [
    { asked: `apply the ${title}`, answered: `${status} ${reason}: ${message}`.slice(0, 1000) },
  ]
  if (meaning) {
    return finding(meaning.code, {
      summary: meaning.summary(title),
      evidence,
      remedy: { action: meaning.action },
    })
  }
  if (status !== 422 && status !== 400) return undefined
  return finding('deploy.target_failed', {
    summary: `The cluster does not take the ${title} as it is.`,
    evidence,
    remedy: { action: 'Change the setting that the answer names, then deploy again.' },
  })
}
