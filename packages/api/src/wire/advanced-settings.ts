import { z } from 'zod'

const flag = z.boolean()
const count = z.int().min(0).max(1_000_000)
const text = z.string().max(4096)

/** The largest number of a user or a group that Kubernetes takes. */
const account = z.int().min(0).max(2_147_483_647)

/** Settings by the contract's own names (ContainerAdvancedSettings). */
const settings = {
  'deployment.custom_domain_check_enabled': flag,
  'deployment.termination_grace_period_seconds': count,
  'deployment.affinity.node.required': z.record(z.string().max(255), z.string().max(255)),
  // The contract spells it so.
  'deployment.antiaffinity.pod': z.enum(['Preferred', 'Requirred']),
  'deployment.topology_spread.zone': z.enum(['Disabled', 'ScheduleAnyway', 'DoNotSchedule']),
  'deployment.update_strategy.type': z.enum(['RollingUpdate', 'Recreate']),
  'deployment.update_strategy.rolling_update.max_unavailable_percent': count,
  'deployment.update_strategy.rolling_update.max_surge_percent': count,
  'network.ingress.proxy_body_size_mb': count,
  'network.ingress.force_ssl_redirect': flag,
  'network.ingress.enable_cors': flag,
  'network.ingress.cors_allow_origin': text,
  'network.ingress.cors_allow_methods': text,
  'network.ingress.cors_allow_headers': text,
  'network.ingress.proxy_buffer_size_kb': count,
  'network.ingress.keepalive_time_seconds': count,
  'network.ingress.keepalive_timeout_seconds': count,
  'network.ingress.send_timeout_seconds': count,
  'network.ingress.proxy_connect_timeout_seconds': count,
  'network.ingress.proxy_send_timeout_seconds': count,
  'network.ingress.proxy_read_timeout_seconds': count,
  'network.ingress.proxy_buffering': text,
  'network.ingress.proxy_request_buffering': text,
  'network.ingress.grpc_send_timeout_seconds': count,
  'network.ingress.grpc_read_timeout_seconds': count,
  'network.ingress.whitelist_source_range': text,
  'network.ingress.denylist_source_range': text,
  'network.ingress.extra_headers': text,
  'network.gateway_api.http_request_timeout_seconds': count,
  'network.gateway_api.http_connection_idle_timeout_seconds': count,
  'network.gateway_api.retry.num_retries': count,
  'network.gateway_api.retry.retry_on': text,
  'network.gateway_api.retry.http_status_codes': text,
  'network.gateway_api.retry.per_try_timeout_seconds': count,
  'network.ingress.basic_auth_env_var': text,
  'network.ingress.enable_sticky_session': flag,
  'security.service_account_name': text,
  'hpa.cpu.average_utilization_percent': count,
  'hpa.memory.average_utilization_percent': count,
  'security.automount_service_account_token': flag,
  'security.read_only_root_filesystem': flag,
  // The contract has none of these three.
  'security.run_as_user': account,
  'security.run_as_group': account,
  'security.add_capabilities': z.array(z.string().max(40)).max(40),
}

type Settings = { [K in keyof typeof settings]: z.ZodOptional<z.ZodNullable<(typeof settings)[K]>> }

export const advancedSettings = z.object(
  Object.fromEntries(Object.entries(settings).map(([key, schema]) => [key, schema.nullish()])) as Settings,
)
export type AdvancedSettings = z.infer<typeof advancedSettings>

/** What a container has unless it says otherwise. Targets choose the rest. */
export const DEFAULT_ADVANCED_SETTINGS: AdvancedSettings = {
  'deployment.custom_domain_check_enabled': true,
  'deployment.termination_grace_period_seconds': 60,
  'deployment.affinity.node.required': {},
  'deployment.antiaffinity.pod': 'Preferred',
  'deployment.topology_spread.zone': 'Disabled',
  'deployment.update_strategy.type': 'RollingUpdate',
  'deployment.update_strategy.rolling_update.max_unavailable_percent': 25,
  'deployment.update_strategy.rolling_update.max_surge_percent': 25,
  'network.ingress.proxy_body_size_mb': 100,
  'network.ingress.force_ssl_redirect': true,
  'network.ingress.enable_cors': false,
  'network.ingress.enable_sticky_session': false,
  'security.service_account_name': '',
  'security.automount_service_account_token': false,
  'security.read_only_root_filesystem': false,
  'security.run_as_user': null,
  'security.run_as_group': null,
  'security.add_capabilities': [],
  'hpa.cpu.average_utilization_percent': 60,
}
