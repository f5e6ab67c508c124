import { finding } from '@fairlead/core'
import { awsWords } from '../aws/access-words.ts'
import { consoleLink } from '../aws/region.ts'
import type { EcrHost } from '../aws/registry-host.ts'
import type { KindWords } from '../verification/judge-access.ts'
import { nearMisses } from '../verification/near-miss.ts'
import { ECR_SERVICE, PULL_ACTIONS, PUSH_ACTIONS } from './service.ts'

/** The words of one registry. */
export function ecrWords({ account, region }: EcrHost): KindWords {
  const { name } = ECR_SERVICE
  const repositories = `/ecr/private-registry/repositories?region=${region}`
  return {
    ...awsWords({
      name,
      region,
      pull: PULL_ACTIONS,
      push: PUSH_ACTIONS,
      permissionsPage: () => '/iam/home#/policies',
    }),
    absent({ evidence }, { repository, visible = [] }) {
      const meant = nearMisses(repository, visible)
      const hint = meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : ''
      const link = consoleLink(region, repositories)
      return finding('package.not_found', {
        summary: `There is no repository ${repository} in the account ${account} in ${region}.${hint}`,
        evidence,
        remedy: {
          action:
            'Correct the name, the account or the region, or create the repository: ECR makes none by itself. Where a pull through cache rule is to make it, allow ecr:CreateRepository and ecr:BatchImportUpstreamImage as well.',
          ...(link ? { link } : {}),
        },
      })
    },
  }
}
