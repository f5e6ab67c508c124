import {
  type Check,
  type Clock,
  concludeVerification,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import { canceled } from './canceled.ts'
import type { Outcome } from './outcome.ts'
import type { Scrub } from './scrub.ts'

export interface CheckSpec {
  readonly id: string
  readonly title: string
  /** The check begins when this has settled; without it at once. Its own time does not include the wait. */
  readonly after?: Promise<unknown> | undefined
}

export interface ChecklistOptions {
  readonly clock: Clock
  readonly request: Pick<VerifyRequest, 'onStart' | 'onCheck'>
  readonly signal: AbortSignal
  /** Takes secrets out of every text before it leaves. */
  readonly scrub: Scrub
}

export interface Checklist {
  /** Runs a check side by side with the others, and reports its start and its end. */
  run(spec: CheckSpec, judge: () => Promise<Outcome> | Outcome): void
  /** The outcome of all checks, in the order in which they were put on the list. Throws `operation.canceled`. */
  conclude(
    facts: () => Promise<Pick<Verification, 'capabilities' | 'grounds' | 'credential'>>,
  ): Promise<Verification>
}

/** Rejects when the signal fires; never resolves. `done` takes its listener off. */
function whenAborted(signal: AbortSignal): { readonly promise: Promise<never>; done(): void } {
  let stop = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    stop = () => reject(canceled(signal))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  promise.catch(() => {})
  return { promise, done: () => signal.removeEventListener('abort', stop) }
}

export function openChecklist({ clock, request, signal, scrub }: ChecklistOptions): Checklist {
  const opened = clock.now().getTime()
  const running: Promise<Check>[] = []

  async function runOne(
    { id, title, after }: CheckSpec,
    judge: () => Promise<Outcome> | Outcome,
  ): Promise<Check> {
    await after
    signal.throwIfAborted()
    const started = clock.now().getTime()
    request.onStart?.({ id, title })
    const outcome = scrub(await judge())
    // Once canceled, what the questions answered is the cancellation's own doing and no news of the registry.
    signal.throwIfAborted()
    const check: Check = {
      id,
      title,
      ...outcome,
      startedAfterMs: started - opened,
      durationMs: clock.now().getTime() - started,
    }
    request.onCheck?.(check)
    return check
  }

  return {
    run(spec, judge) {
      const check = runOne(spec, judge)
      check.catch(() => {})
      running.push(check)
    },
    async conclude(facts) {
      const abort = whenAborted(signal)
      try {
        const checks = await Promise.race([Promise.all(running), abort.promise])
        const conclusions = await facts()
        const ended = clock.now().getTime()
        return concludeVerification({
          checks,
          ...scrub(conclusions),
          startedAt: new Date(opened).toISOString(),
          durationMs: ended - opened,
        })
      } catch (error) {
        throw signal.aborted ? canceled(signal) : error
      } finally {
        abort.done()
      }
    },
  }
}
