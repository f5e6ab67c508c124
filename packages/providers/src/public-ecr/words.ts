import { finding } from '@fairlead/core'
import { awsWords } from '../aws/access-words.ts'
import type { KindWords } from '../verification/judge-access.ts'
import { nearMisses } from '../verification/near-miss.ts'
import { PUBLIC_ECR_PLACE, PUBLIC_ECR_SERVICE, PUBLIC_PUSH_ACTIONS } from './service.ts'

const QUOTAS = 'https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html'
const DATA = /data limit/i

export function publicEcrWords(anonymous: boolean): KindWords {
  const { name } = PUBLIC_ECR_SERVICE
  return {
    ...awsWords({
      name,
      region: PUBLIC_ECR_PLACE.region,
      pull: [],
      push: PUBLIC_PUSH_ACTIONS,
      permissionsPage: () => '/iam/home#/policies',
    }),
    limited({ evidence, ociMessage }) {
      const data = DATA.test(ociMessage)
      const limit = anonymous
        ? data
          ? 'what an address may pull in a month without a login, 500 GB'
          : 'what an address may pull in a second without a login, one image'
        : 'what an account may pull in a second'
      return finding('registry.rate_limited', {
        summary: `${name} answers that a limit is used up: ${limit}.`,
        evidence,
        remedy: {
          action: anonymous
            ? 'Give the connection an access key or a role, for which the limits are far higher, or wait.'
            : 'Wait a moment, then verify again; a quota of the account can be raised in AWS.',
          link: QUOTAS,
        },
      })
    },
    absent({ evidence }, { repository, visible = [] }) {
      const meant = nearMisses(repository, visible)
      const hint = meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : ''
      return finding('package.not_found', {
        summary: `${name} has no repository ${repository}.${hint}`,
        evidence,
        remedy: {
          action:
            'Correct the name: it begins with the alias of its owner, as in public.ecr.aws/<alias>/<name>.',
          link: 'https://gallery.ecr.aws',
        },
      })
    },
  }
}
