import type { LoginService } from '../aws/make-login.ts'
import type { RepositoryList } from '../aws/repository-list.ts'

const loadEcr = () => import('@aws-sdk/client-ecr')

/** What a pull needs of a repository. https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html */
export const PULL_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
] as const

/** What a push needs of a repository. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
export const PUSH_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
] as const

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
export const ECR_SERVICE: LoginService = {
  name: 'Amazon ECR',
  needed: ['ecr:GetAuthorizationToken'],
  async getToken(config, abortSignal) {
    const { ECRClient, GetAuthorizationTokenCommand } = await loadEcr()
    const output = await new ECRClient(config).send(new GetAuthorizationTokenCommand({}), { abortSignal })
    return output.authorizationData?.[0]
  },
}

/** The repositories of an account. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const ecrPage =
  (registryId: string): RepositoryList['page'] =>
  async (config, abortSignal, { size, next }) => {
    const { ECRClient, DescribeRepositoriesCommand } = await loadEcr()
    const command = new DescribeRepositoriesCommand({
      registryId,
      maxResults: size,
      ...(next ? { nextToken: next } : {}),
    })
    const output = await new ECRClient(config).send(command, { abortSignal })
    const names = (output.repositories ?? []).flatMap(({ repositoryName }) => repositoryName ?? [])
    return { names, next: output.nextToken }
  }
