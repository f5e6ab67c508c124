import type { ConsoleHarness } from '../../test/console/support/console-harness.ts'
import { pushImages } from '../../test/console/support/push-images.ts'

const AT_ONCE = 8

/** Connects as many registries, unproved. */
export async function addRegistries(
  { api, twin, guard }: ConsoleHarness,
  org: string,
  count: number,
): Promise<void> {
  const password = guard('ghp_benchmarkbenchmarkbenchmarkbenchmark')
  const left = Array.from({ length: count }, (_, index) => `registry-${String(index).padStart(4, '0')}`)
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name; name = left.pop()) {
      const config = { username: 'acme', password }
      await api.registries.create(
        org,
        { name, kind: 'GITHUB_CR', url: twin.url, config },
        { unverified: true },
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** Pushes one image under as many tags. */
export function addTags({ twin }: ConsoleHarness, image: string, count: number): Promise<void> {
  const tags = Array.from({ length: count }, (_, index) => `1.${index}.0`)
  return pushImages(twin, { [image]: [tags] }, { signal: AbortSignal.timeout(900_000), atOnce: AT_ONCE })
}
