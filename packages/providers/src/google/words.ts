import { type Finding, finding } from '@fairlead/core'
import type { AccessContext, KindWords } from '../verification/judge-access.ts'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { type GoogleHost, type GooglePlace, placeOf } from './addresses.ts'
import { disabledApi, saysDisabled } from './disabled-api.ts'

const ROLES = { pull: 'roles/artifactregistry.reader', push: 'roles/artifactregistry.writer' } as const
// https://cloud.google.com/artifact-registry/docs/troubleshooting
const PERMISSION = /permission "(artifactregistry\.[\w.]+)"(?: denied)? on resource "([^"]+)"/i

const repositoriesPage = (project: string | undefined): string =>
  `https://console.cloud.google.com/artifacts${project ? `?project=${encodeURIComponent(project)}` : ''}`

// https://cloud.google.com/artifact-registry/docs/repositories/create-repos
const creation = ({ location }: GoogleHost, { project, repository }: GooglePlace): string =>
  `\`gcloud artifacts repositories create ${repository} --repository-format=docker --location=${location} --project=${project}\``

/** What Google says of a pull or push, in words that name the role and the place. `account` is absent for an anonymous one. */
export function googleWords(host: GoogleHost, account: string | undefined): KindWords {
  const whose = account ?? 'the account'

  function misnamed({ evidence }: RegistryFailure, { repository }: AccessContext): Finding | undefined {
    if (placeOf(host, repository) !== undefined) return undefined
    const form = host.repository ? '<project>/<image>' : '<project>/<repository>/<image>'
    return finding('package.not_found', {
      summary: `${repository} is no name of an image here: at ${host.host} they are ${form}.`,
      evidence,
      remedy: { action: `Name the image as ${form}.`, link: repositoriesPage(undefined) },
    })
  }

  function lacksRole(
    verb: 'pull' | 'push',
    { ociMessage, evidence }: RegistryFailure,
    { repository, anonymous }: AccessContext,
  ): Finding | undefined {
    const [, permission, resource] = PERMISSION.exec(ociMessage) ?? []
    if (permission === undefined || resource === undefined) return undefined
    const project = /^projects\/([^/]+)/.exec(resource)?.[1]
    const role = ROLES[verb]
    return finding(`${verb}.denied`, {
      summary: anonymous
        ? `Nobody may ${verb} ${repository} without a credential, or there is no ${resource}.`
        : `${whose} lacks the permission ${permission} on ${resource}, or there is no such repository: Google does not tell the two apart.`,
      evidence,
      remedy: {
        action: anonymous
          ? `Give a credential of an account that has ${role} there, or check project, location and repository${verb === 'pull' ? `; if everybody is to pull it, have its owner grant allUsers the role ${role}` : ''}.`
          : `Grant ${whose} the role ${role} on the repository, and check project, location (${host.location}) and repository of the name${verb === 'push' ? ': a push makes no repository' : ''}.`,
        link: repositoriesPage(project),
      },
    })
  }

  return {
    refused: ({ evidence }) =>
      finding('token.refused', {
        summary: `${host.host} does not take the access token that Google gave for ${whose}.`,
        evidence,
        remedy: {
          action: 'Verify again; if it stays so, look whether a proxy on the way takes the credential off.',
        },
      }),
    denied(verb, failure, context) {
      const { ociMessage, evidence } = failure
      if (saysDisabled(ociMessage))
        return disabledApi('artifactregistry.googleapis.com', ociMessage, evidence)
      return misnamed(failure, context) ?? lacksRole(verb, failure, context)
    },
    absent(failure, context) {
      const place = placeOf(host, context.repository)
      if (place === undefined) return misnamed(failure, context)
      const repositoryGone = /^repository "[^"]*" not found/i.test(failure.ociMessage)
      if (!repositoryGone) return undefined
      return finding('package.not_found', {
        summary: `The project ${place.project} has no repository ${place.repository} in ${host.location}.`,
        evidence: failure.evidence,
        remedy: {
          action: `Correct ${host.repository ? 'the project in the name' : 'the name, or the location in the address (https://<location>-docker.pkg.dev)'}, or create the repository, which a push does not: ${creation(host, place)}.`,
          link: repositoriesPage(place.project),
        },
      })
    },
  }
}
