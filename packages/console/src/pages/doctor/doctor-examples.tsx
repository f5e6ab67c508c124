import { List, Stack, Text } from '@mantine/core'
import { PulseIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { useOrg } from '../../data/use-org.ts'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'

const MOST = 5

/** What can be asked; the images of the organization's own applications first. */
export function DoctorExamples() {
  const org = useOrg()
  const { data: applications = [] } = useQuery(applicationsQuery(org))
  const images = applications.map(({ container: { registry, image_name: name, tag } }) => {
    const host = URL.parse(registry.url)?.host ?? ''
    return `${host}/${name}:${tag}`
  })
  const own = [...new Set(images)].slice(0, MOST)
  return (
    <Empty icon={<PulseIcon size={32} />} title="Nothing was asked yet">
      <Stack gap="sm" align="center">
        <Text>
          Name an image, such as <span className="mono">ghcr.io/acme/app:1.4</span>, an owner (
          <span className="mono">ghcr.io/acme</span>) or a host (<span className="mono">ghcr.io</span>). A
          line such as <span className="mono">denied: permission_denied: write_package</span> is explained
          with it, and names the image itself where it can.
        </Text>
        {own.length > 0 && (
          <>
            <Text>Images of your applications:</Text>
            <List
              listStyleType="none"
              size="sm"
              ta="left"
              spacing={4}
              aria-label="Images of your applications"
            >
              {own.map((image) => (
                <List.Item key={image}>
                  <Link to={paths.doctor({ org, image })} className="mono">
                    {image}
                  </Link>
                </List.Item>
              ))}
            </List>
          </>
        )}
      </Stack>
    </Empty>
  )
}
