import { Badge, Group, Stack, Text, Timeline } from '@mantine/core'
import { CheckIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'

interface Step {
  readonly title: string
  readonly isDone: boolean
  readonly about: string
  readonly action?: { readonly label: string; readonly to: string } | undefined
}

/** From nothing to an application that runs, as far as it is done; gone once all of it is. */
export function FirstSteps() {
  const org = useOrg()
  const { data: registries } = useQuery(registriesQuery(org))
  const { data: applications } = useQuery(applicationsQuery(org))
  if (!registries || !applications) return null

  const proved = registries.find(({ health }) => health === 'verified' || health === 'warning')
  const [unproved] = registries
  const [application] = applications
  const live = applications.find(({ status }) => /^(?:DEPLOYED|RESTARTED)$/.test(status?.state ?? ''))
  const steps: readonly Step[] = [
    {
      title: 'Connect a container registry',
      isDone: proved !== undefined,
      about: proved
        ? `${proved.name} is connected, and was proved.`
        : unproved
          ? `${unproved.name} is saved, and no verification of it succeeded yet.`
          : 'Where your images are: GitHub Container Registry, GitLab, Docker Hub, ECR or any other. The connection is proved before it is saved.',
      action: unproved
        ? { label: `Open ${unproved.name}`, to: paths.registry({ org, registryId: unproved.id }) }
        : { label: 'Add registry', to: paths.addRegistry({ org }) },
    },
    {
      title: 'Create an application',
      isDone: application !== undefined,
      about: application
        ? `${application.container.name} is of ${application.container.image_name}:${application.container.tag}.`
        : 'From an image of the registry; its ports are read from the image itself.',
      // Without a registry there is no image to choose.
      action:
        registries.length === 0
          ? undefined
          : { label: 'Create application', to: paths.createApplication({ org }) },
    },
    {
      title: 'See it run',
      isDone: live !== undefined,
      about: live
        ? `${live.container.name} is deployed.`
        : 'A deployment pins the tag to a digest, proves that it can be pulled, and shows each step.',
      action: application && {
        label: `Open ${application.container.name}`,
        to: paths.application({ org, applicationId: application.container.id }),
      },
    },
  ]
  const next = steps.findIndex(({ isDone }) => !isDone)
  if (next < 0) return null
  return (
    <Section title="First steps">
      <Timeline active={next - 1} bulletSize={24} lineWidth={2}>
        {steps.map(({ title, isDone, about, action }, index) => (
          <Timeline.Item
            key={title}
            bullet={isDone ? <CheckIcon size={14} /> : <span aria-hidden>{index + 1}</span>}
            title={
              <Group gap="xs">
                <Text fw={600}>{title}</Text>
                <Badge size="sm" variant="light" color={isDone ? 'green' : 'gray'}>
                  {isDone ? 'Done' : 'To do'}
                </Badge>
              </Group>
            }
          >
            <Stack gap={6} align="flex-start">
              <Text size="sm" c="dimmed">
                {about}
              </Text>
              {!isDone && action && (
                <LinkButton to={action.to} size="xs" variant={index === next ? 'filled' : 'default'}>
                  {action.label}
                </LinkButton>
              )}
            </Stack>
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  )
}
