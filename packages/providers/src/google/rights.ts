import { type Exchange, finding, type Secret } from '@fairlead/core'
import type { JudgedAbility } from '../verification/kind-verification.ts'
import { found, type Outcome, passed, skipped } from '../verification/outcome.ts'
import type { AskVendor } from '../verification/vendor-api.ts'
import { API } from './catalog.ts'
import { fieldOf } from './grant.ts'

const READ = 'artifactregistry.repositories.downloadArtifacts'
const WRITE = 'artifactregistry.repositories.uploadArtifacts'
const DELETE = 'artifactregistry.versions.delete'
/** What no pull and no push takes. */
const NEEDLESS = [
  DELETE,
  'artifactregistry.repositories.delete',
  'artifactregistry.repositories.setIamPolicy',
]

export interface RightsQuestion {
  readonly ask: AskVendor
  readonly token: Secret
  readonly project: string
  readonly location: string
  readonly repository: string
  readonly signal: AbortSignal
}

/** What an account may do with a repository, as Google tells it without doing any of it. */
export interface Rights {
  readonly held: ReadonlySet<string>
  readonly repository: string
  readonly exchange: Exchange
}

/** https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories/testIamPermissions */
export async function askRights(question: RightsQuestion): Promise<Rights | undefined> {
  const { ask, token, project, location, repository, signal } = question
  const name = `projects/${encodeURIComponent(project)}/locations/${location}/repositories/${encodeURIComponent(repository)}`
  const json = { permissions: [READ, WRITE, ...NEEDLESS] }
  const answer = await ask({ url: `${API}/v1/${name}:testIamPermissions`, json, bearer: token }, signal)
  if (answer.kind === 'fault' || answer.status !== 200) return undefined
  const held = fieldOf(answer.json, 'permissions') ?? []
  if (!Array.isArray(held)) return undefined
  return { held: new Set(held.map(String)), repository, exchange: answer.exchange }
}

export function judgeRights(rights: Rights | undefined): Outcome {
  if (rights === undefined)
    return skipped('Google does not tell what the account may do with the repository.')
  const { held, repository, exchange } = rights
  const needless = NEEDLESS.filter((permission) => held.has(permission))
  const detail = `In ${repository} the account holds ${[...held].join(', ') || 'none of the permissions asked for'}.`
  if (needless.length === 0) return passed(detail)
  const more = finding('scope.needless', {
    summary: `The account may do more with ${repository} than pull and push: ${needless.join(', ')}.`,
    evidence: [{ ...exchange, answered: detail }],
    remedy: {
      action: 'Give it roles/artifactregistry.reader there instead (roles/artifactregistry.writer to push).',
      link: 'https://console.cloud.google.com/iam-admin/iam',
    },
  })
  return found([more], detail)
}

export function deletingWith(rights: Rights | undefined): JudgedAbility | undefined {
  if (rights === undefined) return undefined
  const holds = rights.held.has(DELETE)
  return {
    ability: holds ? 'yes' : 'no',
    because: `The account ${holds ? 'holds' : 'does not hold'} ${DELETE} in ${rights.repository}, as Google tells.`,
  }
}
