import type { AuditEntry } from '@fairlead/api/client'

const ACTIONS: Readonly<Record<string, string>> = {
  CREATE: 'Created',
  UPDATE: 'Changed',
  DELETE: 'Deleted',
  DEPLOY: 'Deployed',
  REDEPLOY: 'Redeployed',
  ROLLBACK: 'Rolled back',
  RESTART: 'Restarted',
  STOP: 'Stopped',
  CANCEL: 'Canceled',
  ROTATE: 'Rotated the credential',
  ROTATE_UNDO: 'Took the previous credential back',
  ROTATE_END: 'Ended the rotation',
  CREDENTIAL_EXPIRING: 'Warned that its credential ends soon',
  HEALTH_VERIFIED: 'Found verified',
  HEALTH_WARNING: 'Found with warnings',
  HEALTH_FAILING: 'Found failing',
  HAND_OUT_LOGIN: 'Got the login to pull with',
  SKIP_TLS_VERIFY_ON: 'Stopped checking the certificate',
  SKIP_TLS_VERIFY_OFF: 'Checks the certificate again',
}

const TARGETS: Readonly<Record<string, string>> = {
  ORGANIZATION: 'Organization',
  PROJECT: 'Project',
  ENVIRONMENT: 'Environment',
  CLUSTER: 'Cluster',
  CONTAINER_REGISTRY: 'Container registry',
  CONTAINER: 'Application',
  API_TOKEN: 'API token',
  WEBHOOK: 'Webhook',
}

export const actionWords = (action: string): string => ACTIONS[action] ?? action
export const targetWords = ({ targetType }: Pick<AuditEntry, 'targetType'>): string =>
  TARGETS[targetType] ?? targetType

/** What can be chosen; what an address names is among it, known or not. */
const options = (words: Readonly<Record<string, string>>, chosen: string | undefined) => {
  const known = Object.entries(words).map(([value, label]) => ({ value, label }))
  return chosen && !words[chosen] ? [...known, { value: chosen, label: chosen }] : known
}
export const actionOptions = (chosen: string | undefined) => options(ACTIONS, chosen)
export const targetOptions = (chosen: string | undefined) => options(TARGETS, chosen)
