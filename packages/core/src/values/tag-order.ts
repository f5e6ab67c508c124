const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[.+_](\d{1,9}))?(?:[-.+_]?(.*))?$/i

interface Version {
  readonly numbers: readonly number[]
  /** `alpine` or `rc1` of `1.4-rc1`; empty for a plain version. */
  readonly rest: string
}

function readVersion(tag: string): Version | undefined {
  const match = VERSION.exec(tag)
  if (!match) return undefined
  const [, ...groups] = match
  const rest = groups.pop() ?? ''
  // A commit such as 1f0e3da begins with a digit and is no version.
  if (groups[1] === undefined && /^[0-9a-f]{6,}$/i.test(tag)) return undefined
  return { numbers: groups.flatMap((part) => (part === undefined ? [] : [Number(part)])), rest }
}

const PRERELEASE = /^(?:alpha|beta|rc|pre|dev|snapshot|nightly|canary|next|m\d)/i
const byName = new Intl.Collator('en', { numeric: true })

function compareVersions(a: Version, b: Version): number {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    // `1.4` moves with the newest of the 1.4.x: it comes before them.
    const difference =
      (b.numbers[at] ?? Number.POSITIVE_INFINITY) - (a.numbers[at] ?? Number.POSITIVE_INFINITY)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  const rank = ({ rest }: Version): number => (rest === '' ? 0 : PRERELEASE.test(rest) ? 2 : 1)
  return rank(a) - rank(b) || byName.compare(b.rest, a.rest)
}

/**
 * Tags of which nothing is known but their names, in the order in which people look for them: `latest`, then versions
 * from the highest, then the others by name.
 */
export function sortTags(tags: Iterable<string>): readonly string[] {
  const read = [...tags].map((tag) => ({ tag, version: tag === 'latest' ? undefined : readVersion(tag) }))
  const group = ({ tag, version }: (typeof read)[number]): number => (tag === 'latest' ? 0 : version ? 1 : 2)
  return read
    .sort(
      (a, b) =>
        group(a) - group(b) ||
        (a.version && b.version ? compareVersions(a.version, b.version) : 0) ||
        byName.compare(a.tag, b.tag),
    )
    .map(({ tag }) => tag)
}
