import { sameObject, titleOf } from './apply/own-objects.ts'
import type { KubeObject } from './connection/objects.ts'
import { type Fields, isFields, managerOf, type Step } from './drift/field-manager.ts'
import { readQuantity } from './rollout/faults/quantity.ts'

/**
 * What somebody else changed of the objects that were applied, a sentence each: fields that Fairlead set and that are
 * different now, what was put beside them where that runs something, and objects that are gone. What others set besides
 * is theirs. Values that may be secret are never told.
 */
export function driftOf(applied: readonly KubeObject[], live: readonly KubeObject[]): string[] {
  return applied.flatMap((object) => {
    const title = titleOf(object)
    const now = live.find((each) => sameObject(each, object))
    if (now === undefined) return [`The ${title} was deleted.`]
    return changesOf(object, now).map(({ path, change, to }) => {
      const who = managerOf(now.metadata, path) ?? 'Somebody'
      return `${who} ${change} ${textOf(path)} of the ${title}${to === undefined ? '' : ` to ${to}`}.`
    })
  })
}

export interface Difference {
  readonly path: readonly Step[]
  readonly change: 'changed' | 'added' | 'removed'
  readonly to?: string | undefined
}

/** How what was applied differs now, field by field. */
export function changesOf(applied: KubeObject, live: KubeObject): Difference[] {
  const { metadata, ...rest } = applied as KubeObject & Fields
  const { labels, annotations } = metadata
  const ours = { ...rest, metadata: { labels, annotations } }
  return compare(ours, live, []).map((difference) =>
    applied.kind === 'Secret' || applied.kind === 'ConfigMap' ? { ...difference, to: undefined } : difference,
  )
}

/** Of the top of an object: what says which object it is, what the cluster says of it, and what is only written. */
const NO_FIELDS = new Set(['apiVersion', 'kind', 'status', 'stringData'])

/** Lists in which an item that is not ours runs something, or changes what runs. */
const RUNNING = new Set(['initContainers', 'env', 'envFrom', 'volumes', 'volumeMounts', 'imagePullSecrets'])

function compare(ours: unknown, now: unknown, path: readonly Step[]): Difference[] {
  if (ours === undefined || (now === undefined && isNothing(ours))) return []
  if (Array.isArray(ours)) return compareLists(ours, Array.isArray(now) ? now : [], path)
  if (isFields(ours)) {
    const fields = isFields(now) ? now : {}
    const keys = Object.keys(ours).filter((key) => path.length > 0 || !NO_FIELDS.has(key))
    const added = Object.keys(fields).filter((key) => RUNNING.has(key) && ours[key] === undefined)
    return [
      ...keys.flatMap((key) => compare(ours[key], fields[key], [...path, key])),
      ...added.flatMap((key) => compareLists([], listOf(fields[key]), [...path, key])),
    ]
  }
  if (ours === now || (isAmount(path) && readQuantity(String(ours)) === readQuantity(String(now)))) return []
  if (now === undefined || now === null) return [{ path, change: 'removed' }]
  return [{ path, change: 'changed', to: told(path, now) }]
}

function compareLists(
  ours: readonly unknown[],
  now: readonly unknown[],
  path: readonly Step[],
): Difference[] {
  const all = [...ours, ...now]
  if (!all.every(isFields)) {
    const isEqual = JSON.stringify(ours) === JSON.stringify(now)
    return isEqual ? [] : [{ path, change: 'changed' }]
  }
  const label = labelFor(all)
  const [wanted, present] = [labelled(ours, label), labelled(now, label)]
  return [
    ...[...wanted].flatMap(([key, item]) => {
      const found = present.get(key)
      const at = [...path, { item: found ?? item, label: key }]
      return found === undefined ? [{ path: at, change: 'removed' as const }] : compare(item, found, at)
    }),
    ...[...present]
      .filter(([key]) => !wanted.has(key))
      .map(([key, item]) => ({ path: [...path, { item, label: key }], change: 'added' as const })),
  ]
}

/** What tells the items of a list apart, by what Kubernetes' own lists go by; else their place. */
function labelFor(items: readonly Fields[]): (item: Fields, index: number) => string {
  const keys = ['name', 'containerPort', 'port', 'mountPath', 'host', 'path', 'type']
  const key = keys.find((each) => items.every((item) => isScalar(item[each])))
  return key === undefined
    ? (_, index) => String(index)
    : (item) => `${item[key]}${isScalar(item.protocol) && key !== 'name' ? `/${item.protocol}` : ''}`
}

function labelled(
  items: readonly unknown[],
  label: (item: Fields, index: number) => string,
): Map<string, Fields> {
  const found = new Map<string, Fields>()
  for (const [index, item] of items.filter(isFields).entries()) {
    const own = label(item, index)
    found.set(found.has(own) ? `${own}#${index}` : own, item)
  }
  return found
}

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What the API server leaves out of an object. */
const isNothing = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (isFields(value) && Object.values(value).every(isNothing))

const AMOUNTS = new Set(['requests', 'limits', 'sizeLimit', 'averageValue'])

const isAmount = (path: readonly Step[]): boolean =>
  path.slice(-2).some((step) => typeof step === 'string' && AMOUNTS.has(step))

/** Fields whose text is no secret of anybody; numbers and truth values are told of any field but these of variables. */
const OPEN = new Set([
  'image',
  'imagePullPolicy',
  'serviceAccountName',
  'type',
  'host',
  'protocol',
  'appProtocol',
  'ingressClassName',
  'runtimeClassName',
  'targetPort',
  'maxSurge',
  'maxUnavailable',
])

function told(path: readonly Step[], value: unknown): string | undefined {
  const last = path.at(-1)
  const isOpen = typeof value === 'number' || typeof value === 'boolean' || OPEN.has(String(last))
  return isOpen || isAmount(path) ? String(value).slice(0, 300) : undefined
}

/** `spec.template.spec.containers[web].image` */
export function textOf(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step !== 'string') return `${text}[${step.label}]`
    if (!/^\w+$/.test(step)) return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
