import type { AdvancedSettings } from '@fairlead/api'
import type { Capability, ContainerSpec, ServiceSecurity } from '@fairlead/core'

type ActedOn = Pick<ContainerSpec, 'updateStrategy' | 'readOnlyRootFilesystem' | 'security'>

/** What targets act on of the advanced settings, as `spec` has it. */
export function toActedOn(settings: AdvancedSettings): ActedOn {
  const security = toSecurity(settings)
  return {
    updateStrategy: settings['deployment.update_strategy.type'] ?? 'RollingUpdate',
    readOnlyRootFilesystem: settings['security.read_only_root_filesystem'] ?? false,
    ...(Object.keys(security).length === 0 ? {} : { security }),
  }
}

function toSecurity(settings: AdvancedSettings): ServiceSecurity {
  const account = settings['security.service_account_name']
  const user = settings['security.run_as_user']
  const group = settings['security.run_as_group']
  const capabilities = settings['security.add_capabilities'] ?? []
  return {
    ...(account ? { serviceAccountName: account } : {}),
    ...(settings['security.automount_service_account_token'] ? { mountsAccountToken: true } : {}),
    ...(typeof user === 'number' ? { runAsUser: user } : {}),
    ...(typeof group === 'number' ? { runAsGroup: group } : {}),
    // Those that are none are refused by the rules of a spec.
    ...(capabilities.length > 0 ? { addedCapabilities: capabilities as Capability[] } : {}),
  }
}

/** The spec says what is acted on, also after a rollback to one that said otherwise. */
export const fromActedOn = ({
  updateStrategy,
  readOnlyRootFilesystem,
  security = {},
}: ActedOn): AdvancedSettings => ({
  'deployment.update_strategy.type': updateStrategy,
  'security.read_only_root_filesystem': readOnlyRootFilesystem,
  'security.service_account_name': security.serviceAccountName ?? '',
  'security.automount_service_account_token': security.mountsAccountToken ?? false,
  'security.run_as_user': security.runAsUser ?? null,
  'security.run_as_group': security.runAsGroup ?? null,
  'security.add_capabilities': [...(security.addedCapabilities ?? [])],
})
