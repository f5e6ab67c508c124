import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { kindsQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { LinkButton } from '../../ui/link.tsx'

/** The way to a credential where the organization has none for the host, with the kind chosen where the host tells it. */
export function AddRegistryLink({ subject }: { readonly subject: string }) {
  const org = useOrg()
  const { data: kinds = [] } = useQuery(kindsQuery())
  const [host = subject] = subject.split('/')
  const isOf = (url: string): boolean => URL.parse(url)?.host === host
  const known = kinds.find(({ url, compatible_urls }) => [url ?? '', ...compatible_urls].some(isOf))
  const url = known?.compatible_urls.find(isOf)
  return (
    <>
      <Text size="sm">No container registry of this organization is for {host}.</Text>
      <LinkButton
        to={paths.addRegistry({ org, ...(known ? { kind: known.kind } : {}), ...(url ? { url } : {}) })}
        size="xs"
      >
        Add {known ? known.title : 'a registry'}
      </LinkButton>
    </>
  )
}
