import type { ContainerSpec } from '@fairlead/core'

/**
 * Kernel capabilities that are taken from every container. Dropping all of them breaks common images: nginx and
 * postgres start as root, change the owner of files and then their user. These three are of no use to a service and
 * of use to an attacker: raw packets on the shared network, device nodes, capabilities on files.
 */
const DROPPED_CAPABILITIES = ['MKNOD', 'NET_RAW', 'SETFCAP'] as const

/** What is taken from a container, and what it is given though others have it not. */
export function capabilitiesOf(
  { security }: Pick<ContainerSpec, 'security'>,
  dropped: readonly string[] = DROPPED_CAPABILITIES,
): { readonly drop: readonly string[]; readonly add?: readonly string[] } {
  const added: readonly string[] = security?.addedCapabilities ?? []
  const drop = dropped.filter((each) => !added.includes(each))
  return { drop, ...(added.length > 0 ? { add: added } : {}) }
}
