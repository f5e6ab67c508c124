import type { Deployment } from '@fairlead/api/client'

const WORDS = {
  deploy: 'Deployment',
  redeploy: 'Redeployment',
  rollback: 'Rollback',
  stop: 'Stop',
  restart: 'Restart',
  delete: 'Deletion',
} as const

/** What was asked for, with the tag where one is deployed: `Deployment of 1.1`. */
export const originWords = ({ origin, action, image, spec }: Deployment): string =>
  action === 'deploy' ? `${WORDS[origin]} of ${image?.tag ?? spec.tag}` : WORDS[origin]
