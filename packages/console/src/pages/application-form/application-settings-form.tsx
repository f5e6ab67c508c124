import { Alert, Group, List, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@primer/octicons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { applicationQuery, secretsQuery, variablesQuery } from '../../data/applications.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { told } from '../../ui/told.tsx'
import { serverFaults } from './application-faults.ts'
import { ApplicationFields } from './application-fields.tsx'
import { useApplicationForm } from './application-form.ts'
import { requestOf, variablesOf } from './application-request.ts'
import { savedApplication } from './application-values.ts'
import { focusFirstFault } from './focus-first-fault.ts'
import { PlanPanel } from './plan-panel.tsx'
import { PartlySaved, type Saved, saveApplication } from './save-application.ts'
import { useImageConfig } from './use-image-config.ts'
import { useLeaveGuard } from './use-leave-guard.tsx'
import { usePlan } from './use-plan.ts'

/** Everything of an application that is there, with the plan's difference from what runs. */
export function ApplicationSettingsForm({ saved: given }: { readonly saved: Saved }) {
  const org = useOrg()
  const router = useRouter()
  const client = useQueryClient()
  const plan = usePlan()
  // Somebody else's save does not take away what is typed here.
  const [saved, setSaved] = useState(given)
  const form = useApplicationForm(
    savedApplication(given.container, given.variables, given.secrets),
    plan.outdate,
  )
  const config = useImageConfig(form.values)
  const guard = useLeaveGuard(form.isDirty())
  const of = { org, applicationId: saved.container.id }

  const reload = async () => {
    await client.invalidateQueries({ queryKey: ['applications', org] })
    const [container, variables, secrets] = await Promise.all([
      client.fetchQuery({ ...applicationQuery(org, of.applicationId), staleTime: 0 }),
      client.fetchQuery({ ...variablesQuery(org, of.applicationId), staleTime: 0 }),
      client.fetchQuery({ ...secretsQuery(org, of.applicationId), staleTime: 0 }),
    ])
    setSaved({ container, variables, secrets })
    return savedApplication(container, variables, secrets)
  }
  const showFaults = (error: unknown) => {
    form.setErrors(serverFaults(error).fields)
    focusFirstFault()
  }
  const save = useMutation({
    mutationFn: async (deploys: boolean) => {
      if (form.isDirty()) await saveApplication(form.getValues(), saved)
      return deploys ? (await api.containers.deploy(of.applicationId)).deployment_request_id : null
    },
    onSuccess: async (deploymentId) => {
      const values = await reload()
      form.setInitialValues(values)
      form.setValues(values)
      form.resetDirty(values)
      told(
        deploymentId ? 'Saved; the deployment begins.' : 'Saved. What runs stays until the next deployment.',
      )
      if (!deploymentId) return
      guard.release()
      router.history.push(paths.deployment({ ...of, deploymentId }))
    },
    onError: async (error) => {
      showFaults(error instanceof PartlySaved ? error.cause : error)
      // What was saved is not saved again: the next try is compared with what is there by now.
      await reload().catch(() => undefined)
    },
  })
  const submit = (deploys: boolean) => form.onSubmit(() => save.mutate(deploys), focusFirstFault)()
  const showPlan = form.onSubmit((values) => {
    const body = { container: requestOf(values, saved.container), ...variablesOf(values) }
    void plan.ask(async (signal) => {
      try {
        return await api.containers.plan(of.applicationId, body, { signal })
      } catch (error) {
        if (!signal.aborted) showFaults(error)
        throw error
      }
    })
  }, focusFirstFault)
  const failed = save.error instanceof PartlySaved ? save.error.cause : save.error
  const rest = serverFaults(failed).rest

  return (
    <form onSubmit={(event) => event.preventDefault()} autoComplete="off" noValidate>
      {guard.dialog}
      <Stack>
        <ApplicationFields form={form} image={config} />
        <PlanPanel state={plan} error={serverFaults(plan.error).rest} onAsk={() => showPlan()} />
        {save.error instanceof PartlySaved && (
          <Alert
            role="alert"
            color="yellow"
            variant="light"
            icon={<InfoIcon />}
            title="Not everything was saved"
          >
            <Text size="sm">Done so far; save again to go on with the rest:</Text>
            <List size="sm">
              {save.error.done.map((what) => (
                <List.Item key={what}>{what}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        {rest !== undefined && rest !== null && <Failure title="This was not saved" error={rest} />}
        <Group>
          <ActionButton
            permission="service:deploy"
            loading={save.isPending && save.variables}
            onClick={() => submit(true)}
          >
            Save and deploy
          </ActionButton>
          <ActionButton
            permission="service:write"
            variant="default"
            because={form.isDirty() ? undefined : 'Nothing was changed.'}
            loading={save.isPending && !save.variables}
            onClick={() => submit(false)}
          >
            Save
          </ActionButton>
        </Group>
      </Stack>
    </form>
  )
}
