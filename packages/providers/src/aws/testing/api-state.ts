import type { Accounts } from './aws-accounts.ts'

/** A login to a registry that an API gave out. */
export interface GivenLogin {
  readonly arn: string
  /** Milliseconds since 1970. */
  readonly endsAt: number
}

export interface ApiError {
  readonly status: number
  readonly code: string
  readonly message: string
}

export interface ApiState {
  readonly accounts: Accounts
  /** By the password. */
  readonly logins: Map<string, GivenLogin>
  /** Of the account, in any order. */
  repositories: readonly string[]
  /** Answers an action in AWS's place; undefined leaves it. */
  fault: ((action: string) => ApiError | 'page' | undefined) | undefined
  /** Every action that was asked for, in order. */
  readonly actions: string[]
}

/** What an API answers: XML or JSON, as text. */
export interface ApiAnswer {
  readonly status: number
  readonly type: string
  readonly text: string
}
