import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationQuery, secretsQuery, variablesQuery } from '../../data/applications.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AdvancedSettingsForm } from './advanced-settings-form.tsx'
import { ApplicationSettingsForm } from './application-settings-form.tsx'

/** What an application asks for. What runs stays as it is until its next deployment. */
export function ApplicationSettingsPage() {
  const org = useOrg()
  const applicationId = useParam('applicationId')
  const [{ tab = 'settings' }, search] = useSearchState()
  const application = useQuery(applicationQuery(org, applicationId))
  const variables = useQuery(variablesQuery(org, applicationId))
  const secrets = useQuery(secretsQuery(org, applicationId))
  const error = application.error ?? variables.error ?? secrets.error
  const retry = () => void Promise.all([application, variables, secrets].map(({ refetch }) => refetch()))
  const { data: container } = application
  const own = container ? [{ label: container.name, to: paths.application({ org, applicationId }) }] : []
  return (
    <Page
      title={container ? `Settings of ${container.name}` : 'Settings'}
      about="What runs stays as it is until the next deployment."
      crumbs={[{ label: 'Applications', to: paths.applications({ org }) }, ...own]}
    >
      {error ? (
        <Failure title="The application could not be loaded" error={error} onRetry={retry} />
      ) : !container || !variables.data || !secrets.data ? (
        <Waiting for="the application" />
      ) : (
        <Tabs
          value={tab}
          onChange={(next) => search({ tab: next === 'settings' ? '' : (next ?? '') })}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="settings">Settings</Tabs.Tab>
            <Tabs.Tab value="advanced">Advanced</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="settings">
            <ApplicationSettingsForm
              saved={{ container, variables: variables.data, secrets: secrets.data }}
            />
          </Tabs.Panel>
          <Tabs.Panel value="advanced">
            <AdvancedSettingsForm applicationId={applicationId} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  )
}
