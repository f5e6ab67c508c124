/**
 * Kernel capabilities that are taken from every container. Dropping all of them breaks common images: nginx and
 * postgres start as root, change the owner of files and then their user. These three are of no use to a service and
 * of use to an attacker: raw packets on the shared network, device nodes, capabilities on files.
 */
export const DROPPED_CAPABILITIES = ['MKNOD', 'NET_RAW', 'SETFCAP'] as const
