import type { PinnedImage } from '@fairlead/core'

/**
 * Keeps pods on nodes that the image runs on, also where a node of another platform joins later. An image that does not
 * name its platforms may go anywhere.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch
 */
export function platformAffinity({ platforms }: Pick<PinnedImage, 'platforms'>): object | undefined {
  if (platforms.length === 0) return undefined
  const bySystem = Map.groupBy(platforms, ({ os }) => os)
  const terms = [...bySystem].sort().map(([os, all]) => ({
    matchExpressions: [
      { key: 'kubernetes.io/os', operator: 'In', values: [os] },
      {
        key: 'kubernetes.io/arch',
        operator: 'In',
        values: [...new Set(all.map(({ architecture }) => architecture))].sort(),
      },
    ],
  }))
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } }
}
