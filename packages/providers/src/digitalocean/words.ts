import { type Finding, finding } from '@fairlead/core'
import type { KindWords } from '../verification/judge-access.ts'
import { nearMisses } from '../verification/near-miss.ts'
import { LINKS } from './addresses.ts'
import type { DocrRegistry } from './api.ts'
import { refusedToken } from './judge-token.ts'
import { newToken, type Purpose, scopeWords } from './scopes.ts'

/** What is known of the account when something is refused. */
export interface DocrKnowledge {
  readonly registries: readonly DocrRegistry[] | undefined
  /** Status of the garbage collection of the image's registry, while one runs. */
  readonly collection: string | undefined
  /** Bytes in use and the plan's bytes, where the plan allows no more and they are used up. */
  readonly full: { readonly used: number; readonly included: number } | undefined
}

const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`

function pushHindrance(
  evidence: Finding['evidence'],
  registry: string,
  { collection, full }: DocrKnowledge,
): Finding | undefined {
  if (collection !== undefined) {
    return finding('registry.read_only', {
      severity: 'error',
      summary: `The registry ${registry} takes no pushes while it collects its garbage (${collection}).`,
      evidence,
      remedy: {
        action: 'Wait for the garbage collection to end, or cancel it, then verify again.',
        link: LINKS.garbage,
      },
    })
  }
  if (full !== undefined) {
    return finding('registry.storage_full', {
      severity: 'error',
      summary: `The storage of the registry's plan is used up: ${gibibytes(full.used)} of ${gibibytes(full.included)}.`,
      evidence,
      remedy: {
        action: 'Delete images and collect the garbage, or take a larger plan.',
        link: LINKS.registry,
      },
    })
  }
  return undefined
}

function noSuchRegistry(
  evidence: Finding['evidence'],
  repository: string,
  names: readonly string[],
): Finding {
  const [wanted = ''] = repository.split('/')
  const near = nearMisses(wanted, names)
  return finding('package.not_found', {
    summary: `The token opens no registry ${wanted}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
    evidence,
    remedy: {
      action: `Name the image <registry>/<image>, with a registry that the token opens (${names.join(', ')}).`,
      link: LINKS.registry,
    },
  })
}

/** What DigitalOcean's refusals mean to a token that is for `purpose`; `know` is asked when there is one. */
export const docrWords = (purpose: Purpose, know: () => DocrKnowledge): KindWords => ({
  refused: ({ evidence }, access) => (access?.context.loggedIn ? undefined : refusedToken(evidence, purpose)),
  denied(verb, { evidence }, { repository }) {
    const knowledge = know()
    const names = knowledge.registries?.map(({ name }) => name)
    const [registry = ''] = repository.split('/')
    if (names !== undefined && !names.includes(registry)) return noSuchRegistry(evidence, repository, names)
    if (verb === 'push') {
      const hindrance = pushHindrance(evidence, registry, knowledge)
      if (hindrance) return hindrance
    }
    if (names === undefined) {
      return finding(`${verb}.denied`, {
        summary: `DigitalOcean does not let the token ${verb} ${repository}.`,
        evidence,
        remedy: {
          action: `Check the name of the registry in front of the image, and that the token has ${scopeWords(purpose)}.`,
          link: LINKS.tokens,
        },
      })
    }
    return finding('scope.missing', {
      summary: `The registry ${registry} is there, and the token may not ${verb} ${repository}${verb === 'push' ? ': it is read-only' : ''}.`,
      evidence,
      remedy: newToken(purpose),
    })
  },
})
