import { isAppError } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type KubeconfigRules, readKubeconfig } from './kubeconfig.ts'

const RULES: KubeconfigRules = { context: null, allowExec: false }
const SECRET = 'never-in-a-message'

const kubeconfig = (user: object, more: object = {}): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'site', cluster: { server: 'https://10.0.0.1:6443/' } }],
    users: [{ name: 'me', user }],
    contexts: [
      { name: 'main', context: { cluster: 'site', user: 'me', namespace: 'shop' } },
      { name: 'broken', context: { cluster: 'elsewhere', user: 'me' } },
    ],
    'current-context': 'main',
    ...more,
  })

function issuesOf(text: string, rules: Partial<KubeconfigRules> = {}) {
  try {
    readKubeconfig(text, { ...RULES, ...rules })
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    expect(JSON.stringify([error.message, error.issues])).not.toContain(SECRET)
    return error.issues
  }
  throw new Error('It was accepted.')
}

describe('a kubeconfig is read as', () => {
  test('the server, the namespace and the login of its current context', () => {
    expect(readKubeconfig(kubeconfig({ token: SECRET }), RULES)).toMatchObject({
      context: 'main',
      server: 'https://10.0.0.1:6443',
      namespace: 'shop',
      login: { kind: 'token', token: SECRET },
    })
  })

  test('the context that is asked for, though another is current', () => {
    const text = kubeconfig({ token: SECRET }, { 'current-context': 'broken' })
    expect(readKubeconfig(text, { ...RULES, context: 'main' }).context).toBe('main')
  })

  test.each([
    ['certificate', { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' }],
    ['password', { username: 'me', password: SECRET }],
    ['none', {}],
  ])('a login of the kind %s', (kind, user) => {
    expect(readKubeconfig(kubeconfig(user), RULES).login.kind).toBe(kind)
  })

  test('one whose credential plugin the operator allows', () => {
    const text = kubeconfig({ exec: { command: 'aws-iam-authenticator' } })
    expect(readKubeconfig(text, { ...RULES, allowExec: true }).login).toMatchObject({
      kind: 'exec',
      command: 'aws-iam-authenticator',
    })
  })
})

describe('a kubeconfig is refused at its field when it', () => {
  test.each([
    ['is missing', '', 'is missing'],
    ['holds blanks only', ' \n', 'is missing'],
    ['is not YAML', `token: "${SECRET}\n  - [`, 'is not YAML'],
    ['is no kubeconfig', `token: ${SECRET}`, 'lists no clusters'],
    ['is a text', SECRET, 'lists no clusters'],
    ['is a list', `- ${SECRET}`, 'lists no clusters'],
    ['has no current context', kubeconfig({}, { 'current-context': '' }), 'names no current context'],
    ['has no such current context', kubeconfig({}, { 'current-context': 'gone' }), 'has no context "gone"'],
    [
      'names a cluster that it does not list',
      kubeconfig({}, { 'current-context': 'broken' }),
      'names no cluster',
    ],
    [
      'names no server',
      kubeconfig({}, { clusters: [{ name: 'site', cluster: { server: 'ftp://x' } }] }),
      'names no address',
    ],
    [
      'names the file of an authority',
      kubeconfig(
        {},
        {
          clusters: [
            { name: 'site', cluster: { server: 'https://x', 'certificate-authority': '/etc/ca.crt' } },
          ],
        },
      ),
      'names a file in "certificate-authority"',
    ],
    ['names the file of a key', kubeconfig({ 'client-key': '/root/k.pem', token: SECRET }), '"client-key"'],
    [
      'names the file of a certificate',
      kubeconfig({ 'client-certificate': '/root/c.pem' }),
      '"client-certificate"',
    ],
    ['names the file of a token', kubeconfig({ tokenFile: '/run/token' }), '"tokenFile"'],
    [
      'has a login in its address',
      kubeconfig(
        {},
        { clusters: [{ name: 'site', cluster: { server: `https://me:${SECRET}@10.0.0.1:6443` } }] },
      ),
      'has a user in the address',
    ],
    ['impersonates somebody', kubeconfig({ token: SECRET, as: 'somebody' }), 'impersonates another user'],
    ['uses an auth-provider', kubeconfig({ 'auth-provider': { name: 'gcp' } }), 'uses an auth-provider'],
    [
      'would run a program',
      kubeconfig({
        exec: { command: 'steal', args: [SECRET], env: [{ name: 'A', value: SECRET }] },
      }),
      'runs the program "steal"',
    ],
  ])('%s', (_, text, problem) => {
    const [issue] = issuesOf(text)
    expect(issue?.field).toBe('target.kubeconfig')
    expect(issue?.problem).toContain(problem)
    expect(issue?.remedy).not.toBe('')
  })

  test('lacks the context that is asked for, naming those that it has', () => {
    expect(issuesOf(kubeconfig({}), { context: 'gone' })).toMatchObject([
      { field: 'target.context', remedy: expect.stringContaining('main, broken') },
    ])
  })
})
