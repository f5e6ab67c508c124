import type { RegistryProvider } from '@fairlead/core'
import type { AwsProviderOptions } from '../aws/connection-setup.ts'
import { createAwsProvider } from '../aws/create-aws-provider.ts'
import { PUBLIC_ECR_FORM } from './form.ts'
import { parsePublicEcrDraft } from './parse.ts'
import {
  PUBLIC_ECR_HOST,
  PUBLIC_ECR_PLACE,
  PUBLIC_ECR_SERVICE,
  PUBLIC_ECR_URL,
  publicPage,
} from './service.ts'
import { publicEcrWords } from './words.ts'

/**
 * Amazon ECR Public, whose images anybody may pull; with a login its limits are higher, and its owner may push.
 * https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
 */
export const createPublicEcrProvider = (options: AwsProviderOptions): RegistryProvider =>
  createAwsProvider(options, {
    kind: 'PUBLIC_ECR',
    form: PUBLIC_ECR_FORM,
    recognizes: (host) => host.toLowerCase() === PUBLIC_ECR_HOST,
    parse: parsePublicEcrDraft,
    open: () => ({
      place: PUBLIC_ECR_PLACE,
      service: PUBLIC_ECR_SERVICE,
      visibility: 'public',
      list: { action: 'ecr-public:DescribeRepositories', name: PUBLIC_ECR_SERVICE.name, page: publicPage },
      words: publicEcrWords,
      usualRealm: `${PUBLIC_ECR_URL}/token/`,
    }),
    leastRights: PUBLIC_ECR_SERVICE.needed,
    abilities: {
      delete: {
        ability: 'unknown',
        because: 'Not proved: it takes ecr-public:BatchDeleteImage, and nothing is ever deleted to find out.',
      },
      webhook: { ability: 'no', because: 'Amazon ECR Public calls no webhooks.' },
    },
  })
