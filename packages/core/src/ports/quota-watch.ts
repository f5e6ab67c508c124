/** What registries and their APIs said of their limits while some work went on. */
export interface QuotaReport {
  /** Requests that were sent. */
  readonly requests: number
  /** A host asked everyone to wait until then (429 or `Retry-After`); null when none did. */
  readonly hostRestsUntil: Date | null
  /** The credential's own quota is nearly used up until then; null when it is not, or not known. */
  readonly ownRestsUntil: Date | null
}

/** Listens to the limits of whatever is asked within a piece of work. */
export interface QuotaWatch {
  during<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly quota: QuotaReport }>
}
