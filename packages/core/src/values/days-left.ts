const DAY_MS = 86_400_000

/** Whole days until an end: what findings, events and messages say alike; 0 on the last day, negative after the end. */
export const daysLeft = (end: string | Date, now: Date): number =>
  Math.floor((new Date(end).getTime() - now.getTime()) / DAY_MS)
