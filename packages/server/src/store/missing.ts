import { AppError, type ErrorCode } from '@fairlead/core'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** PostgreSQL refuses a malformed UUID with an error that ends the transaction; to us it is an id of nothing. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Throws `code` when an update touched no row. */
export function expectRow(rows: readonly unknown[], code: ErrorCode, what: string, id: string): void {
  if (rows.length === 0) throw new AppError(code, `There is no ${what} ${id}.`)
}
