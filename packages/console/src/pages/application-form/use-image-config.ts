import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { imageConfigQuery } from '../../data/images.ts'
import { useOrg } from '../../data/use-org.ts'
import type { ApplicationValues } from './application-values.ts'

export interface ImageVariable {
  readonly name: string
  readonly value: string
}

/** What an image says of itself. */
export interface ImageDefaults {
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly ports: readonly { readonly port: number; readonly isUdp: boolean }[]
  readonly variables: readonly ImageVariable[]
  readonly platforms: readonly string[]
}

/** The config behind the image and tag of the form, once both are there and nobody types any more. */
export function useImageConfig({ registryId, image, tag }: ApplicationValues): ImageDefaults | undefined {
  const org = useOrg()
  const [wanted] = useDebouncedValue(`${image.trim()}:${tag.trim()}`, 400)
  const isSettled = wanted === `${image.trim()}:${tag.trim()}`
  const { data } = useQuery({
    ...imageConfigQuery(org, registryId, image.trim(), tag.trim()),
    enabled: isSettled && registryId !== '' && image.trim() !== '' && tag.trim() !== '',
  })
  if (!data) return undefined
  const { config, platforms } = data
  return {
    entrypoint: config.entrypoint,
    command: config.command,
    ports: config.exposed_ports.flatMap((text) => {
      const [port, transport] = text.split('/')
      const number = Number(port)
      return Number.isInteger(number) && number > 0 ? [{ port: number, isUdp: transport === 'udp' }] : []
    }),
    variables: config.environment,
    platforms,
  }
}

/** A name for the application from that of its image: `acme/hello` is `hello`. */
export const nameFromImage = (image: string): string => image.trim().split('/').at(-1) ?? ''
