/** Median of some figures; the lower middle one of an even number. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** Milliseconds that `work` takes, once for each run, after one that does not count. */
export async function timeRuns(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  await work()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times
}

/** `212.4 ms (208.0 to 230.1)`. */
export function formatTimes(times: readonly number[]): string {
  const show = (figure: number): string => figure.toFixed(1)
  return `${show(median(times))} ms (${show(Math.min(...times))} to ${show(Math.max(...times))})`
}
