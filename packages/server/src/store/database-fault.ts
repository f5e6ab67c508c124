import { AppError } from '@fairlead/core'

/** What PostgreSQL said, without the parameters and rows that it and the driver put into messages and details. */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  /** https://www.postgresql.org/docs/15/errcodes-appendix.html, or Node's code of a broken connection. */
  readonly sqlState: string
  readonly constraint: string | undefined

  constructor(sqlState: string, message: string, constraint: string | undefined) {
    super(message)
    this.sqlState = sqlState
    this.constraint = constraint
  }
}

interface DriverError extends Error {
  readonly code?: string
  readonly constraint?: string
}

const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after|Client has encountered a connection error|Client was closed|The server does not support|Query read timeout)/

/** Finds the driver's error under the wrappings of the libraries; undefined when it is something else. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  for (
    let each: unknown = error, depth = 0;
    each instanceof Error && depth < 8;
    each = each.cause, depth += 1
  ) {
    if (each instanceof DatabaseFault) return each
    const { code, constraint, message } = each as DriverError
    if (typeof code === 'string' && (/^[0-9A-Z]{5}$/.test(code) || /^E[A-Z]{3,}$/.test(code))) {
      return new DatabaseFault(code, message, constraint)
    }
    if (CONNECTION_LOST.test(message)) return new DatabaseFault('08006', message, undefined)
  }
  return undefined
}

/** The transaction lost against another one, and may succeed when it is run again. */
export function isConflict(error: unknown): boolean {
  const state = databaseFault(error)?.sqlState
  return state === '40001' || state === '40P01'
}

const unavailable = (text: string, cause: DatabaseFault): AppError =>
  new AppError('database.unavailable', text, { cause })

const notText = (cause: DatabaseFault): AppError =>
  new AppError('request.invalid', 'A text holds the character U+0000, which cannot be stored. Remove it.', {
    cause,
  })

/** A fault that no store has a name for, as what a caller may be told. */
export function generalError(fault: DatabaseFault): AppError {
  const { sqlState } = fault
  if (sqlState === '57014') return unavailable('The database took too long to answer. Try again.', fault)
  if (/^(08|53|57|58)/.test(sqlState) || sqlState.startsWith('E') || sqlState === '25P03') {
    return unavailable('The database does not answer. Try again in a moment.', fault)
  }
  if (sqlState === '22021' || sqlState === '22P05') return notText(fault)
  return new AppError('internal', 'The database refused a statement.', { cause: fault })
}

/** A fault at the start, in one line for the operator: what the driver said, which names host and user but no password. */
export function startupError(error: unknown): unknown {
  const fault = databaseFault(error)
  if (fault === undefined) return error
  return /^(28|3D|42501)/.test(fault.sqlState)
    ? unavailable(`The database refuses this server: ${fault.message}.`, fault)
    : unavailable(`The database cannot be used: ${fault.message || fault.sqlState}.`, fault)
}
