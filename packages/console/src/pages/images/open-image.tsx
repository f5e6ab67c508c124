import { Button, Group, TextInput } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { paths } from '../../app/paths.ts'

interface OpenImageProps {
  readonly org: string
  readonly registryId: string
  /** Host of the registry, which may stand before the name. */
  readonly host: string
  readonly hint: string
}

/** What people paste, as the name of a repository and perhaps its tag or digest. */
function readName(text: string, host: string): { readonly image: string; readonly reference?: string } {
  const bare = text.trim().replace(/^[a-z]+:\/\//i, '')
  const name = bare.startsWith(`${host}/`) ? bare.slice(host.length + 1) : bare
  const [, image = name, tag, digest] = /^([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(name) ?? []
  const reference = digest ?? tag
  return { image, ...(reference ? { reference } : {}) }
}

/** A field for an image's name in full, for what no list shows. */
export function OpenImage({ org, registryId, host, hint }: OpenImageProps) {
  const { history } = useRouter()
  const [name, setName] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    const { image, reference } = readName(name, host)
    if (image === '') return
    const of = { org, registryId, image }
    history.push(reference ? paths.imageTag({ ...of, reference }) : paths.image(of))
  }
  return (
    <form onSubmit={open}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Image name in full"
          description={hint}
          placeholder="acme/app"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          style={{ flex: 1, minWidth: 220, maxWidth: 520 }}
        />
        <Button type="submit" variant="default" disabled={name.trim() === ''}>
          Open image
        </Button>
      </Group>
    </form>
  )
}
