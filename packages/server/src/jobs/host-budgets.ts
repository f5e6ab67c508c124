/** How many requests each host may get: whoever used more than its share waits until that is paid back. */
export interface HostBudgets {
  /** Hosts that get no further request now. */
  spent(): readonly string[]
  /** Milliseconds until the first of them may get one again; undefined when there is none. */
  nextFreeMs(): number | undefined
  spend(host: string, requests: number): void
}

/** Requests that a host may get at once after a pause, as seconds of its budget. */
const BURST_SECONDS = 2

interface Account {
  /** Requests that are left; below zero while a host is owed a pause. */
  left: number
  at: number
}

/**
 * A budget of `perSecond` requests for each host. What a verification costs is known only after it, so it is spent then,
 * and the next one waits. `now` in milliseconds, of a clock that never goes back.
 */
export function createHostBudgets(
  perSecond: number,
  now: () => number = () => performance.now(),
): HostBudgets {
  const most = perSecond * BURST_SECONDS
  const accounts = new Map<string, Account>()

  const settle = (account: Account): number => {
    const at = now()
    account.left = Math.min(most, account.left + ((at - account.at) / 1000) * perSecond)
    account.at = at
    return account.left
  }
  const inDebt = (): [string, Account][] => {
    const found: [string, Account][] = []
    for (const [host, account] of accounts) {
      const left = settle(account)
      // A host whose account is full again is as good as one that was never met.
      if (left >= most) accounts.delete(host)
      else if (left <= 0) found.push([host, account])
    }
    return found
  }

  return {
    spent: () => inDebt().map(([host]) => host),
    nextFreeMs() {
      const waits = inDebt().map(([, { left }]) => (-left / perSecond) * 1000 + 1)
      return waits.length === 0 ? undefined : Math.min(...waits)
    },
    spend(host, requests) {
      const account = accounts.get(host) ?? { left: most, at: now() }
      settle(account)
      account.left -= requests
      accounts.set(host, account)
    },
  }
}
