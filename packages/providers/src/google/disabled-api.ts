import { type Exchange, type Finding, finding } from '@fairlead/core'
import { fieldOf } from './grant.ts'

const NAMES: Readonly<Record<string, string>> = {
  'artifactregistry.googleapis.com': 'Artifact Registry API',
  'iamcredentials.googleapis.com': 'IAM Service Account Credentials API',
  'sts.googleapis.com': 'Security Token Service API',
}

const SAID = /has not been used in project|it is disabled/

/** Whether an answer says that an API is off. https://cloud.google.com/apis/docs/troubleshooting */
export function saysDisabled(said: string, json?: unknown): boolean {
  const details = fieldOf(fieldOf(json, 'error'), 'details')
  const reasons = Array.isArray(details) ? details.map((detail) => fieldOf(detail, 'reason')) : []
  return reasons.includes('SERVICE_DISABLED') || SAID.test(said)
}

/** The number or ID of the project that an answer names. */
const projectIn = (said: string): string | undefined => /in project ([\w:.-]+?)(?= before|$)/.exec(said)?.[1]

export function disabledApi(service: string, said: string, evidence: readonly Exchange[]): Finding {
  const project = projectIn(said)
  const query = project === undefined ? '' : `?project=${encodeURIComponent(project)}`
  return finding('api.disabled', {
    summary: `The ${NAMES[service] ?? service} is not enabled in the project${project ? ` ${project}` : ''}.`,
    evidence,
    remedy: {
      action: 'Enable the API, wait some minutes, then verify again.',
      link: `https://console.cloud.google.com/apis/library/${service}${query}`,
    },
  })
}
