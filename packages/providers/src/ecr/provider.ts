import { invalidRequest, type RegistryConnection, type RegistryProvider } from '@fairlead/core'
import type { AwsRegistry } from '../aws/aws-kind.ts'
import type { AwsProviderOptions } from '../aws/connection-setup.ts'
import { createAwsProvider } from '../aws/create-aws-provider.ts'
import { parseEcrHost } from '../aws/registry-host.ts'
import { ECR_FORM } from './form.ts'
import { parseEcrDraft } from './parse.ts'
import { ECR_SERVICE, ecrPage, PULL_ACTIONS } from './service.ts'
import { ecrWords } from './words.ts'

function open({ url }: RegistryConnection): AwsRegistry {
  const host = parseEcrHost(new URL(url).host)
  if (!host) {
    const remedy = 'Enter it as https://<account>.dkr.ecr.<region>.amazonaws.com.'
    throw invalidRequest([
      { field: 'url', problem: 'is not that of a private registry of Amazon ECR', remedy },
    ])
  }
  const { account, region, fips, dualStack } = host
  return {
    place: { region, fips, dualStack },
    service: ECR_SERVICE,
    visibility: 'private',
    list: { action: 'ecr:DescribeRepositories', name: ECR_SERVICE.name, page: ecrPage(account) },
    words: () => ecrWords(host),
  }
}

/**
 * Private registries of Amazon ECR. They take a login of 12 hours that AWS makes of an access key, a role or the identity
 * of this server. https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 */
export const createEcrProvider = (options: AwsProviderOptions): RegistryProvider =>
  createAwsProvider(options, {
    kind: 'ECR',
    form: ECR_FORM,
    recognizes: (host) => parseEcrHost(host) !== undefined,
    parse: parseEcrDraft,
    open,
    leastRights: [...ECR_SERVICE.needed, ...PULL_ACTIONS],
    abilities: {
      delete: {
        ability: 'unknown',
        because: 'Not proved: it takes ecr:BatchDeleteImage, and nothing is ever deleted to find out.',
      },
      webhook: {
        ability: 'no',
        because: 'Amazon ECR calls no webhooks: it tells of pushes through Amazon EventBridge.',
      },
    },
  })
