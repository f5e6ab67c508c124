import { Select, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { imageTagsQuery } from '../../data/applications.ts'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ActionDialog } from './action-dialog.tsx'
import type { ApplicationDialogProps } from './stop-dialog.tsx'
import { useDeployAction } from './use-deploy-action.ts'

/** As many tags as a list shows at once; the others are found by typing. */
const SHOWN = 100

/** Chooses the tag to deploy from those that the registry has now. */
export function DeployDialog({ open, onClose }: ApplicationDialogProps) {
  const { org, application } = open
  const { registry_id, image_name } = application
  const tags = useQuery(imageTagsQuery(org, registry_id, image_name))
  const [tag, setTag] = useState(application.tag)
  const deploy = useDeployAction(
    { org, applicationId: application.id },
    `${image_name}:${tag} is deployed`,
    async () => ({
      deploymentId: (await api.containers.deploy(application.id, { tag })).deployment_request_id,
    }),
  )
  return (
    <ActionDialog
      title={`Deploy ${application.name}`}
      action={`Deploy ${tag}`}
      disabled={tag === ''}
      pending={deploy.isPending}
      error={deploy.error}
      onAct={() => deploy.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        The tag of <span className="mono">{image_name}</span> is resolved to a digest once, and that digest
        runs. What serves now goes on until the new version is proved.
      </Text>
      {tags.isLoading && <Waiting for={`the tags of ${image_name}`} />}
      {tags.error && (
        <>
          <Failure
            title="The registry does not list its tags"
            error={tags.error}
            onRetry={() => void tags.refetch()}
          />
          <TextInput label="Tag" value={tag} onChange={(event) => setTag(event.currentTarget.value.trim())} />
        </>
      )}
      {tags.data && (
        <Select
          label="Tag"
          description={tags.data.length > SHOWN ? `${tags.data.length} tags; type to find one` : undefined}
          data={withCurrent(tags.data, application.tag)}
          value={tag}
          onChange={(value) => setTag(value ?? '')}
          searchable
          limit={SHOWN}
          nothingFoundMessage="The registry has no such tag"
          allowDeselect={false}
          openOnFocus={false}
          data-autofocus
        />
      )}
    </ActionDialog>
  )
}

/** The one that is configured comes first and says so, as it may be among thousands, or gone from the registry. */
const withCurrent = (tags: readonly string[], current: string) => [
  {
    value: current,
    label: tags.includes(current) ? `${current} (current)` : `${current} (current, not listed)`,
  },
  ...tags.filter((tag) => tag !== current).map((tag) => ({ value: tag, label: tag })),
]
