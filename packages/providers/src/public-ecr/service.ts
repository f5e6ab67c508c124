import type { AwsPlace } from '../aws/ask-aws.ts'
import type { LoginService } from '../aws/make-login.ts'
import type { RepositoryList } from '../aws/repository-list.ts'

const loadEcrPublic = () => import('@aws-sdk/client-ecr-public')

export const PUBLIC_ECR_HOST = 'public.ecr.aws'
export const PUBLIC_ECR_URL = `https://${PUBLIC_ECR_HOST}`

/** The only place that gives logins. https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html */
export const PUBLIC_ECR_PLACE: AwsPlace = { region: 'us-east-1', fips: false, dualStack: false }

/** What a push needs of a repository. https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policy-examples.html */
export const PUBLIC_PUSH_ACTIONS = [
  'ecr-public:BatchCheckLayerAvailability',
  'ecr-public:CompleteLayerUpload',
  'ecr-public:InitiateLayerUpload',
  'ecr-public:PutImage',
  'ecr-public:UploadLayerPart',
] as const

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html */
export const PUBLIC_ECR_SERVICE: LoginService = {
  name: 'Amazon ECR Public',
  needed: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  async getToken(config, abortSignal) {
    const { ECRPUBLICClient, GetAuthorizationTokenCommand } = await loadEcrPublic()
    const output = await new ECRPUBLICClient(config).send(new GetAuthorizationTokenCommand({}), {
      abortSignal,
    })
    return output.authorizationData
  },
}

/** The account's own repositories, as `<alias>/<name>`: of all others there is no list. */
export const publicPage: RepositoryList['page'] = async (config, abortSignal, { size, next }) => {
  const { ECRPUBLICClient, DescribeRepositoriesCommand } = await loadEcrPublic()
  const command = new DescribeRepositoriesCommand({ maxResults: size, ...(next ? { nextToken: next } : {}) })
  const output = await new ECRPUBLICClient(config).send(command, { abortSignal })
  const prefix = `${PUBLIC_ECR_HOST}/`
  const names = (output.repositories ?? []).flatMap(({ repositoryUri = '' }) =>
    repositoryUri.startsWith(prefix) ? repositoryUri.slice(prefix.length) : [],
  )
  return { names, next: output.nextToken }
}
