import type { FormField, LoginForm } from '@fairlead/core'

const KEYS_PAGE = 'https://console.aws.amazon.com/iam/home#/security_credentials'

/** The fields of a login to AWS, for either of its registries. */
export const LOGIN_FIELDS: readonly FormField[] = [
  {
    name: 'access_key_id',
    label: 'Access key ID',
    hint: 'Of an IAM user; with a role, of whoever may assume it.',
    required: false,
    secret: false,
    link: KEYS_PAGE,
    placeholder: 'AKIAIOSFODNN7EXAMPLE',
    pattern: '\\w{16,128}',
  },
  {
    name: 'secret_access_key',
    label: 'Secret access key',
    hint: 'AWS shows it once, when the key is made.',
    required: false,
    secret: true,
    link: KEYS_PAGE,
  },
  {
    name: 'role_arn',
    label: 'Role to assume',
    hint: 'Its ARN. Without an access key it is assumed with the identity of this server, where the operator lends it.',
    required: false,
    secret: false,
    link: 'https://console.aws.amazon.com/iam/home#/roles',
    placeholder: 'arn:aws:iam::111122223333:role/fairlead-pull',
    pattern: 'arn:aws[a-z\\-]*:iam::\\d{12}:role/[\\w+=,.@\\/\\-]+',
  },
  {
    name: 'external_id',
    label: 'External ID',
    hint: 'What the trust policy of the role asks for as sts:ExternalId; empty if it asks for none.',
    required: false,
    secret: false,
    pattern: '[\\w+=,.@:\\/\\-]{2,1224}',
  },
  {
    name: 'aws_credentials_type',
    label: 'Credentials',
    hint: 'Only to take the identity of this server as it is, where the operator lends it.',
    required: false,
    secret: false,
    options: [
      { value: '', label: 'Access key or role' },
      { value: 'ambient', label: 'Identity of this server' },
    ],
  },
]

/** The ways to log in, each with the same rights. */
export const loginForms = (leastRights: readonly string[]): readonly LoginForm[] => [
  {
    id: 'role',
    title: 'Role to assume',
    hint: 'Best: it can be taken away at one place, and its sessions end within an hour. Assumed with an access key that may do nothing else, or with the identity of this server.',
    fields: ['role_arn', 'external_id', 'access_key_id', 'secret_access_key'],
    leastRights,
  },
  {
    id: 'keys',
    title: 'Access key',
    hint: 'Of an IAM user that is for this alone. It does not end by itself: rotate it.',
    fields: ['access_key_id', 'secret_access_key'],
    leastRights,
  },
  {
    id: 'ambient',
    title: 'Identity of this server',
    hint: 'Its environment, its service account (IRSA), EKS Pod Identity, the task role of ECS or the role of its machine. Only where the operator lends it (FAIRLEAD_AMBIENT_IDENTITIES=allow).',
    fields: ['aws_credentials_type'],
    leastRights,
  },
]
