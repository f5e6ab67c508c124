import type { RegistryForm } from '@fairlead/core'
import { LOGIN_FIELDS, loginForms } from '../aws/form-fields.ts'
import { ECR_SERVICE, PULL_ACTIONS } from './service.ts'

export const ECR_FORM: RegistryForm = {
  title: 'Amazon ECR',
  urlHint:
    'https://<account>.dkr.ecr.<region>.amazonaws.com, as the console shows it as the URI of a repository',
  urlPattern: '(https://)?\\d{12}\\.dkr[.\\-]ecr(-fips)?\\.[a-z\\-]+-\\d{1,2}\\.[a-z.\\-]+/?',
  fields: [
    ...LOGIN_FIELDS,
    {
      name: 'region',
      label: 'Region',
      hint: 'As in the address; empty takes it from there.',
      required: false,
      secret: false,
      placeholder: 'eu-west-1',
      pattern: '[a-z]{2,4}(-[a-z]+)+-\\d{1,2}',
    },
  ],
  logins: loginForms([...ECR_SERVICE.needed, ...PULL_ACTIONS]),
  anonymous: false,
  steps: [
    'Make an IAM policy with ecr:GetAuthorizationToken on *, and with ecr:BatchCheckLayerAvailability, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repositories.',
    'Add ecr:DescribeRepositories and ecr:ListImages to it if images are to be listed.',
    'Attach the policy to a role that this server or an access key may assume, or to an IAM user with an access key.',
    'For a repository of another account, have its owner allow the same in the policy of the repository.',
    'Enter the address of the registry with the role or the key: the 12-hour logins are made and renewed of it.',
  ],
}
