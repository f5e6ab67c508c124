import type { AvailableRegistry, RegistryRequest } from '@fairlead/api/client'
import { Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { told } from '../../ui/told.tsx'
import { FormLayout } from './form-layout.tsx'
import { KindGuide } from './kind-guide.tsx'
import { KindSelect } from './kind-select.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { PresetField } from './preset-field.tsx'
import { ProofSection } from './proof-section.tsx'
import type { Recognised } from './recognise.ts'
import { RecogniseField } from './recognise-field.tsx'
import { RegistryFields } from './registry-fields.tsx'
import type { Purpose } from './use-proof.ts'
import { useRegistryForm } from './use-registry-form.ts'
import { ANONYMOUS, newValues, toBody } from './values.ts'

/** The form of a new connection. Its type, product and login are in the address; a secret never is. */
export function AddRegistryForm({ kinds }: { readonly kinds: readonly AvailableRegistry[] }) {
  const org = useOrg()
  const router = useRouter()
  const client = useQueryClient()
  const [search, setSearch] = useSearchState()
  const kind = kinds.find((each) => each.kind === search.kind) ?? kinds[0]
  if (!kind) throw new Error('The server speaks no kind of registry.')
  const preset = kind.presets.find(({ id }) => id === search.preset)
  const logins = [...kind.logins.map(({ id }) => id), ANONYMOUS]
  const login = logins.find((id) => id === search.login) ?? logins[0] ?? ANONYMOUS
  const state = useRegistryForm({ kind, login, initial: newValues(kind, search) })
  const { form, prover } = state
  const { proof, isRunning } = prover

  const change = (next: AvailableRegistry, found?: Recognised): void => {
    const { name, description } = form.getValues()
    const blank = newValues(next, {})
    const config = { ...blank.config, ...(found?.username ? { username: found.username } : {}) }
    const filled = { ...blank, name, description, config, url: found?.url ?? '', image: found?.image ?? '' }
    state.replace(filled, blank)
    if (next !== kind) prover.forget()
    setSearch({ kind: next.kind, preset: found?.preset, login: undefined, url: undefined, image: undefined })
  }

  const test = async (again = false): Promise<void> => {
    if (!state.isFit('test')) return
    state.begin()
    const body = { ...toBody(kind, login, form.getValues()), ...(again ? { again } : {}) }
    const verification = await prover.run('test', (watched) => api.registries.verify(org, body, watched))
    if (verification) prover.conclude(verification)
  }

  const save = async ({ again = false, unverified = false } = {}): Promise<void> => {
    if (!state.isFit('save')) return
    state.begin()
    const values = form.getValues()
    const body: RegistryRequest = {
      ...toBody(kind, login, values),
      name: values.name.trim(),
      description: values.description.trim(),
      ...(again ? { again } : {}),
    }
    const saved = await prover.run('save', (watched) =>
      api.registries.create(org, body, unverified ? { unverified, signal: watched.signal } : watched),
    )
    if (!saved) return
    state.settle()
    void client.invalidateQueries({ queryKey: registriesQuery(org).queryKey })
    told(`${saved.name} is saved${unverified ? ', unverified' : ' and works'}.`)
    router.history.push(paths.registry({ org, registryId: saved.id }))
  }

  const repeat: Record<Purpose, () => void> = {
    test: () => void test(true),
    save: () => void save({ again: true }),
    rotate: () => undefined,
  }
  return (
    <FormLayout guide={<KindGuide kind={kind} preset={preset} />}>
      <LeaveGuard isDirty={state.isDirty} />
      <form
        noValidate
        autoComplete="off"
        aria-label="Container registry"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack gap="md">
          <RegistryFields
            state={state}
            kind={kind}
            preset={preset}
            login={login}
            onLogin={(id) => setSearch({ login: id })}
            type={
              <>
                <RecogniseField
                  kinds={kinds}
                  onRecognise={(found) => {
                    const next = kinds.find((each) => each.kind === found.kind)
                    if (next) change(next, found)
                  }}
                />
                <KindSelect kinds={kinds} kind={kind} onChange={(next) => change(next)} />
                <PresetField
                  presets={kind.presets}
                  preset={preset}
                  onPreset={(id) => setSearch({ preset: id })}
                />
              </>
            }
          />
          <Group justify="flex-end">
            <ActionButton
              permission="registry:write"
              variant="default"
              loading={isRunning && proof?.purpose === 'test'}
              onClick={() => void test()}
            >
              Test connection
            </ActionButton>
            <ActionButton
              permission="registry:write"
              type="submit"
              loading={isRunning && proof?.purpose === 'save'}
            >
              Save
            </ActionButton>
          </Group>
          <ProofSection
            state={state}
            onAgain={() => proof && repeat[proof.purpose]()}
            onSaveUnverified={() => void save({ unverified: true })}
          />
        </Stack>
      </form>
    </FormLayout>
  )
}
