import { Secret, type ServiceIdentity } from '@fairlead/core'
import { sampleWorkload } from './sample-workload.ts'

/** Always the same, for files that a test compares byte by byte. */
export const fullService: ServiceIdentity = {
  id: '0b8f7c1e-0000-4000-8000-00000000000a',
  name: 'Web Shop',
  environmentId: '5e1d2f3a-0000-4000-8000-00000000000b',
  environmentName: 'production',
  projectName: 'shop',
  organizationId: '9c9c9c9c-0000-4000-8000-00000000000c',
}

const timing = {
  initialDelaySeconds: 5,
  periodSeconds: 10,
  timeoutSeconds: 2,
  successThreshold: 2,
  failureThreshold: 3,
}

/** A workload that asks for all that there is to ask for. */
export const fullWorkload = sampleWorkload(fullService, {
  deploymentId: '3d3d3d3d-0000-4000-8000-00000000000d',
  secrets: [
    { name: 'API_KEY', value: new Secret('a-value-that-no-repository-has'), version: '1' },
    { name: 'EMPTY', value: new Secret(''), version: '2' },
  ],
  spec: {
    entrypoint: '/bin/server',
    arguments: ['--listen', '0.0.0.0:8080', '$(HOME)'],
    minInstances: 2,
    maxInstances: 6,
    ports: [
      {
        id: '1',
        name: 'web',
        internalPort: 8080,
        externalPort: 80,
        publiclyAccessible: true,
        protocol: 'HTTP',
      },
      { id: '2', name: 'grpc', internalPort: 9090, publiclyAccessible: false, protocol: 'GRPC' },
      { id: '3', name: 'dns', internalPort: 53, publiclyAccessible: true, protocol: 'UDP' },
    ],
    healthchecks: {
      readiness: { type: { kind: 'http', port: 8080, path: '/ready', scheme: 'HTTP' }, ...timing },
      liveness: { type: { kind: 'grpc', port: 9090, service: '' }, ...timing },
    },
    readOnlyRootFilesystem: true,
    variables: [
      { name: 'ENABLED', value: 'yes' },
      { name: 'MODE', value: '0755' },
      { name: 'PRICE', value: '$5 and $(FIVE)' },
      { name: 'TEXT', value: 'two\nlines: "quoted"' },
    ],
  },
})
