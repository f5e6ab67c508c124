import type { AvailableRegistry, Registry } from '@fairlead/api/client'
import { Group, NumberInput, Paper, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { lowerFirst } from '../../ui/letter-case.ts'
import { told } from '../../ui/told.tsx'
import { ConfigField } from './config-field.tsx'
import { ExpiryField } from './expiry-field.tsx'
import { FormLayout } from './form-layout.tsx'
import { KindGuide } from './kind-guide.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ProofSection } from './proof-section.tsx'
import { RotationScope } from './rotation-scope.tsx'
import { useRegistryForm } from './use-registry-form.ts'
import { fieldsOf, loginOf, storedValues, toBody } from './values.ts'

interface RotateRegistryFormProps {
  readonly registry: Registry
  readonly kind: AvailableRegistry
}

const USUAL_HOURS = 24
const MOST_HOURS = 720

/** The new secret, how long the old one is kept, and the proof on everything that runs. */
export function RotateRegistryForm({ registry, kind }: RotateRegistryFormProps) {
  const org = useOrg()
  const router = useRouter()
  const client = useQueryClient()
  const [hours, setHours] = useState(USUAL_HOURS)
  const login = loginOf(kind, Object.keys(registry.config))
  // What was said of the old secret's end says nothing of the new one.
  const initial = { ...storedValues(kind, registry), expires_at: '' }
  const state = useRegistryForm({ kind, login, initial })
  const { form, prover } = state
  const { isRunning } = prover
  // What else of the login goes with a secret, such as the ID of an access key.
  const fields = fieldsOf(kind, login).filter(({ name, secret }) => secret || name === 'access_key_id')

  const rotate = async (again = false): Promise<void> => {
    if (!state.isFit('rotate')) return
    state.begin()
    const values = form.getValues()
    const { config } = toBody(kind, login, values, registry)
    const named = Object.entries(config).filter(([name]) => fields.some((field) => field.name === name))
    const body = {
      config: Object.fromEntries(named),
      grace_hours: hours,
      version: registry.version,
      ...(values.expires_at === '' ? {} : { expires_at: values.expires_at }),
      ...(again ? { again } : {}),
    }
    const saved = await prover.run('rotate', (watched) =>
      api.registries.rotate(org, registry.id, body, watched),
    )
    if (!saved) return
    state.settle()
    void client.invalidateQueries({ queryKey: registriesQuery(org).queryKey })
    told(`${saved.name} uses its new secret.`)
    router.history.push(paths.registry({ org, registryId: saved.id }))
  }

  return (
    <FormLayout
      guide={
        <Stack gap="md">
          <RotationScope registry={registry} />
          <KindGuide kind={kind} preset={undefined} />
        </Stack>
      }
    >
      <LeaveGuard isDirty={state.isDirty} />
      <form
        noValidate
        autoComplete="off"
        aria-label="New secret"
        onSubmit={(event) => {
          event.preventDefault()
          void rotate()
        }}
      >
        <Stack gap="md">
          <Paper withBorder p="lg">
            <Stack gap="md">
              {fields.map((field) => (
                <ConfigField
                  key={field.name}
                  form={form}
                  field={field.secret ? { ...field, label: `New ${lowerFirst(field.label)}` } : field}
                  required
                />
              ))}
              <ExpiryField
                form={form}
                label="New secret ends on"
                description="For vendors that do not tell. Left empty: not known, whatever was said of the old secret."
              />
              <NumberInput
                label="Hours to keep the old secret"
                description="0 keeps none."
                min={0}
                max={MOST_HOURS}
                allowDecimal={false}
                clampBehavior="strict"
                value={hours}
                onChange={(value) => setHours(Number(value) || 0)}
                w={{ base: '100%', xs: 240 }}
              />
              <div>
                <Title order={2} size="h5" mb={4}>
                  What happens to the old secret
                </Title>
                <Text size="sm">
                  {hours === 0
                    ? 'It is forgotten at once: there is no way back but to type it again.'
                    : `It is kept for ${hours} ${hours === 1 ? 'hour' : 'hours'} to fall back on. Should the new one fail meanwhile, the old one is restored by itself, and you can undo the rotation by hand. Then it is forgotten here; where the registry is down at that moment, at the latest after twice that time.`}{' '}
                  Fairlead does not revoke it at the registry: do that yourself, once it is forgotten.
                </Text>
              </div>
            </Stack>
          </Paper>
          <Group justify="flex-end">
            <ActionButton permission="registry:write" type="submit" loading={isRunning}>
              Test and rotate
            </ActionButton>
          </Group>
          <ProofSection state={state} onAgain={() => void rotate(true)} />
        </Stack>
      </form>
    </FormLayout>
  )
}
