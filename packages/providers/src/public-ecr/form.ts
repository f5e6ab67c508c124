import type { RegistryForm } from '@fairlead/core'
import { LOGIN_FIELDS, loginForms } from '../aws/form-fields.ts'
import { PUBLIC_ECR_SERVICE, PUBLIC_ECR_URL } from './service.ts'

export const PUBLIC_ECR_FORM: RegistryForm = {
  title: 'Amazon ECR Public',
  url: PUBLIC_ECR_URL,
  fields: LOGIN_FIELDS,
  logins: loginForms(PUBLIC_ECR_SERVICE.needed),
  anonymous: true,
  steps: [
    'Leave everything empty to pull without a login: one image a second and 500 GB a month for each address.',
    'For more, make an IAM policy with ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on *, and attach it to a role or to an IAM user with an access key.',
    'Add ecr-public:DescribeRepositories to it if your own images are to be listed.',
    'Enter the role or the key: the 12-hour logins are made and renewed of it.',
  ],
}
