import type { PublicConfig, RegistryKind } from '../domain/container-registry.ts'
import { invalidRequest, isAppError } from '../errors.ts'
import { checkRepository } from '../values/image-reference.ts'

const OWNED: ReadonlySet<RegistryKind> = new Set<RegistryKind>(['GITHUB_CR', 'GITHUB_ENTERPRISE_CR'])

/**
 * The prefix of a connection for which none was given: for GitHub the owner that it was made for, so that connections
 * to several owners of one host do not get in each other's way; for other kinds all of the host.
 */
export const defaultPrefix = (kind: RegistryKind, { username }: PublicConfig): string =>
  OWNED.has(kind) && username !== undefined ? String(username).toLowerCase() : ''

/** Without slashes at its ends; undefined where none was given. Throws `request.invalid`. */
export function readPrefix(given: string | undefined): string | undefined {
  const prefix = given?.trim().replace(/^\/+|\/+$/g, '')
  if (prefix === undefined || prefix === '') return prefix
  try {
    checkRepository(prefix)
    return prefix
  } catch (error) {
    if (!isAppError(error, 'image.reference_invalid')) throw error
    throw invalidRequest([
      {
        field: 'repository_prefix',
        problem: `"${prefix.slice(0, 160)}" is not the beginning of a repository`,
        remedy:
          'Write it without the host and in lower case, such as acme or acme/team; leave it empty for all of the host.',
      },
    ])
  }
}
