import { sideBySide } from '../diagnosis/side-by-side.ts'
import type { RegistryConnection } from '../domain/container-registry.ts'
import { AppError, type ErrorCode, isAppError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { RegistryProvider, VerifyRequest } from '../ports/registry-provider.ts'
import { formatPlatform, type Platform } from '../values/platform.ts'
import { registryOrigin } from '../values/registry-path.ts'
import type { Check } from '../verification.ts'
import { checkOf } from './added-check.ts'
import { IMAGE_FAULTS } from './image-faults.ts'
import type { AppPorts } from './ports.ts'
import { rememberedRefusal } from './refusal-memory.ts'
import { imageFailed, imageGone, imageUntested, runBy } from './rotation-findings.ts'
import { nodePlatforms, platformsInUse, type RunningImage } from './running-images.ts'

const AT_ONCE = 4

/** Pulls with one connection, as far as a proof goes. Throws what ImageSource throws. */
type Prove = (image: RunningImage, platforms: readonly Platform[]) => Promise<void>

/** Reads images with a connection; its credential is made once. */
export function proveWith(
  ports: Pick<AppPorts, 'images'>,
  provider: Pick<RegistryProvider, 'credential'> | undefined,
  connection: RegistryConnection,
  signal: AbortSignal,
): Prove {
  let credential: ReturnType<RegistryProvider['credential']> | undefined
  return async (image, platforms) => {
    credential ??= provider?.credential(connection, signal) ?? Promise.resolve(undefined)
    const location = {
      url: registryOrigin(connection.url),
      repository: image.repository,
      credential: await credential,
      transport: connection.transport,
    }
    if (platforms.length === 0) await ports.images.prove(location, image.digest, {}, signal)
    for (const platform of platforms) await ports.images.prove(location, image.digest, { platform }, signal)
  }
}

/** The fault of an image, its registry or the credential; anything else throws. */
export async function faultOf(work: () => Promise<void>, signal: AbortSignal): Promise<AppError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (signal.aborted) throw new AppError('operation.canceled', 'It was canceled.', { cause: error })
    if (isAppError(error) && IMAGE_FAULTS.has(error.code)) return error
    throw error
  }
}

// Registries that do not tell who may not see an image from what is not there deny both.
const NOT_SEEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['image.not_found', 'credential.denied'])

export interface RunningImageTest {
  readonly provider: RegistryProvider
  /** With the new login. */
  readonly next: RegistryConnection
  /** With the login that they run from; undefined where it cannot be opened any more. */
  readonly now: RegistryConnection | undefined
  readonly images: readonly RunningImage[]
  readonly watch: Pick<VerifyRequest, 'onStart' | 'onCheck'>
  /** Faults that are held against the new login; any other is only warned of. Left out: all are. */
  readonly blamed?: ReadonlySet<ErrorCode>
  /** Milliseconds from the start of the verification that the checks belong to. */
  readonly startedAfterMs: number
}

/**
 * Pulls the beginning of every running image with the new login, for the platforms of the nodes that run it: a check
 * each. An image that the old login, which is not refused, does not see either is a warning: nothing is lost by the swap.
 */
export async function testRunningImages(
  ports: AppPorts,
  test: RunningImageTest,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const began = ports.clock.now().getTime()
  const next = proveWith(ports, test.provider, test.next, signal)
  const now = test.now && proveWith(ports, test.provider, test.now, signal)
  const refused = test.now && (await rememberedRefusal(ports, test.now))
  const platformsOf = nodePlatforms(ports, signal)

  const isBlamed = ({ code }: AppError): boolean => test.blamed?.has(code) ?? true

  const judge = (image: RunningImage, fault: AppError, isGone: boolean): Finding => {
    if (isGone) return imageGone(image, fault)
    return isBlamed(fault) ? imageFailed(image, fault) : imageUntested(image, fault)
  }

  async function testOne(image: RunningImage): Promise<Check> {
    const started = ports.clock.now().getTime()
    const named = { id: `image:${image.key}`, title: image.repository }
    test.watch.onStart?.(named)
    const platforms = await platformsInUse(image, platformsOf)
    const fault = await faultOf(() => next(image, platforms), signal)
    const isGone =
      fault !== undefined &&
      NOT_SEEN.has(fault.code) &&
      now !== undefined &&
      !refused &&
      NOT_SEEN.has((await faultOf(() => now(image, platforms), signal))?.code ?? 'internal')
    const found = fault && judge(image, fault, isGone)
    const where = platforms.length > 0 ? ` for ${platforms.map(formatPlatform).join(', ')}` : ''
    const detail =
      found?.summary ?? `${image.name}${where} is pulled with the new credential; ${runBy(image)}.`
    const check = {
      ...checkOf({ ...named, detail, findings: found ? [found] : [] }, test.startedAfterMs + started - began),
      durationMs: ports.clock.now().getTime() - started,
    }
    test.watch.onCheck?.(check)
    return check
  }

  return sideBySide(test.images, AT_ONCE, testOne)
}
