import { expect, test } from 'vitest'
import { accountOf, policyPrincipal, readIamDenial } from './iam-denial.ts'

const SENTENCE =
  'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/app'

test.each<[string, string, string | undefined, boolean]>([
  ['nothing more', '', undefined, false],
  [
    'no policy of its own',
    ' because no identity-based policy allows the ecr:BatchGetImage action',
    'identity-based',
    false,
  ],
  [
    'none of the repository',
    ' because no resource-based policy allows the ecr:BatchGetImage action',
    'resource-based',
    false,
  ],
  ['none of the session', ' because no session policy allows the ecr:BatchGetImage action', 'session', false],
  ['no boundary', ' because no permissions boundary allows the ecr:BatchGetImage action', 'boundary', false],
  ['a deny', ' with an explicit deny in a service control policy', 'service control', true],
  ['a deny of its own', ' with an explicit deny in an identity-based policy', 'identity-based', true],
  ['a deny of nobody knows what', ' with an explicit deny', undefined, true],
])("IAM's sentence with %s is read", (_what, rest, policy, explicit) => {
  expect(readIamDenial(`${SENTENCE}${rest}`)).toEqual({
    principal: 'arn:aws:iam::111122223333:user/ci',
    action: 'ecr:BatchGetImage',
    resource: 'arn:aws:ecr:eu-west-1:444455556666:repository/app',
    ...(policy ? { policy } : {}),
    explicit,
  })
})

test('any other sentence is none', () => {
  expect(readIamDenial('requested access to the resource is denied')).toBeUndefined()
})

test('a session stands for its role, and an ARN for its account', () => {
  const session = 'arn:aws:sts::111122223333:assumed-role/pull/fairlead'
  expect(policyPrincipal(session)).toBe('arn:aws:iam::111122223333:role/pull')
  expect(policyPrincipal('arn:aws:iam::111122223333:user/ci')).toBe('arn:aws:iam::111122223333:user/ci')
  expect(accountOf(session)).toBe('111122223333')
  expect(accountOf('*')).toBe('')
})
