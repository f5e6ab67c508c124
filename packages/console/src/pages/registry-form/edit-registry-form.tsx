import type { AvailableRegistry, Registry } from '@fairlead/api/client'
import { Group, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { RegistryIcon } from '../../ui/registry-icon.tsx'
import { told } from '../../ui/told.tsx'
import { ChangedMeanwhile, SecretNeeded, UsedBy } from './edit-notices.tsx'
import { FormLayout } from './form-layout.tsx'
import { KindGuide } from './kind-guide.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ProofSection } from './proof-section.tsx'
import { RegistryFields } from './registry-fields.tsx'
import { useRegistryForm } from './use-registry-form.ts'
import {
  ANONYMOUS,
  changesWay,
  fieldsOf,
  loginOf,
  movedFrom,
  type RegistryValues,
  storedValues,
  toBody,
} from './values.ts'

interface EditRegistryFormProps {
  /** As it is stored now; it may change while it is edited. */
  readonly latest: Registry
  readonly kind: AvailableRegistry
}

const storedLogin = (kind: AvailableRegistry, { config }: Registry): string =>
  Object.keys(config).length === 0 && kind.anonymous ? ANONYMOUS : loginOf(kind, Object.keys(config))

/** The form of a stored connection. Its secret stays, unless another is typed or has to be. */
export function EditRegistryForm({ latest, kind }: EditRegistryFormProps) {
  const org = useOrg()
  const router = useRouter()
  const client = useQueryClient()
  const [registry, setRegistry] = useState(latest)
  const [login, setLogin] = useState(() => storedLogin(kind, latest))
  const keptOf = (values: RegistryValues): readonly string[] => {
    const stays =
      login === storedLogin(kind, registry) && movedFrom(kind, login, values, registry).length === 0
    return stays ? fieldsOf(kind, login).flatMap(({ name, secret }) => (secret ? [name] : [])) : []
  }
  const state = useRegistryForm({ kind, login, initial: storedValues(kind, registry), kept: keptOf })
  const { form, typed, prover } = state
  const { proof, isRunning } = prover
  const moved = movedFrom(kind, login, typed, registry)
  const kept = keptOf(typed)
  const asksSecret = kept.length === 0 && fieldsOf(kind, login).some(({ secret }) => secret)
  const isConflicting = latest.version !== registry.version

  const typesSecret = kept.some((name) => (typed.config[name] ?? '') !== '')
  const testsDraft = typesSecret || kept.length === 0
  // A draft is tested by what is typed; the stored secret is used for the stored connection alone.
  const untestable =
    !testsDraft && changesWay(typed, registry)
      ? 'The stored secret is not used for what is not saved. Save: that tests the change before it is kept. Or type the secret.'
      : undefined

  const test = async (again = false): Promise<void> => {
    if (!state.isFit('test')) return
    state.begin()
    const { image, push, ...body } = toBody(kind, login, form.getValues(), registry)
    const asked = { ...(image ? { image } : {}), ...(push ? { push } : {}), ...(again ? { again } : {}) }
    const verification = await prover.run('test', (watched) =>
      testsDraft
        ? api.registries.verify(org, { ...body, ...asked }, watched)
        : api.registries.verifySaved(org, registry.id, asked, watched),
    )
    if (verification) prover.conclude(verification)
  }

  const save = async ({ again = false, unverified = false } = {}): Promise<void> => {
    if (!state.isFit('save')) return
    state.begin()
    const values = form.getValues()
    const body = {
      ...toBody(kind, login, values, registry),
      name: values.name.trim(),
      description: values.description.trim(),
      version: registry.version,
      ...(again ? { again } : {}),
    }
    const saved = await prover.run('save', (watched) =>
      api.registries.edit(
        org,
        registry.id,
        body,
        unverified ? { unverified, signal: watched.signal } : watched,
      ),
    )
    if (!saved) {
      // Whoever saved meanwhile is shown.
      void client.invalidateQueries({ queryKey: registriesQuery(org).queryKey })
      return
    }
    state.settle()
    void client.invalidateQueries({ queryKey: registriesQuery(org).queryKey })
    told(`${saved.name} is saved${unverified ? ', unverified' : ' and works'}.`)
    router.history.push(paths.registry({ org, registryId: saved.id }))
  }

  const reload = (): void => {
    setRegistry(latest)
    setLogin(storedLogin(kind, latest))
    state.replace(storedValues(kind, latest))
    prover.forget()
  }

  return (
    <FormLayout guide={<KindGuide kind={kind} preset={undefined} />}>
      <LeaveGuard isDirty={state.isDirty} />
      <form
        noValidate
        autoComplete="off"
        aria-label="Container registry"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isConflicting) void save()
        }}
      >
        <Stack gap="md">
          {isConflicting && <ChangedMeanwhile onReload={reload} />}
          <UsedBy registry={registry} />
          <RegistryFields
            state={state}
            kind={kind}
            login={login}
            onLogin={setLogin}
            kept={kept}
            keepsProxyPassword={registry.proxy?.username != null}
            isEdit
            type={
              <TextInput
                label="Registry type"
                description="It stays: another type is another connection."
                value={kind.title}
                readOnly
                leftSection={<RegistryIcon kind={kind.kind} size={22} />}
              />
            }
            notice={asksSecret && moved.length > 0 && <SecretNeeded moved={moved} />}
          />
          <Group justify="flex-end">
            <LinkButton to={paths.rotateRegistry({ org, registryId: registry.id })} variant="subtle">
              Rotate the secret instead
            </LinkButton>
            <ActionButton
              permission="registry:write"
              variant="default"
              because={untestable}
              loading={isRunning && proof?.purpose === 'test'}
              onClick={() => void test()}
            >
              Test connection
            </ActionButton>
            <ActionButton
              permission="registry:write"
              type="submit"
              because={isConflicting ? 'Somebody else changed it meanwhile.' : undefined}
              loading={isRunning && proof?.purpose === 'save'}
            >
              Save
            </ActionButton>
          </Group>
          <ProofSection
            state={state}
            isEdit
            onAgain={() => void (proof?.purpose === 'test' ? test(true) : save({ again: true }))}
            onSaveUnverified={() => void save({ unverified: true })}
          />
        </Stack>
      </form>
    </FormLayout>
  )
}
