import { Group, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { environmentsQuery } from '../../data/places.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Section } from '../../ui/section.tsx'
import { told } from '../../ui/told.tsx'
import { serverFaults } from './application-faults.ts'
import { ApplicationFields } from './application-fields.tsx'
import { type ApplicationForm, useApplicationForm } from './application-form.ts'
import { requestOf, variablesOf } from './application-request.ts'
import { newApplication } from './application-values.ts'
import { type Creation, createApplication, NOTHING_YET } from './create-application.ts'
import { focusFirstFault } from './focus-first-fault.ts'
import { PlaceFields } from './place-fields.tsx'
import { PlanPanel } from './plan-panel.tsx'
import { UnfinishedCreation } from './unfinished-creation.tsx'
import { useImageConfig } from './use-image-config.ts'
import { useLeaveGuard } from './use-leave-guard.tsx'
import { usePlan } from './use-plan.ts'
import { usePrefill } from './use-prefill.ts'

/** From an image to an application: what the address names is filled in, the plan is shown, and then it is made. */
export function CreateApplicationPage() {
  const org = useOrg()
  const router = useRouter()
  const client = useQueryClient()
  const [{ registry = '', image = '', tag = '', environment = '' }] = useSearchState()
  const plan = usePlan()
  const given = { registryId: registry, image, tag, environmentId: environment }
  const form = useApplicationForm(newApplication(given), plan.outdate)
  const creation = useRef<Creation>(NOTHING_YET)
  const [deploys, setDeploys] = useState(false)
  const config = useImageConfig(form.values)
  usePrefill(form, config)
  useOnlyChoices(form)
  const guard = useLeaveGuard(form.isDirty())

  const create = useMutation({
    mutationFn: (withDeployment: boolean) =>
      createApplication(form.getValues(), withDeployment, creation.current, (done) => {
        creation.current = done
      }),
    onSuccess: ({ container, deploymentId }) => {
      guard.release()
      if (!container) return
      const of = { org, applicationId: container.id }
      told(`${container.name} was created${deploymentId ? ', and its deployment begins' : ''}.`)
      router.history.push(deploymentId ? paths.deployment({ ...of, deploymentId }) : paths.application(of))
    },
    onError: (error) => showFaults(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['applications', org] }),
  })
  const showFaults = (error: unknown) => {
    form.setErrors(serverFaults(error).fields)
    focusFirstFault()
  }
  const submit = (withDeployment: boolean) => {
    setDeploys(withDeployment)
    form.onSubmit(() => create.mutate(withDeployment), focusFirstFault)()
  }
  const showPlan = form.onSubmit((values) => {
    const body = { ...requestOf(values), ...variablesOf(values) }
    void plan.ask(async (signal) => {
      try {
        return await api.containers.planNew(values.environmentId, body, { signal })
      } catch (error) {
        if (!signal.aborted) showFaults(error)
        throw error
      }
    })
  }, focusFirstFault)

  const isPart = creation.current.container !== undefined && !create.isSuccess
  return (
    <Page
      title="Create an application"
      about="It runs from an image of a connected container registry. Nothing runs until it is deployed."
      crumbs={[{ label: 'Applications', to: paths.applications({ org }) }]}
    >
      {guard.dialog}
      {isPart && create.isError ? (
        <UnfinishedCreation
          creation={creation.current}
          values={form.values}
          deploys={deploys}
          error={create.error}
          isBusy={create.isPending}
          onGoOn={() => create.mutate(deploys)}
        />
      ) : (
        <form onSubmit={(event) => event.preventDefault()} autoComplete="off" noValidate>
          <Stack>
            <Section title="Where">
              <PlaceFields form={form} />
            </Section>
            <ApplicationFields form={form} image={config} />
            <PlanPanel state={plan} error={serverFaults(plan.error).rest} onAsk={() => showPlan()} />
            {create.isError && serverFaults(create.error).rest !== undefined && (
              <Failure title="The application was not created" error={serverFaults(create.error).rest} />
            )}
            <Group>
              <ActionButton
                permission="service:deploy"
                loading={create.isPending && deploys}
                onClick={() => submit(true)}
              >
                Create and deploy
              </ActionButton>
              <ActionButton
                permission="service:write"
                variant="default"
                loading={create.isPending && !deploys}
                onClick={() => submit(false)}
              >
                Create
              </ActionButton>
            </Group>
          </Stack>
        </form>
      )}
    </Page>
  )
}

/** Where there is one registry or one environment alone, it is the one that is meant. */
function useOnlyChoices(form: ApplicationForm): void {
  const org = useOrg()
  const { data: registries } = useQuery(registriesQuery(org))
  const { data: environments } = useQuery(environmentsQuery(org))
  const [registry] = registries?.length === 1 ? registries : []
  const [environment] = environments?.length === 1 ? environments : []
  // biome-ignore lint/correctness/useExhaustiveDependencies: they were loaded
  useEffect(() => {
    if (registry && form.values.registryId === '') form.setFieldValue('registryId', registry.id)
    if (environment && form.values.environmentId === '') form.setFieldValue('environmentId', environment.id)
  }, [registry?.id, environment?.id])
}
