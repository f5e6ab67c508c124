import { nearest, type OperationSpec } from '@fairlead/api'
import { AppError } from '@fairlead/core'

const HOLE = '{}'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const matches = (template: string, parts: readonly string[]): boolean => {
  const wanted = template.split('/')
  return (
    wanted.length === parts.length &&
    wanted.every((want, at) => want === parts[at] || (want.startsWith('{') && parts[at] !== ''))
  )
}

/** Ids make no path more or less like another. */
const shape = (path: string): string =>
  path
    .split('/')
    .map((part) => (part.startsWith('{') || UUID.test(part) ? HOLE : part))
    .join('/')

/**
 * Why nothing is routed there: `route.wrong_method` with the methods that are, or `route.not_found` with the path that
 * was likely meant.
 */
export function routeFault(specs: readonly OperationSpec[], method: string, path: string): AppError {
  const plain = path.replace(/\/+$/, '')
  const parts = plain.split('/')
  const allowed = [...new Set(specs.filter((spec) => matches(spec.path, parts)).map((spec) => spec.method))]
    .toSorted()
    .toSorted()
  if (allowed.length > 0) {
    return new AppError(
      'route.wrong_method',
      `This path does not take ${method}. It takes ${allowed.join(', ')}.`,
      {
        details: { allow: allowed },
      },
    )
  }
  const near = nearest(shape(plain), [...new Set(specs.map((spec) => shape(spec.path)))])
  const meant = specs.find((spec) => shape(spec.path) === near)
  const hint = meant ? ` Did you mean ${meant.path}?` : ''
  return new AppError(
    'route.not_found',
    `There is nothing at this path.${hint} The API is described at /docs.`,
  )
}
