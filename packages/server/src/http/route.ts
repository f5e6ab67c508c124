import type { AnswerOf, Input, OperationSpec } from '@fairlead/api'
import type { App, Principal, Secret } from '@fairlead/core'

export interface Session {
  /** Gives whose token it is and keeps the browser signed in with it. Throws `auth.refused`, `request.rate_limited`. */
  begin(token: Secret): Promise<Principal>
  end(): void
}

/** A request as a route sees it: checked, and from somebody. */
export interface Asked<O extends OperationSpec> extends Input<O> {
  readonly who: O['permission'] extends 'none' ? undefined : Principal
  /** The caller's browser, kept signed in by a cookie. */
  readonly session: Session
  /** Fires when the caller is gone; for a stream also when the server ends. */
  readonly signal: AbortSignal
  /** Of a stream that is taken up again. */
  readonly lastEventId: string | undefined
}

/** One event of a stream. `data` is checked against the operation's schema of that name. */
export interface ServerEvent {
  readonly event: string
  readonly data: unknown
  readonly id?: string
}

// A handler that answers nothing returns nothing.
// biome-ignore lint/suspicious/noConfusingVoidType: the return type of a function is what void is for
type Done<O extends OperationSpec> = O['answer'] extends object ? AnswerOf<O> : void

type Answer<O extends OperationSpec> = (asked: Asked<O>, app: App) => Promise<Done<O>> | Done<O>
/** What it throws before it returns is answered as any failure; what the events throw ends the stream as `error`. */
type Stream<O extends OperationSpec> = (asked: Asked<O>, app: App) => Promise<AsyncIterable<ServerEvent>>

export interface Route {
  readonly spec: OperationSpec
  readonly answer: Answer<OperationSpec> | undefined
  readonly stream: Stream<OperationSpec> | undefined
}

/** A route is an operation of the contract and the use case that does it. */
export const route = <const O extends OperationSpec>(
  spec: O,
  answer: Answer<O>,
  stream?: Stream<O>,
): Route => ({
  spec,
  // Only the plumbing calls these, with what it parsed by this very operation.
  answer: answer as unknown as Answer<OperationSpec>,
  stream: stream as unknown as Stream<OperationSpec> | undefined,
})

/** A route that answers nothing but events. */
export const streamRoute = <const O extends OperationSpec>(spec: O, stream: Stream<O>): Route => ({
  spec,
  answer: undefined,
  stream: stream as unknown as Stream<OperationSpec>,
})
