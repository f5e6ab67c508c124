import {
  type Registry as Answer,
  type AvailableRegistry,
  type BodyOf,
  type operations,
  snakeKeys,
} from '@fairlead/api'
import {
  type ContainerRegistry,
  parsePlatform,
  type RegistryDraft,
  type RegistryEdit,
  type RegistryInput,
  type RegistryKind,
  type RegistryProvider,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'

type Request = BodyOf<typeof operations.createRegistry>
type EditRequest = BodyOf<typeof operations.editRegistry>
type DraftRequest = BodyOf<typeof operations.verifyDraft>
type Asked = Pick<Request, 'push' | 'image' | 'platform'> | null | undefined
type Watch = Pick<VerifyRequest, 'onStart' | 'onCheck'>

/** Clients send null for what is not set. */
const given = (config: Request['config']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null && value !== undefined))

export function toVerifyRequest(asked: Asked, watch: Watch = {}): VerifyRequest {
  const platform = asked?.platform ? parsePlatform(asked.platform) : undefined
  return {
    ...watch,
    push: asked?.push ?? false,
    ...(asked?.image ? { image: asked.image } : {}),
    ...(platform ? { platform } : {}),
  }
}

export const toRegistryInput = (
  body: Request,
  unverified: string | undefined,
  watch: Watch = {},
): RegistryInput => ({
  name: body.name,
  description: body.description ?? '',
  kind: body.kind,
  url: body.url ?? undefined,
  config: given(body.config),
  unverified: unverified === 'true',
  verify: toVerifyRequest(body, watch),
})

export const toRegistryEdit = (
  body: EditRequest,
  unverified: string | undefined,
  watch: Watch = {},
): RegistryEdit => ({
  ...toRegistryInput(body, unverified, watch),
  version: body.version ?? undefined,
})

export const toDraft = (body: DraftRequest): RegistryDraft & { readonly kind: RegistryKind } => ({
  kind: body.kind,
  url: body.url ?? undefined,
  config: given(body.config),
})

const summary = ({ ok, startedAt, findings }: Verification): Answer['verification'] => ({
  ok,
  checked_at: startedAt,
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity === 'warning').length,
})

/** Names every field that is answered, so that a secret cannot slip in. */
export const toRegistry = (registry: ContainerRegistry, servicesCount: number): Answer => ({
  id: registry.id,
  created_at: registry.createdAt,
  updated_at: registry.updatedAt,
  name: registry.name,
  kind: registry.kind,
  description: registry.description,
  url: registry.url,
  associated_services_count: servicesCount,
  config: { ...registry.config },
  version: registry.version,
  verification: registry.verification && summary(registry.verification),
})

export const toAvailable = ({ kind, form }: Pick<RegistryProvider, 'kind' | 'form'>): AvailableRegistry => ({
  kind,
  required_config: Object.fromEntries(
    form.fields.filter((each) => each.required).map((each) => [each.name, 'string']),
  ),
  is_mandatory: false,
  title: form.title,
  ...(form.url === undefined ? {} : { url: form.url }),
  ...(form.urlHint === undefined ? {} : { url_hint: form.urlHint }),
  fields: snakeKeys(form.fields),
})
