import { z } from 'zod'

// Kubernetes' own shapes, with its names: what the kubelet's credential provider prints is this answer as it is.
// https://kubernetes.io/docs/reference/config-api/kubelet-credentialprovider.v1/
const apiVersion = z.literal('credentialprovider.kubelet.k8s.io/v1')

export const credentialProviderRequest = z.object({
  apiVersion,
  kind: z.literal('CredentialProviderRequest'),
  image: z.string().min(1).max(1024).describe('With or without tag and digest: `ghcr.io/acme/app`.'),
})

export const credentialProviderResponse = z.object({
  apiVersion,
  kind: z.literal('CredentialProviderResponse'),
  cacheKeyType: z
    .enum(['Image', 'Registry'])
    .describe('`Registry` where every image of the host has this login, as far as is known now.'),
  cacheDuration: z
    .string()
    .describe('How long the answer may be kept: `300s`. `0s` where it is not to be kept.'),
  auth: z
    .record(z.string(), z.object({ username: z.string(), password: z.string() }))
    .describe('The login, by what it is for. Empty where no connection is made for the image.'),
})
