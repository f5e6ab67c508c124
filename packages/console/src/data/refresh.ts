/**
 * Asks anew what a key names, once at a time: of the events that come while an answer is under way the last is enough.
 * Each of a storm of events would otherwise cancel the answer that the one before it asked for.
 */
export function createRefresh(
  invalidate: (queryKey: readonly string[]) => Promise<void>,
): (queryKey: readonly string[]) => void {
  const asking = new Map<string, { again: boolean }>()
  const refresh = async (queryKey: readonly string[]): Promise<void> => {
    const name = JSON.stringify(queryKey)
    const other = asking.get(name)
    if (other) {
      other.again = true
      return
    }
    const turn = { again: false }
    asking.set(name, turn)
    await invalidate(queryKey).catch(() => undefined)
    asking.delete(name)
    if (turn.again) await refresh(queryKey)
  }
  return (queryKey) => void refresh(queryKey)
}
