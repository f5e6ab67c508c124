import type { Snake } from '@fairlead/api'

/** A value by the names of the HTTP API, for `--output json`. The API's schemas take long to load, so they wait until now. */
export async function toWire<T>(value: T): Promise<Snake<T>> {
  const { snakeKeys } = await import('@fairlead/api')
  return snakeKeys(value)
}
