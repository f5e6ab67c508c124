import type { ConsoleHarness } from '../../test/console/support/console-harness.ts'

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

/** Connects a host that answers as GHCR does, unproved; gives the registry's id. */
export async function addRegistry({ api, org, guard }: ConsoleHarness, url: string): Promise<string> {
  const config = { username: 'acme', password: guard('ghp_benchmarkbenchmarkbenchmarkbenchmark') }
  const name = `tags-of-${new URL(url).port}`
  return (await api.registries.create(org, { name, kind: 'GITHUB_CR', url, config }, { unverified: true })).id
}
