import type { DockerContext } from './context.ts'

/** For what must be done whatever the caller's signal says. */
export const lateSignal = ({ timings }: DockerContext): AbortSignal =>
  AbortSignal.timeout(timings.stopMs + timings.callMs * 3)
