import { existsSync } from 'node:fs'
import { AppError, finding } from '@fairlead/core'
import type { KubeConfig } from '@kubernetes/client-node'
import type { ClusterAccess } from './kubeconfig.ts'

/** Where a pod finds its service account: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** The official client's settings, from which it makes TLS, logins and their renewal. It takes a second to load. */
export async function clientConfig(access: ClusterAccess | 'in-cluster'): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  if (access === 'in-cluster') {
    expectInCluster()
    config.loadFromCluster()
    return config
  }
  const { server, certificateAuthority, skipTlsVerify, tlsServerName, proxyUrl, namespace } = access
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server,
        caData: certificateAuthority,
        skipTLSVerify: skipTlsVerify || server.startsWith('http:'),
        tlsServerName,
        proxyUrl,
      },
    ],
    users: [userOf(access)],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user', namespace }],
    currentContext: 'context',
  })
  return config
}

function userOf({ login }: ClusterAccess): object {
  switch (login.kind) {
    case 'token':
      return { name: 'user', token: login.token }
    case 'certificate':
      return { name: 'user', certData: login.certificate, keyData: login.key }
    case 'password':
      return { name: 'user', username: login.username, password: login.password }
    case 'exec':
      return { name: 'user', exec: login.plugin }
    case 'none':
      return { name: 'user' }
  }
}

function expectInCluster(): void {
  if (process.env.KUBERNETES_SERVICE_HOST && existsSync(TOKEN_FILE)) return
  const summary = 'The server does not run in a pod of a cluster, so it has no service account there.'
  throw new AppError('target.unreachable', summary, {
    findings: [
      finding('deploy.target_unreachable', {
        summary,
        evidence: [{ asked: `KUBERNETES_SERVICE_HOST and ${TOKEN_FILE}`, answered: 'not there' }],
        remedy: {
          action: 'Run Fairlead in the cluster with a service account, or give a kubeconfig instead.',
        },
      }),
    ],
  })
}
