import {
  ApiError,
  type Container,
  type Environment,
  type Project,
  type ServiceStatus,
} from '@fairlead/api/client'
import { Group, Text } from '@mantine/core'
import { CircleSlashIcon } from '@primer/octicons-react'
import type { ReactNode } from 'react'
import { paths } from '../../app/paths.ts'
import { useApplication } from '../../data/use-application.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Waiting } from '../../ui/waiting.tsx'

/** What every page of one application is given. */
export interface OpenApplication {
  readonly org: string
  readonly application: Container
  readonly status: ServiceStatus | undefined
  readonly environment: Environment | undefined
  readonly project: Project | undefined
}

const TABS = [
  { id: 'overview', label: 'Overview', to: paths.application, title: (name: string) => name },
  {
    id: 'deployments',
    label: 'Deployments',
    to: paths.deployments,
    title: (name: string) => `Deployments of ${name}`,
  },
  { id: 'logs', label: 'Logs', to: paths.applicationLogs, title: (name: string) => `Logs of ${name}` },
  {
    id: 'settings',
    label: 'Settings',
    to: paths.applicationSettings,
    title: (name: string) => `Settings of ${name}`,
  },
] as const

interface ApplicationFrameProps {
  readonly tab: (typeof TABS)[number]['id']
  readonly actions?: (open: OpenApplication) => ReactNode
  readonly children: (open: OpenApplication) => ReactNode
}

/** The frame of an application's pages: its name and state, the way between the pages, and what if it is gone. */
export function ApplicationFrame({ tab, actions, children }: ApplicationFrameProps) {
  const org = useOrg()
  const applicationId = useParam('applicationId')
  const { data, error, refetch, status, environment, project } = useApplication(org, applicationId)
  const crumbs = [{ label: 'Applications', to: paths.applications({ org }) }]
  if (error instanceof ApiError && error.code === 'container.not_found')
    return <Gone org={org} name={data?.name} />
  if (!data)
    return (
      <Page title="Application" crumbs={crumbs}>
        {error ? (
          <Failure title="The application could not be loaded" error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting for="the application" />
        )}
      </Page>
    )
  const open = { org, application: data, status, environment, project }
  return (
    <Page
      title={TABS.find(({ id }) => id === tab)?.title(data.name) ?? data.name}
      mark={status && <StateBadge state={status.state} />}
      about={<Where project={project} environment={environment} description={data.description} />}
      crumbs={crumbs}
      actions={actions?.(open)}
    >
      <Group component="nav" aria-label="Application" gap={4} wrap="nowrap" style={{ overflowX: 'auto' }}>
        {TABS.map(({ id, label, to }) => (
          <LinkButton
            key={id}
            to={to({ org, applicationId })}
            variant={id === tab ? 'light' : 'subtle'}
            size="compact-sm"
            style={{ flexShrink: 0 }}
            aria-current={id === tab ? 'page' : undefined}
          >
            {label}
          </LinkButton>
        ))}
      </Group>
      {error && (
        <Failure
          title="The server does not answer; this is what it said last"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {children(open)}
    </Page>
  )
}

interface WhereProps extends Pick<OpenApplication, 'project' | 'environment'> {
  readonly description: string
}

function Where({ project, environment, description }: WhereProps) {
  return (
    <>
      {project && environment && (
        <Text size="sm">
          {project.name} / {environment.name} on {environment.cluster_name}
        </Text>
      )}
      {description}
    </>
  )
}

function Gone({ org, name }: { readonly org: string; readonly name: string | undefined }) {
  return (
    <Page title={name ?? 'Application'} crumbs={[{ label: 'Applications', to: paths.applications({ org }) }]}>
      <Empty
        icon={<CircleSlashIcon size={32} />}
        title={name ? `"${name}" was deleted` : 'There is no such application'}
        action={<LinkButton to={paths.applications({ org })}>All applications</LinkButton>}
      >
        {name
          ? 'It is no longer known here. Its deployments stay in the audit trail.'
          : 'It was deleted, or this token may not see it.'}
      </Empty>
    </Page>
  )
}
