import type { ServiceIdentity } from '@fairlead/core'
import { KEYS } from './keys.ts'
import { namespaceOf } from './names.ts'

interface NamespaceChange {
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** The Namespace of a service's environment. */
export const namespaceManifest = (service: ServiceIdentity, { labels, ...change }: NamespaceChange = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespaceOf(service),
    labels: {
      'app.kubernetes.io/managed-by': 'fairlead',
      [KEYS.environment]: service.environmentId,
      [KEYS.organization]: service.organizationId,
      ...labels,
    },
    ...change,
  },
})
