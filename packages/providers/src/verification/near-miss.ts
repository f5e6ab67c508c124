/** Number of single-character edits between two short texts. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** How far a candidate is from what was asked for; undefined when it is too far to be meant. */
function nearness(wanted: string, candidate: string): number | undefined {
  if (bare(wanted) === bare(candidate)) return 0
  const edits = distance(wanted, candidate)
  if (edits <= Math.max(1, Math.floor(wanted.length / 3))) return edits
  // "app" for "team/app", or "api" for "api-server".
  const [short, long] = wanted.length < candidate.length ? [wanted, candidate] : [candidate, wanted]
  return short.length >= 3 && long.split(/[/._-]/).includes(short) ? wanted.length : undefined
}

/** The names that were probably meant by `wanted`, nearest first, at most three. */
export function nearMisses(wanted: string, candidates: Iterable<string>): readonly string[] {
  return [...new Set(candidates)]
    .flatMap((candidate) => {
      const score = nearness(wanted, candidate)
      return score === undefined || candidate === wanted ? [] : [{ candidate, score }]
    })
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}
