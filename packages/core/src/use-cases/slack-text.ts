import type { Told } from './webhook-message.ts'

interface Named {
  readonly name?: string | null
}

interface Facts {
  readonly registry?: Named
  readonly container?: Named
  readonly environment?: Named
  readonly project?: Named
  readonly image?: { readonly registry: string; readonly repository: string; readonly tag: string } | null
  readonly deployment?: { readonly action: string; readonly requested_by: string }
  readonly findings?: readonly { readonly severity: string; readonly summary: string }[]
  readonly from?: string
  readonly to?: string
  readonly expires_at?: string
  readonly days_left?: number
  readonly reason?: string
  readonly previous_until?: string
}

const OUTCOMES: Partial<Record<Told['event'], string>> = {
  DEPLOYMENT_STARTED: 'started',
  DEPLOYMENT_SUCCESSFUL: 'succeeded',
  DEPLOYMENT_FAILURE: 'failed',
  DEPLOYMENT_CANCELLED: 'was canceled',
}

const MOST_FINDINGS = 5

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const bold = (text: string | null | undefined): string => `*${escaped(text ?? '(deleted)')}*`

const inDays = (days: number): string => {
  if (days < 1) return 'in less than a day'
  return days === 1 ? 'in 1 day' : `in ${days} days`
}

function headline({ event, payload }: Told): string {
  const data = (payload.data ?? {}) as Facts
  const outcome = OUTCOMES[event]
  if (outcome !== undefined) {
    const { project, environment, container, image, deployment } = data
    const place = [project, environment].map((each) => each?.name).filter(Boolean)
    const of = image ? ` (${escaped(`${image.registry}/${image.repository}:${image.tag}`)})` : ''
    const by = deployment?.requested_by ? `, asked for by ${escaped(deployment.requested_by)}` : ''
    const action = escaped(deployment?.action ?? 'deploy')
    const where = place.length > 0 ? ` in ${escaped(place.join('/'))}` : ''
    return `The ${action} of ${bold(container?.name)}${where} ${outcome}${of}${by}.`
  }
  switch (event) {
    case 'REGISTRY_HEALTH_CHANGED':
      return `The container registry ${bold(data.registry?.name)} is now ${bold(data.to)} (it was ${escaped(data.from ?? '')}).`
    case 'REGISTRY_CREDENTIAL_EXPIRING':
      return `The credential of the container registry ${bold(data.registry?.name)} ends ${inDays(data.days_left ?? 0)}, at ${escaped(data.expires_at ?? '')}.`
    case 'REGISTRY_ROTATED':
      return `The credential of the container registry ${bold(data.registry?.name)} was rotated; the one before is kept until ${escaped(data.previous_until ?? '')}.`
    case 'REGISTRY_ROTATION_UNDONE':
      return `The credential from before the rotation of the container registry ${bold(data.registry?.name)} is used again: ${escaped(data.reason ?? '')}`
    default:
      return 'This is a test message of Fairlead.'
  }
}

/** A message as a person reads it in Slack. */
export function slackText(told: Told): string {
  const { findings = [] } = (told.payload.data ?? {}) as Facts
  const lines = findings
    .filter(({ severity }) => severity !== 'info')
    .slice(0, MOST_FINDINGS)
    .map(({ summary }) => `• ${escaped(summary)}`)
  return [headline(told), ...lines].join('\n')
}
