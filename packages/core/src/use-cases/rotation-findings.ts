import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { AppError } from '../errors.ts'
import { type Exchange, type Finding, finding } from '../finding.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { withCheck } from './added-check.ts'
import type { AppPorts } from './ports.ts'
import type { RunningImage } from './running-images.ts'

const list = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

/** `shop/prod/web runs it`, or what runs it. */
export const runBy = ({ services }: Pick<RunningImage, 'services'>): string =>
  `${list(services)} ${services.length === 1 ? 'runs' : 'run'} it`

/** The last request of a failed read, as evidence. */
function exchangeOf(error: AppError): readonly Exchange[] {
  const { exchange } = error.details
  const known =
    typeof exchange === 'object' && exchange !== null && 'asked' in exchange && 'answered' in exchange
  return known ? [exchange as Exchange] : []
}

/** An image that runs from the connection and that the new credential does not pull. */
export const imageFailed = (image: RunningImage, error: AppError): Finding =>
  finding('rotation.image_failed', {
    summary: `The new credential does not pull ${image.name}, and ${runBy(image)}: ${error.message}`,
    evidence: exchangeOf(error),
    remedy: {
      action: `Let the new credential read ${image.repository} as the old one does, or give one that does, and rotate again.`,
    },
  })

/** An image that is not there any more, whoever asks. */
export const imageGone = (image: RunningImage, error: AppError): Finding =>
  finding('rotation.image_failed', {
    severity: 'warning',
    summary: `Neither the new credential nor the old one pulls ${image.name}, although ${runBy(image)}: ${error.message}`,
    evidence: exchangeOf(error),
    remedy: {
      action: `Deploy the service from an image that is still there: it does not survive a restart elsewhere.`,
    },
  })

/** An image that runs from the connection and that could not be tested for a reason that is nobody's login. */
export const imageUntested = (image: RunningImage, error: AppError): Finding =>
  finding('rotation.image_failed', {
    severity: 'warning',
    summary: `Whether the new credential pulls ${image.name} could not be tested, and ${runBy(image)}: ${error.message}`,
    evidence: exchangeOf(error),
    remedy: { action: 'Verify the registry again once it answers.' },
  })

/** The old credential pulls again, since the new one does not. */
export const rotationUndone = (registry: ContainerRegistry, cause: Finding | undefined): Finding =>
  finding('rotation.undone', {
    summary: `The credential that came with the rotation of ${registry.previous?.rotatedAt ?? 'before'} failed, so the one before it was restored${cause ? `: ${cause.summary}` : '.'}`,
    evidence: cause?.evidence ?? [],
    remedy: { action: 'Make a new credential and rotate again; revoke the one that failed.' },
  })

const untested = (running: number): string => {
  if (running === 0) return ''
  const services =
    running === 1 ? 'the service that runs from it was' : `the ${running} services that run from it were`
  return `, and ${services} not tested with the new one`
}

const noSecondSlot = (running: number): Finding =>
  finding('rotation.no_second_slot', {
    summary: `The login was replaced at once: the one before it is not kept${untested(running)}.`,
    evidence: [{ asked: 'services that run from this connection', answered: String(running) }],
    remedy: {
      action:
        'Next time rotate the credential instead: it is tested on every image that runs, and the old one is kept for a grace time.',
    },
  })

/** What runs was not tested with a login that an edit replaced, and the old one is gone: said, where it matters. */
export async function tellOfSlot(
  ports: AppPorts,
  stored: ContainerRegistry,
  verification: Verification,
  watch: Pick<VerifyRequest, 'onStart' | 'onCheck'>,
): Promise<Verification> {
  const live = await ports.store.deployments.liveOfRegistry(stored.id)
  if (live.length === 0 && stored.previous === null) return verification
  const told = noSecondSlot(live.length)
  const check = { id: 'rotation', title: 'Rotation', detail: told.summary, findings: [told] }
  return withCheck(verification, check, watch)
}
