import { z } from 'zod'
import { wholeNumber } from '../fields.ts'
import { operation } from '../operation.ts'
import { credentialProviderRequest, credentialProviderResponse } from '../wire/image-credential.ts'

export const imageCredential = operation({
  id: 'getImageCredential',
  method: 'POST',
  path: '/fairlead/v1/organization/{organizationId}/imageCredential',
  tag: 'Container registries',
  summary: "Give a cluster's node the login that it pulls an image with",
  description:
    "Takes what the kubelet asks a credential provider and answers what it expects of one, in Kubernetes' own shapes. The " +
    'login is that of the connection whose repository prefix fits the image best. It is the only answer with the secret of ' +
    'a registry: for tokens of the role `node` alone, and each one is in the audit trail.',
  permission: 'image:pull',
  query: z.object({
    keep_seconds: wholeNumber
      .optional()
      .describe(
        'The longest that the kubelet is to keep the answer. Absent: 300. A login that ends is kept shorter.',
      ),
  }),
  body: credentialProviderRequest,
  status: 200,
  answer: credentialProviderResponse,
  secret: true,
  errors: [
    'organization.not_found',
    'image.reference_invalid',
    'credential.refused',
    'credential.denied',
    'registry.unreachable',
    'secret.unreadable',
  ],
})
