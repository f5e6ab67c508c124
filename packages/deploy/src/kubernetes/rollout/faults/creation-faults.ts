import { type Finding, finding, type Remedy } from '@fairlead/core'
import type { Condition } from '../../connection/objects.ts'
import type { Snapshot } from '../snapshot.ts'
import type { FaultFinder, Patience, Suspicion } from '../suspicion.ts'
import { readQuantity } from './quantity.ts'

/** The controller tries a pod several times; what is applied beside it may come a moment later. */
const GRACE_MS = 3_000

/** Pods, or the ReplicaSet itself, that the API server does not let in: quota, admission, Pod Security. */
export const creationFaults: FaultFinder = (snapshot, patience) => {
  const refusal = refusalIn(snapshot)
  if (refusal === undefined) return []
  const { patienceMs, ...facts } = judge(refusal, patience)
  const suspicion: Suspicion = {
    key: `creation ${facts.summary}`,
    patienceMs,
    finding: finding(facts.code, {
      summary: facts.summary,
      evidence: [{ asked: 'create the pods', answered: refusal.slice(0, 1500) }],
      remedy: facts.remedy,
    }),
  }
  return [suspicion]
}

function refusalIn({ newSets, deployment }: Snapshot): string | undefined {
  const ofSets = newSets.flatMap(({ status }) => status?.conditions ?? []).find(isFailedCreate)
  const ofDeployment = deployment?.status?.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ReplicaSetCreateError',
  )
  return ofSets?.message ?? ofDeployment?.message
}

const isFailedCreate = ({ type, status, reason }: Condition): boolean =>
  type === 'ReplicaFailure' && status === 'True' && reason === 'FailedCreate'

interface Judgement {
  readonly patienceMs: number
  readonly code: Finding['code']
  readonly summary: string
  readonly remedy: Remedy
}

function judge(refusal: string, { placementMs }: Patience): Judgement {
  const [, quota] = /exceeded quota: ([^,]+),/.exec(refusal) ?? []
  if (quota !== undefined) return exceeded(quota, refusal, placementMs)
  const [, namespace] =
    /create new content in namespace (\S+) because it is being terminated/.exec(refusal) ?? []
  if (namespace !== undefined) return terminating(namespace)
  return (
    RULES.map(({ pattern, judgement }) => {
      const match = pattern.exec(refusal)
      return match && judgement(match, placementMs)
    }).find((found) => found !== null) ?? other(placementMs)
  )
}

function exceeded(quota: string, refusal: string, placementMs: number): Judgement {
  const [requested, used, limited] = ['requested', 'used', 'limited'].map((word) => amountsOf(refusal, word))
  const over = [...(requested?.keys() ?? [])]
  const words = over.map(
    (name) => `${name} ${used?.get(name)} of ${limited?.get(name)} used, ${requested?.get(name)} more asked`,
  )
  // What does not fit into an empty namespace either will never do; anything else may be set free by others.
  const isHopeless = over.some(
    (name) => readQuantity(requested?.get(name) ?? '') > readQuantity(limited?.get(name) ?? ''),
  )
  return {
    patienceMs: isHopeless ? GRACE_MS : placementMs,
    code: 'deploy.quota',
    summary: `The quota ${quota} of the namespace is used up: ${words.join('; ') || 'it allows no further pod'}.`,
    remedy: {
      action:
        "Raise the quota, or lower the service's resources or instances; a new version needs room beside the old one for a moment.",
      link: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    },
  }
}

/** `requested: limits.cpu=2,pods=1, used: …` */
function amountsOf(refusal: string, word: string): ReadonlyMap<string, string> {
  const [, text = ''] = new RegExp(`${word}: ((?:[^\\s=,]+=[^\\s,]+,?)+)`).exec(refusal) ?? []
  const pairs = text.split(',').filter(Boolean)
  return new Map(pairs.map((pair) => pair.split('=', 2) as [string, string]))
}

export const terminating = (namespace: string): Judgement => ({
  patienceMs: 0,
  code: 'deploy.target_failed',
  summary: `The namespace ${namespace} is being deleted.`,
  remedy: {
    action:
      'Wait until it is gone, or find out what keeps it ("kubectl get namespace -o yaml"), then deploy again.',
  },
})

const RULES: readonly {
  readonly pattern: RegExp
  readonly judgement: (match: RegExpExecArray, placementMs: number) => Judgement
}[] = [
  {
    pattern: /violates PodSecurity "([^"]+)": (.*)/s,
    judgement: ([, level, fields = '']) => ({
      patienceMs: GRACE_MS,
      code: 'deploy.admission_refused',
      summary: `The namespace's Pod Security level ${level} refuses the pods: ${namesOf(fields)}.`,
      remedy: {
        action:
          'Give the cluster the level that the namespace asks for ("fairlead cluster edit CLUSTER --pod-security restricted"), then deploy again. Only a namespace that the cluster names keeps a label that you lower: of its own ones Fairlead sets it with each deployment.',
        link: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      },
    }),
  },
  {
    pattern: /failed quota: ([^:]+): must specify (.*)/,
    judgement: ([, quota, amounts]) => ({
      patienceMs: GRACE_MS,
      code: 'deploy.quota',
      summary: `The quota ${quota} of the namespace wants every pod to say ${amounts}.`,
      remedy: {
        action: "Set the service's cpu and memory, or add a LimitRange with defaults to the namespace.",
      },
    }),
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request/,
    judgement: ([, webhook]) => ({
      patienceMs: GRACE_MS,
      code: 'deploy.admission_refused',
      summary: `The cluster's admission webhook ${webhook} refuses the pods.`,
      remedy: {
        action: "Change what the webhook's answer names, or ask who runs the cluster for an exception.",
      },
    }),
  },
  {
    pattern: /ValidatingAdmissionPolicy '([^']+)'/,
    judgement: ([, policy]) => ({
      patienceMs: GRACE_MS,
      code: 'deploy.admission_refused',
      summary: `The cluster's admission policy ${policy} refuses the pods.`,
      remedy: {
        action: "Change what the policy's answer names, or ask who runs the cluster for an exception.",
      },
    }),
  },
  {
    pattern: /failed calling webhook "([^"]+)"/,
    judgement: ([, webhook], placementMs) => ({
      patienceMs: placementMs,
      code: 'deploy.admission_refused',
      summary: `The cluster's admission webhook ${webhook} does not answer, so no pod is let in.`,
      remedy: { action: 'Repair the webhook or the program behind it, then deploy again.' },
    }),
  },
  {
    pattern: /is forbidden: \[?((?:maximum|minimum) .*)/,
    judgement: ([, words = '']) => ({
      patienceMs: GRACE_MS,
      code: 'deploy.admission_refused',
      summary: `A LimitRange of the namespace refuses the pods: ${words.replace(/[\].]+$/, '').slice(0, 200)}.`,
      remedy: {
        action: "Set the service's cpu and memory to what the LimitRange allows, or change the LimitRange.",
        link: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
      },
    }),
  },
]

const other = (placementMs: number): Judgement => ({
  patienceMs: placementMs,
  code: 'deploy.admission_refused',
  summary: 'The API server does not let the pods in.',
  remedy: { action: "Read the cluster's answer, repair what it names and deploy again." },
})

/** `allowPrivilegeEscalation != false, runAsNonRoot != true`: the fields without what is said of them in brackets. */
const namesOf = (fields: string): string =>
  fields
    .replace(/\s*\((?:[^()]|\([^()]*\))*\)/g, '')
    .trim()
    .slice(0, 300)
