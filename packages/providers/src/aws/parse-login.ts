import { type FieldIssue, type ParsedDraft, Secret } from '@fairlead/core'
import type { DraftFields } from '../verification/draft-fields.ts'
import { AMBIENT, type AwsLogin, notLent } from './login.ts'
import type { Partition } from './region.ts'

interface Typed {
  readonly accessKeyId: string
  readonly secret: string
  readonly roleArn: string
  readonly externalId: string
  readonly type: string
}

export interface LoginRules {
  /** Whether the operator lends the identity of this server. */
  readonly lent: boolean
  /** The part of AWS that the registry is in; undefined where its address is at fault. */
  readonly partition: Partition | undefined
  /** Whether nothing at all may be typed. */
  readonly anonymous: boolean
}

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html
const ACCESS_KEY_ID = /^\w{16,128}$/
const LONG_TERM = /^AKIA[A-Z0-9]{16}$/
const TEMPORARY = /^ASIA[A-Z0-9]{16}$/
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::\d{12}:role\/[\w+=,.@/-]+$/
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/
const TYPES = ['', 'keys', 'role', AMBIENT]

const issue = (name: string, problem: string, remedy: string): FieldIssue => ({
  field: `config.${name}`,
  problem,
  remedy,
})

function keyIssues({ accessKeyId, secret }: Typed): FieldIssue[] {
  if (accessKeyId === '' && secret === '') return []
  if (accessKeyId === '') {
    return [issue('access_key_id', 'is missing while a secret access key is given', 'Enter both.')]
  }
  if (secret === '') {
    return [issue('secret_access_key', 'is missing while an access key ID is given', 'Enter both.')]
  }
  if (LONG_TERM.test(secret)) {
    const problem = 'looks like an access key ID'
    return [
      issue('secret_access_key', problem, 'Enter the secret that AWS showed with the key, 40 characters.'),
    ]
  }
  if (TEMPORARY.test(accessKeyId)) {
    const problem =
      'is a temporary key, which ends within hours and is worth nothing without its session token'
    return [issue('access_key_id', problem, 'Enter the key of an IAM user (AKIA…), or a role to assume.')]
  }
  if (ACCESS_KEY_ID.test(accessKeyId)) return []
  return [issue('access_key_id', 'is not an access key ID', 'Enter it as AKIA… with 20 characters.')]
}

function roleIssues({ roleArn, externalId }: Typed, partition: Partition | undefined): FieldIssue[] {
  const issues: FieldIssue[] = []
  const match = ROLE_ARN.exec(roleArn)
  if (roleArn !== '' && !match) {
    issues.push(issue('role_arn', "is not a role's ARN", 'Enter it as arn:aws:iam::<account>:role/<name>.'))
  } else if (match && partition && match[1] !== partition) {
    issues.push(
      issue(
        'role_arn',
        `is of the partition ${match[1]}, while the registry is in ${partition}: they share no accounts`,
        `Enter a role of the partition ${partition}.`,
      ),
    )
  }
  if (externalId !== '' && roleArn === '') {
    issues.push(issue('external_id', 'is given without a role', 'Enter the role, or leave it empty.'))
  } else if (externalId !== '' && !EXTERNAL_ID.test(externalId)) {
    const remedy = 'Copy it from the trust policy of the role (sts:ExternalId).'
    issues.push(issue('external_id', 'is not an external ID', remedy))
  }
  return issues
}

function typeIssues(typed: Typed, { lent, anonymous }: LoginRules): FieldIssue[] {
  const { accessKeyId, secret, roleArn, type } = typed
  const hasKeys = accessKeyId !== '' || secret !== ''
  if (!TYPES.includes(type)) {
    const problem = 'is neither keys nor role nor ambient'
    return [issue('aws_credentials_type', problem, 'Leave it empty, or enter one of these.')]
  }
  if (type === AMBIENT && hasKeys) {
    const problem = 'says ambient, while an access key is given'
    return [issue('aws_credentials_type', problem, 'Take one of the two out.')]
  }
  if (type === 'role' && roleArn === '') {
    return [issue('role_arn', 'is missing', 'Enter it as arn:aws:iam::<account>:role/<name>.')]
  }
  if (!hasKeys && (type === 'keys' || (roleArn === '' && type === '' && !anonymous))) {
    const remedy = 'Enter the key and its secret, or the ARN of a role to assume.'
    return [issue('access_key_id', 'is missing', remedy)]
  }
  const login: AwsLogin = roleArn === '' ? {} : { role: { arn: roleArn } }
  const ambient = !hasKeys && (roleArn !== '' || type === AMBIENT)
  return ambient && !lent ? [notLent(login)] : []
}

/** Reads how a connection to AWS logs in; what is at fault goes to the fields' issues. */
export function parseLogin(fields: DraftFields, rules: LoginRules): Pick<ParsedDraft, 'config' | 'secrets'> {
  const before = fields.issues.length
  const typed: Typed = {
    accessKeyId: fields.text('access_key_id'),
    secret: fields.text('secret_access_key'),
    roleArn: fields.text('role_arn'),
    externalId: fields.text('external_id'),
    type: fields.text('aws_credentials_type'),
  }
  // A field of the wrong type is empty to us, and would be told as missing as well.
  if (fields.issues.length === before) {
    fields.issues.push(
      ...keyIssues(typed),
      ...roleIssues(typed, rules.partition),
      ...typeIssues(typed, rules),
    )
  }
  const { accessKeyId, secret, roleArn, externalId, type } = typed
  return {
    config: {
      ...(accessKeyId ? { access_key_id: accessKeyId } : {}),
      ...(roleArn ? { role_arn: roleArn } : {}),
      ...(externalId ? { external_id: externalId } : {}),
      ...(type === AMBIENT ? { aws_credentials_type: AMBIENT } : {}),
    },
    secrets: secret ? { secret_access_key: new Secret(secret) } : {},
  }
}
