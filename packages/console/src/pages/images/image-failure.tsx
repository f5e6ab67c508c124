import { ApiError } from '@fairlead/api/client'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { imagesQuery } from '../../data/images.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { similarNames } from './image-names.ts'

interface ImageFailureProps {
  readonly org: string
  readonly registryId: string
  readonly image: string
  readonly title: string
  readonly error: unknown
  readonly onRetry: () => void
}

// A registry says either of these to a name that it does not have: GitHub does not tell what is there and not shown.
const MAY_BE_ABSENT: readonly string[] = ['image.not_found', 'credential.denied']

/** Why an image could not be read; for a name that may be wrong, images of this registry that are called alike. */
export function ImageFailure({ org, registryId, image, title, error, onRetry }: ImageFailureProps) {
  const absent = error instanceof ApiError && MAY_BE_ABSENT.includes(error.code)
  const { data: images = [] } = useQuery({ ...imagesQuery(org, registryId), enabled: absent, retry: false })
  const similar = similarNames(
    image,
    images.map(({ image_name: name }) => name),
  )
  return (
    <Stack>
      <Failure title={title} error={error} onRetry={onRetry} />
      {absent && similar.length > 0 && (
        <Text>
          Did you mean{' '}
          {similar.map((name, at) => (
            <span key={name}>
              {at > 0 && (at === similar.length - 1 ? ' or ' : ', ')}
              <Link to={paths.image({ org, registryId, image: name })}>{name}</Link>
            </span>
          ))}
          ?
        </Text>
      )}
    </Stack>
  )
}
