import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Cluster } from '../domain/organization.ts'
import type { ImpactedImage, ImpactedService } from './registry-impact.ts'

/** Something that fails once the credential is dead. */
export interface NextFailure {
  readonly what: 'deploy' | 'restart' | 'reschedule' | 'scale'
  readonly fails: 'yes' | 'no' | 'sometimes'
  /** One sentence. */
  readonly sentence: string
}

interface Facts {
  readonly registry: ContainerRegistry
  readonly expiresAt: string | null
  readonly services: readonly ImpactedService[]
  readonly images: readonly ImpactedImage[]
  readonly clusters: readonly Cluster[]
  readonly now: Date
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

/** Images that nobody else is known to pull. */
const alone = (images: readonly ImpactedImage[]): number =>
  images.filter(({ others }) => !others.some(({ pulls }) => pulls === 'yes')).length

function ending({ expiresAt, now, registry }: Facts): string {
  if (expiresAt === null) {
    return registry.verification?.credential.expiresAt === null
      ? 'The credential never expires by itself'
      : 'Nothing tells when the credential expires'
  }
  return Date.parse(expiresAt) <= now.getTime()
    ? `The credential expired at ${expiresAt}`
    : `The credential expires at ${expiresAt}`
}

/** When it ends, and what hangs on it. */
export function impactSummary(facts: Facts): string {
  const running = facts.services.filter((service) => service.running).length
  const when = ending(facts)
  if (facts.services.length === 0) return `${when}; no service depends on ${facts.registry.name}.`
  if (running === 0) {
    const waiting = count(facts.services.length, 'service')
    return `${when}; nothing runs from ${facts.registry.name} now, and ${waiting} could not be deployed any more.`
  }
  const images = count(facts.images.length, 'image')
  const where = count(facts.clusters.length, 'cluster')
  const others = facts.images.length - alone(facts.images)
  const saved = others > 0 ? `, of which ${count(others, 'image')} can be pulled by somebody else` : ''
  return `${when}; ${count(running, 'service')} on ${where} would go on to run ${images} that could not be pulled again${saved}.`
}

/** What fails with a dead credential, by what the services run on. */
export function impactSentences({ clusters, services }: Facts): readonly NextFailure[] {
  if (services.length === 0) return []
  const docker = clusters.some(({ target }) => target.kind === 'docker')
  const gitops = clusters.some(({ target }) => target.kind === 'gitops')
  const deploy: NextFailure = {
    what: 'deploy',
    fails: 'yes',
    sentence: 'The next deployment fails before anything is touched: its tag cannot be resolved to a digest.',
  }
  if (clusters.length === 0) return [deploy]
  const fails = docker && gitops ? 'sometimes' : gitops ? 'yes' : 'no'
  const kept = 'a Docker engine keeps the image that it runs'
  const pulls = 'a cluster that Git is applied to pulls on every node that has not kept the image'
  const both = docker && gitops
  return [
    deploy,
    {
      what: 'restart',
      fails: docker && !gitops ? 'no' : 'sometimes',
      sentence: both
        ? `A restart goes well where the image is still on the machine: ${kept}, and ${pulls}.`
        : docker
          ? `A restart goes well: ${kept}, until somebody prunes it.`
          : 'A restart goes well on a node that has kept the image, unless the pull policy is Always; else the new pod does not start.',
    },
    {
      what: 'reschedule',
      fails,
      sentence: gitops
        ? 'A pod that moves to a node without the image does not start there, so a drained or lost node takes the service down with it.'
        : 'Nothing is rescheduled: the service stays on its Docker engine, and a new machine could not pull it.',
    },
    {
      what: 'scale',
      fails,
      sentence: gitops
        ? 'Further instances start only on nodes that have kept the image.'
        : 'Further instances on the same Docker engine start from the image that it has.',
    },
  ]
}
