/** `startedAfterMs` → `started_after_ms`. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Tail extends Uncapitalize<Tail>
    ? `${Lowercase<Head>}${SnakeCase<Tail>}`
    : `${Lowercase<Head>}_${SnakeCase<Uncapitalize<Tail>>}`
  : S

/** `started_after_ms` → `startedAfterMs`. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S

export type Snake<T> = T extends readonly (infer E)[]
  ? Snake<E>[]
  : T extends object
    ? { -readonly [K in keyof T as K extends string ? SnakeCase<K> : K]: Snake<T[K]> }
    : T

export type Camel<T> = T extends readonly (infer E)[]
  ? readonly Camel<E>[]
  : T extends object
    ? { readonly [K in keyof T as K extends string ? CamelCase<K> : K]: Camel<T[K]> }
    : T

function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => mapKeys(each, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [rename(key), mapKeys(each, rename)]))
}

const toSnake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const toCamel = (key: string): string =>
  key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The domain's names as the wire writes them, at every depth. Not for objects whose keys are data. */
export const snakeKeys = <T>(value: T): Snake<T> => mapKeys(value, toSnake) as Snake<T>

/** The wire's names as the domain writes them, at every depth. Not for objects whose keys are data. */
export const camelKeys = <T>(value: T): Camel<T> => mapKeys(value, toCamel) as Camel<T>
