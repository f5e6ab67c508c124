const sources = new WeakMap<AbortSignal, readonly AbortSignal[]>()

/**
 * What `AbortSignal.any` does, without its trap in Node 24: there a signal that was aborted, such as a time limit that
 * passed, is lost when it is collected before anybody looks at the combined one.
 * https://github.com/nodejs/node/issues/65995
 */
export function anySignal(...signals: readonly AbortSignal[]): AbortSignal {
  const either = AbortSignal.any([...signals])
  sources.set(either, signals)
  return either
}
